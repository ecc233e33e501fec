using System.Globalization;
using MoodleGrains.Silo.Tests.PrivatePostgres;

namespace MoodleGrains.EndToEnd;

/// <summary>The recorded webhooks, by way of the command line into a silo at work.</summary>
internal static class RecordedImport
{
    /// <summary>Imports some of them.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="site">The site to say that they come from.</param>
    /// <param name="webhooks">The plugin that sent each, and its name.</param>
    public static async Task ImportRecorded(this TestSilo silo, string site, IReadOnlyList<(string Plugin, string Name)> webhooks)
    {
        var folder = TestFolder.Make();
        try
        {
            foreach (var (plugin, name) in webhooks)
            {
                var recorded = Path.Combine(AppContext.BaseDirectory, "Recorded/webhooks", plugin, name);
                File.Copy(recorded, Path.Combine(folder, $"{plugin}-{name}"));
            }

            var said = await silo.Run("import", folder, "--site", site);

            said.ExitCode.ShouldBe(0, said.Error);
            Counted(said.Out).ShouldBe(webhooks.Count, said.Out);
            said.Out.ShouldContain("0 rejected.");
        }
        finally
        {
            TestFolder.Remove(folder);
        }
    }

    // "3 accepted, 0 duplicate, 1 of kinds not kept, 0 rejected."
    private static int Counted(string said) => said.Split('\n').Single(line => line.Contains(" accepted, ", StringComparison.Ordinal))
        .Split(' ').Select(word => int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).Sum();
}
