using Microsoft.Extensions.Logging;
using MoodleGrains.Silo.Configuration;
using MoodleGrains.Silo.PrivatePostgres;
using Npgsql;

namespace MoodleGrains.Silo.CommandLine;

/// <summary>The database of a command: the configured one, or the private one, also that of a silo at work.</summary>
internal sealed class Database : IAsyncDisposable
{
    private readonly PrivateDatabase? _private;

    private Database(PrivateDatabase? ours, string connectionString)
    {
        _private = ours;
        Source = NpgsqlDataSource.Create(connectionString);
    }

    public NpgsqlDataSource Source { get; }

    /// <summary>The folder of the private database; null if the database is somebody else's to keep.</summary>
    public string? Folder => _private?.Folder;

    public static async Task<Database> Open(SiloSettings settings, ILogger logger, CancellationToken cancellationToken)
    {
        if (settings.Postgres is { } connection)
        {
            return new Database(null, connection);
        }

        var postgres = await PrivateDatabase.StartAsync(settings.ForPrivatePostgres(asGuest: true), logger, cancellationToken);
        return new Database(postgres, postgres.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await Source.DisposeAsync();
        if (_private is not null)
        {
            await _private.DisposeAsync();
        }
    }
}
