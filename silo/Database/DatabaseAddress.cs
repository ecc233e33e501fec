namespace MoodleGrains.Silo.Database;

/// <summary>
/// How the database is reached: as configured, or as the private server says once it has started. It does not print itself.
/// </summary>
/// <param name="configured">The configured connection string; null for a private PostgreSQL.</param>
internal sealed class DatabaseAddress(string? configured)
{
    private string? connectionString = configured;

    /// <summary>Whether the database is the silo's own.</summary>
    public bool IsPrivate { get; } = configured is null;

    /// <summary>The connection string, password included.</summary>
    /// <exception cref="InvalidOperationException">The private PostgreSQL has not started yet.</exception>
    public string ConnectionString
    {
        get => connectionString ?? throw new InvalidOperationException("The private PostgreSQL has not started yet.");
        set => connectionString = value;
    }
}
