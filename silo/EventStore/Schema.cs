using System.Globalization;
using System.Reflection;
using JasperFx;
using Marten;
using Microsoft.Extensions.Logging;
using MoodleGrains.Silo.Database;
using Npgsql;

namespace MoodleGrains.Silo.EventStore;

/// <summary>
/// Creates and upgrades the tables: Marten's by Marten, ours by numbered SQL files, each applied once and in order. Silos that start
/// together do it one after the other. A build that is older than the one that did it last changes nothing, because Marten would drop
/// the newer one's columns (docs/upgrading.md).
/// </summary>
/// <param name="database">The database.</param>
/// <param name="store">Marten.</param>
/// <param name="models">The read models.</param>
/// <param name="logger">Told of each migration.</param>
internal sealed class Schema(NpgsqlDataSource database, IDocumentStore store, ReadModels models, ILogger<Schema> logger)
{
    private const string LockName = "schema";

    /// <summary>The version of the tables that this build works with.</summary>
    public static int Version { get; } = Migrations()[^1].Number;

    /// <summary>Brings the database to this build's version.</summary>
    /// <param name="cancellationToken">Cancels the wait; a migration is applied whole or not at all.</param>
    /// <returns>A task.</returns>
    /// <exception cref="InvalidOperationException">The database is newer than this build, or older than PostgreSQL 15.</exception>
    public async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var held = await SessionLock.TakeAsync(database, LockName, cancellationToken);
        var connection = held.Connection;
        if (connection.PostgreSqlVersion.Major < 15)
        {
            throw new InvalidOperationException(
                $"ConnectionStrings:Postgres: the server is PostgreSQL {connection.PostgreSqlVersion}; MoodleGrains needs 15 or newer.");
        }

        await Run(connection, """
            create table if not exists mg_migrations (
                number integer primary key, name text not null, applied timestamptz not null default now())
            """);
        var applied = Convert.ToInt32(
            await Scalar(connection, "select coalesce(max(number), 0) from mg_migrations"), CultureInfo.InvariantCulture);
        if (applied > Version)
        {
            throw new InvalidOperationException(
                $"The database is at schema version {applied}, this build knows {Version}: run the newer build, or restore a backup.");
        }

        if (applied < Version || await LacksDocuments(connection))
        {
            await store.Storage.ApplyAllConfiguredChangesToDatabaseAsync(AutoCreate.CreateOrUpdate);
        }

        foreach (var (number, name, sql) in Migrations().Where(m => m.Number > applied))
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await Run(connection, sql);
            await Run(connection, $"insert into mg_migrations (number, name) values ({number}, '{name}')");
            await transaction.CommitAsync(cancellationToken);
            logger.LogInformation("Schema migration {Number} applied: {Name}", number, name);
        }

        async Task<bool> LacksDocuments(NpgsqlConnection open)
        {
            var known = await VersionsAsync(open, cancellationToken);
            foreach (var model in models.All.Where(model => known.GetValueOrDefault(model.Name) > model.Version))
            {
                throw new InvalidOperationException(
                    $"The read model {model.Name} is at version {known[model.Name]}, this build knows {model.Version}: run the newer build.");
            }

            return models.All.Any(model => known.GetValueOrDefault(model.Name) < model.Version);
        }

        async Task Run(NpgsqlConnection open, string sql)
        {
            await using var command = new NpgsqlCommand(sql, open) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        async Task<object?> Scalar(NpgsqlConnection open, string sql)
        {
            await using var command = new NpgsqlCommand(sql, open);
            return await command.ExecuteScalarAsync(cancellationToken);
        }
    }

    /// <summary>The versions of the read models that stand in the database.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>Versions by name.</returns>
    public static async Task<IReadOnlyDictionary<string, int>> VersionsAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        Dictionary<string, int> versions = new(StringComparer.Ordinal);
        await using var command = new NpgsqlCommand("select name, version from mg_read_models", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            versions[reader.GetString(0)] = reader.GetInt32(1);
        }

        return versions;
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
                return (int.Parse(file[..4], CultureInfo.InvariantCulture), file[5..], reader.ReadToEnd());
            })];
    }
}
