using Microsoft.Extensions.Logging;

namespace MoodleGrains.Silo.Announcements;

/// <summary>Tells whoever reads the log of a rule that waits for a person.</summary>
internal static class HeldRules
{
    /// <summary>Writes why it waits, and what to type.</summary>
    /// <param name="logger">The log.</param>
    /// <param name="site">The slug of the site.</param>
    /// <param name="rule">Its name.</param>
    /// <param name="why">What would happen.</param>
    public static void Log(ILogger logger, string site, string rule, string why) => logger.LogWarning(
        "The rule {Site}/{Rule} waits for a person and posts nothing new: {Why} Look at it with: silo rule preview {Site}/{Rule}  Let it "
            + "post with: silo rule approve {Site}/{Rule}",
        site, rule, why, site, rule, site, rule);
}
