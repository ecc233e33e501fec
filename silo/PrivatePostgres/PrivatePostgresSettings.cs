namespace MoodleGrains.Silo.PrivatePostgres;

/// <summary>Where the private database lives and how it is started.</summary>
public sealed record PrivatePostgresSettings
{
    /// <summary>The silo's data folder; the database lives in its subfolder <c>postgres</c>.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The folder of PostgreSQL's programs; null: the highest installed version is looked for.</summary>
    public string? Bin { get; init; }

    /// <summary>Further server settings, given as <c>-c name=value</c>. Durability is only ever turned off by tests.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Whether a database that another silo runs from this folder may be used beside it: so for commands that look at a
    /// silo at work, never for a second silo. A guest never stops what its host runs.
    /// </summary>
    public bool AsGuest { get; init; }

    /// <summary>Whether a server that dies (out of memory, killed) is started again.</summary>
    public bool RestartWhenGone { get; init; } = true;

    /// <summary>How long starting may take, recovery after a crash included.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(5);
}
