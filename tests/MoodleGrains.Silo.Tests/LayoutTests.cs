using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace MoodleGrains.Silo.Tests;

/// <summary>The rules of the house that a compiler does not hold: where code stands, and what it may know.</summary>
public sealed partial class LayoutTests
{
    private static readonly string root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "..", ".."));

    private static readonly (string Folder, string Namespace)[] projects =
        [("grains", "MoodleGrains"), ("client-api", "MoodleGrains.ClientApi"), ("silo", "MoodleGrains.Silo")];

    // What the rules may not know: outside systems, files, the network, clocks and chance.
    private static readonly string[] impure =
    [
        "System.IO", "System.Net.Http", "System.Net.Sockets", "Npgsql", "Marten", "Orleans", "Microsoft.AspNetCore", "Dapper", "Microsoft.Extensions",
    ];

    private static readonly string[] adapters = ["Discord", "Mail", "Moodle", "Rosters"];

    [Fact]
    public void A_namespace_is_named_as_its_folder()
    {
        var wrong = from project in projects
                    from file in Sources(project.Folder)
                    let folder = Path.GetDirectoryName(Path.GetRelativePath(Path.Combine(root, project.Folder), file))!
                    let wanted = folder == "" ? project.Namespace : $"{project.Namespace}.{folder.Replace(Path.DirectorySeparatorChar, '.')}"
                    let found = Namespace().Match(File.ReadAllText(file))
                    where found.Success && found.Groups[1].Value != wanted
                    select $"{Path.GetRelativePath(root, file)}: {found.Groups[1].Value} instead of {wanted}";

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void The_rules_know_no_outside_system_no_clock_and_no_chance()
    {
        var wrong = from file in Sources("grains")
                    let text = File.ReadAllText(file)
                    from found in Usings(text).Where(used => impure.Any(name => used == name || used.StartsWith(name + ".", StringComparison.Ordinal)))
                        .Concat(Chance().Matches(text).Select(match => match.Value))
                    select $"{Path.GetRelativePath(root, file)}: {found}";

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void An_outside_system_does_not_know_another_save_rosters_which_are_mirrored_into_Moodle()
    {
        var wrong = from adapter in adapters
                    from file in Sources($"silo/{adapter}")
                    from used in Usings(File.ReadAllText(file))
                    from other in adapters
                    where other != adapter && (adapter, other) != ("Rosters", "Moodle")
                        && (used == $"MoodleGrains.Silo.{other}" || used.StartsWith($"MoodleGrains.Silo.{other}.", StringComparison.Ordinal))
                    select $"{Path.GetRelativePath(root, file)}: {used}";

        wrong.ShouldBeEmpty();
    }

    private static List<string> Sources(string folder)
    {
        var sources = Directory.EnumerateFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !Generated().IsMatch(file)).ToList();
        sources.ShouldNotBeEmpty();
        return sources;
    }

    private static IEnumerable<string> Usings(string text) => Using().Matches(text).Select(match => match.Groups[1].Value);

    private static string Here([CallerFilePath] string path = "") => path;

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^using (?:static |\w+ = )?([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Using();

    [GeneratedRegex(@"\bGuid\.NewGuid\b|\bnew Random\b|\bRandom\.Shared\b|\bTimeProvider\b|\bStopwatch\b")]
    private static partial Regex Chance();

    [GeneratedRegex(@"[\\/](bin|obj)[\\/]")]
    private static partial Regex Generated();
}
