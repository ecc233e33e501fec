using System.Globalization;
using System.Text.RegularExpressions;

namespace MoodleGrains.Silo.PrivatePostgres;

/// <summary>The programs of one installed PostgreSQL.</summary>
internal sealed partial record PostgresBinaries(string Folder, int Major)
{
    internal const int Oldest = 15;

    private static readonly string[] Needed = ["initdb", "pg_ctl", "postgres"];

    private const string DebianFolder = "/usr/lib/postgresql";

    public string Initdb => Path.Combine(Folder, "initdb");

    public string PgCtl => Path.Combine(Folder, "pg_ctl");

    /// <summary>The installed version to use.</summary>
    /// <param name="bin">The folder a person named; null to look for it.</param>
    /// <param name="wantedMajor">The version that made the data folder; null if there is none yet: then the highest.</param>
    /// <param name="cancellationToken">Stops the looking.</param>
    internal static async Task<PostgresBinaries> Find(string? bin, int? wantedMajor, CancellationToken cancellationToken)
    {
        var folders = bin is not null ? [bin] : await Candidates(cancellationToken);
        var found = new List<PostgresBinaries>();
        foreach (var folder in folders.Distinct())
        {
            if (await MajorOf(folder, cancellationToken) is { } major)
            {
                found.Add(new PostgresBinaries(folder, major));
            }
        }

        if (wantedMajor is { } wanted)
        {
            return found.Find(each => each.Major == wanted) ?? throw new PrivatePostgresException(
                $"The private database was made by PostgreSQL {wanted}, which is not among the installed ({Named(found)}). "
                + $"Install postgresql-{wanted}, or dump it there and load it into a newer one.");
        }

        return found.Where(each => each.Major >= Oldest).MaxBy(each => each.Major) ?? throw new PrivatePostgresException(
            bin is not null
                ? $"PrivatePostgres:Bin is '{bin}', but no PostgreSQL {Oldest} or newer is there ({Named(found)}). Name the folder that "
                    + "holds initdb and pg_ctl."
                : $"PostgreSQL {Oldest} or newer is not installed ({Named(found)}). Run 'make setup' or 'apt-get install postgresql', "
                + "or set ConnectionStrings:Postgres or PrivatePostgres:Bin.");
    }

    private static async Task<List<string>> Candidates(CancellationToken cancellationToken)
    {
        var folders = new List<string>();
        if (Directory.Exists(DebianFolder))
        {
            folders.AddRange(Directory.GetDirectories(DebianFolder).Select(version => Path.Combine(version, "bin")));
        }

        if (Tool.Find("pg_config") is { } config && await Tool.Run([config, "--bindir"], cancellationToken) is { Ok: true } told)
        {
            folders.Add(told.Output.Trim());
        }

        if (Tool.Find("pg_ctl") is { } pgCtl)
        {
            folders.Add(Path.GetDirectoryName(pgCtl)!);
        }

        return folders;
    }

    private static async Task<int?> MajorOf(string folder, CancellationToken cancellationToken)
    {
        if (!Needed.All(name => File.Exists(Path.Combine(folder, name))))
        {
            return null;
        }

        var told = await Tool.Run([Path.Combine(folder, "postgres"), "--version"], cancellationToken);
        var version = VersionNumber().Match(told.Output);
        return version.Success ? int.Parse(version.Value, CultureInfo.InvariantCulture) : null;
    }

    private static string Named(List<PostgresBinaries> found) =>
        found.Count == 0 ? "none found" : string.Join(", ", found.Select(each => $"{each.Major} in {each.Folder}"));

    [GeneratedRegex(@"\d+")]
    private static partial Regex VersionNumber();
}
