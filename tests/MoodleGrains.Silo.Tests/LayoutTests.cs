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
        "System.IO", "System.Net.Http", "System.Net.Sockets", "Npgsql", "Marten", "Orleans", "Microsoft.AspNetCore", "Dapper",
        "Microsoft.Extensions",
    ];

    private const string Root = "(root)";

    private static readonly string[] adapters = ["Discord", "Mail", "Moodle", "Rosters"];

    [Fact]
    public void A_namespace_is_named_as_its_folder()
    {
        var wrong = from project in projects
                    from file in Sources(project.Folder)
                    let folder = Path.GetDirectoryName(Path.GetRelativePath(Path.Combine(root, project.Folder), file))!
                    let wanted = folder == ""
                        ? project.Namespace
                        : $"{project.Namespace}.{folder.Replace(Path.DirectorySeparatorChar, '.')}"
                    let found = Namespace().Match(File.ReadAllText(file))
                    where found.Success && found.Groups[1].Value != wanted
                    select $"{Path.GetRelativePath(root, file)}: {found.Groups[1].Value} instead of {wanted}";

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void The_rules_know_no_outside_system_no_clock_and_no_chance()
    {
        // What hosts the rules, and that alone: the Orleans classes and what they share.
        string[] hosting = ["Orleans", "Microsoft.Extensions"];
        var wrong = from file in Sources("grains")
                    let hosts = file.EndsWith("Grain.cs", StringComparison.Ordinal)
                        || Path.GetFileName(Path.GetDirectoryName(file)) == "EventSourcing"
                    let text = File.ReadAllText(file)
                    from found in Usings(text).Where(used => impure.Any(name => !(hosts && hosting.Contains(name))
                            && (used == name || used.StartsWith(name + ".", StringComparison.Ordinal))))
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
                    where other != adapter && (adapter, used) != ("Rosters", "MoodleGrains.Silo.Moodle.Client")
                        && (used == $"MoodleGrains.Silo.{other}"
                            || used.StartsWith($"MoodleGrains.Silo.{other}.", StringComparison.Ordinal))
                    select $"{Path.GetRelativePath(root, file)}: {used}";

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void Folders_of_the_silo_do_not_depend_on_each_other_in_circles()
    {
        var used = FoldersUsed();
        var circles = from folder in used.Keys
                      from other in used[folder]
                      where Reached(other, used).Contains(folder)
                      select $"{folder} uses {other}, which leads back to it";

        circles.ShouldBeEmpty();
    }

    [Fact]
    public void Only_Marten_writes_and_reads_its_tables()
    {
        // The lock on streams that a unit takes, what views and indexes are made of, and the look at how a table grew.
        string[] exceptions =
        [
            "silo/EventStore/UnitGroup.cs", "silo/EventStore/ReadModel.cs", "silo/EventStore/Migrations/0015-marten.sql",
            "silo/CommandLine/Doctor/DiskCheck.cs",
        ];
        var found = from folder in new[] { "silo", "client-api", "grains" }
                    from file in Sources(folder).Concat(Migrations(folder))
                    where File.ReadLines(file).Any(line => line.Contains("mt_", StringComparison.Ordinal)
                        && !line.TrimStart().StartsWith("//", StringComparison.Ordinal))
                    select Path.GetRelativePath(root, file);

        found.Order(StringComparer.Ordinal).ShouldBe(exceptions.Order(StringComparer.Ordinal));

        static string[] Migrations(string folder) => folder == "silo"
            ? Directory.GetFiles(Path.Combine(root, "silo", "EventStore", "Migrations"), "*.sql")
            : [];
    }

    /// <summary>
    /// The folders of the silo that each of them uses, by its usings and qualified names; the root by the names of its types.
    /// </summary>
    private static Dictionary<string, HashSet<string>> FoldersUsed()
    {
        var files = Sources("silo").Select(file => (
            Folder: Path.GetRelativePath(Path.Combine(root, "silo"), file).Split(Path.DirectorySeparatorChar) is [var folder, _, ..]
                ? folder
                : Root,
            Text: string.Join(
                '\n',
                File.ReadLines(file).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal))))).ToList();
        var rootTypes = files.Where(file => file.Folder == Root).SelectMany(file => Declared().Matches(file.Text))
            .Select(match => match.Groups[1].Value).ToHashSet();
        var used = files.Select(file => file.Folder).Distinct().ToDictionary(folder => folder, _ => new HashSet<string>());
        foreach (var (folder, text) in files)
        {
            var named = SiloFolder().Matches(text).Select(match => match.Groups[1].Value).Where(used.ContainsKey);
            used[folder].UnionWith(Word().Matches(text).Any(word => rootTypes.Contains(word.Value)) ? named.Append(Root) : named);
            used[folder].Remove(folder);
        }

        return used;
    }

    private static HashSet<string> Reached(string from, Dictionary<string, HashSet<string>> used)
    {
        var reached = new HashSet<string> { from };
        var next = new Queue<string>([from]);
        while (next.TryDequeue(out var folder))
        {
            foreach (var other in used[folder].Where(reached.Add))
            {
                next.Enqueue(other);
            }
        }

        return reached;
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

    [GeneratedRegex(@"^(?:public|internal) (?:[a-z]+ )*(?:class|record|struct|interface|enum) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declared();

    [GeneratedRegex(@"\bMoodleGrains\.Silo\.(\w+)")]
    private static partial Regex SiloFolder();

    [GeneratedRegex(@"\b[A-Z]\w+\b")]
    private static partial Regex Word();

    [GeneratedRegex(@"[\\/](bin|obj)[\\/]")]
    private static partial Regex Generated();
}
