using System.Globalization;
using MoodleGrains.Silo.Configuration;
using MoodleGrains.Silo.Notices;

namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>Stored tokens that end soon. One that a password renews is nobody's business.</summary>
internal static class EndingTokens
{
    /// <summary>Looks.</summary>
    /// <param name="sites">The accounts of the sites.</param>
    /// <param name="now">Now.</param>
    /// <returns>A condition a token; a file that cannot be read is told by the calls that need it.</returns>
    public static IReadOnlyList<Condition> Of(IReadOnlyList<SiteAccount> sites, DateTimeOffset now) =>
    [
        .. from site in sites
           where site is { Token: null, Password: null, TokenFile: not null }
           let end = TokenFile.EndOf(site.TokenFile!)
           where end is not null && end.Value.AddDays(-TokenFile.DaysOfWarning) <= DateOnly.FromDateTime(now.UtcDateTime)
           let day = end.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
           select new Condition($"{site.Slug}-{day}", $"silo login {site.Slug}", site.Slug, day),
    ];
}
