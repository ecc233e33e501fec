using System.Reflection;
using Microsoft.Extensions.Logging;
using MoodleGrains.Silo.Log;
using Npgsql;

namespace MoodleGrains.Silo.EventStore;

/// <summary>
/// Creates and upgrades the tables: numbered SQL files, each applied once, in order, under an advisory lock, so that several
/// silos may start at the same time.
/// </summary>
internal static class Schema
{
    /// <summary>The version of the tables that this build works with.</summary>
    public static int Version { get; } = Migrations()[^1].Number;

    /// <summary>Brings the database to this build's version.</summary>
    /// <param name="database">The database.</param>
    /// <param name="logger">Told of each migration.</param>
    /// <param name="cancellationToken">Stops the waiting; a migration is applied whole or not at all.</param>
    /// <returns>A task.</returns>
    /// <exception cref="InvalidOperationException">The database is newer than this build, or older than PostgreSQL 15.</exception>
    public static async Task MigrateAsync(NpgsqlDataSource database, ILogger logger, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        if (connection.PostgreSqlVersion.Major < 15)
        {
            throw new InvalidOperationException(
                $"ConnectionStrings:Postgres: the server is PostgreSQL {connection.PostgreSqlVersion}; MoodleGrains needs 15 or newer.");
        }

        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await Run($"select pg_advisory_xact_lock({LogName.LockClass}, {LogName.MigrationLock})");
        await Run("create table if not exists mg_migrations (number integer primary key, name text not null, applied timestamptz not null "
            + "default now())");
        var applied = Convert.ToInt32(
            await Scalar("select coalesce(max(number), 0) from mg_migrations"),
            System.Globalization.CultureInfo.InvariantCulture);
        if (applied > Version)
        {
            throw new InvalidOperationException(
                $"The database is at schema version {applied}, this build knows {Version}: run the newer build, or restore a backup.");
        }

        foreach (var (number, name, sql) in Migrations().Where(m => m.Number > applied))
        {
            await Run(sql);
            await Run($"insert into mg_migrations (number, name) values ({number}, '{name}')");
            logger.LogInformation("Schema migration {Number} applied: {Name}", number, name);
        }

        await transaction.CommitAsync(cancellationToken);

        async Task Run(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        async Task<object?> Scalar(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            return await command.ExecuteScalarAsync(cancellationToken);
        }
    }

    private static List<(int Number, string Name, string Sql)> Migrations()
    {
        var assembly = Assembly.GetExecutingAssembly();
        const string prefix = "migrations/";
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                var file = Path.GetFileNameWithoutExtension(name[prefix.Length..]);
                return (int.Parse(file[..4], System.Globalization.CultureInfo.InvariantCulture), file[5..], reader.ReadToEnd());
            })];
    }
}
