using Marten;
using Microsoft.Extensions.Logging;
using MoodleGrains.Silo.Database;
using Npgsql;

namespace MoodleGrains.Silo.EventStore;

/// <summary>
/// Folds all streams into documents anew, in one transaction: readers see the documents of before until it is committed. Meanwhile no
/// silo writes events, because the gate is closed; what is received is stored in the inbox. No reaction runs.
/// </summary>
/// <param name="database">The connections.</param>
/// <param name="store">Marten.</param>
/// <param name="models">The read models.</param>
/// <param name="logger">Told of each rebuild.</param>
internal sealed class Rebuild(NpgsqlDataSource database, IDocumentStore store, ReadModels models, ILogger<Rebuild> logger)
{
    private const string LockName = "rebuild";

    /// <summary>Streams that are in memory at a time, and about how many events of them; a longer stream is in memory as a whole.</summary>
    private const int StreamsAtOnce = 500;
    private const int EventsAtOnce = 20_000;

    /// <summary>Makes documents and views of models that have none, and rebuilds those of an older version.</summary>
    /// <param name="cancellationToken">Stops it; then all is as it was.</param>
    /// <returns>A task.</returns>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        // Silos that start together do this one after the other; the second finds it done.
        await using var held = await SessionLock.TakeAsync(database, LockName, cancellationToken);
        var versions = await Schema.VersionsAsync(held.Connection, cancellationToken);
        List<ReadModel> outdated = [.. models.All.Where(model => versions.GetValueOrDefault(model.Name) < model.Version)];
        if (outdated.Count > 0)
        {
            await RunAsync(held.Connection, outdated, null, cancellationToken);
        }
    }

    /// <summary>Rebuilds read models.</summary>
    /// <param name="names">Which; all of this build if empty.</param>
    /// <param name="progress">Told how many of how many events are done.</param>
    /// <param name="cancellationToken">Stops it; then all is as it was.</param>
    /// <returns>How many events were read.</returns>
    /// <exception cref="ArgumentException">No such read model.</exception>
    /// <exception cref="InvalidOperationException">Another rebuild is running.</exception>
    public async Task<long> RunAsync(
        IReadOnlyCollection<string> names,
        IProgress<(long Done, long Of)>? progress,
        CancellationToken cancellationToken)
    {
        var named = models.Named(names);
        await using var held = await SessionLock.TryTakeAsync(database, LockName, cancellationToken)
            ?? throw new InvalidOperationException("Another rebuild is running; wait for it or stop it.");
        return await RunAsync(held.Connection, named, progress, cancellationToken);
    }

    private async Task<long> RunAsync(
        NpgsqlConnection connection,
        IReadOnlyList<ReadModel> named,
        IProgress<(long Done, long Of)>? progress,
        CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await Run(RebuildGate.Close);
        await using var session = store.LightweightSession(Marten.Services.SessionOptions.ForTransaction(transaction));
        foreach (var model in named)
        {
            model.Clear(session);
        }

        await session.SaveChangesAsync(cancellationToken);
        var (done, of) = (0L, await CountAsync(connection, cancellationToken));
        List<(ReadModel Model, string Id, long Position)> inOrder = [];
        var last = "";
        while (await StreamsAsync(connection, last, cancellationToken) is { Length: > 0 } streams)
        {
            var events = await EventsAsync(session, streams, cancellationToken);
            await ReadModelProjection.FoldAsync(
                named,
                session,
                events,
                (model, _, documents) => inOrder.AddRange(documents.Select(document => (model, document.Id, document.Position))),
                cancellationToken);
            await session.SaveChangesAsync(cancellationToken);
            (done, last) = (done + events.Count, streams[^1]);
            progress?.Report((done, of));
        }

        // Views and indexes are changed last: from then on readers wait for the commit.
        var versions = await Schema.VersionsAsync(connection, cancellationToken);
        List<ReadModel> changed = [.. named.Where(model => versions.GetValueOrDefault(model.Name) != model.Version)];
        await ViewLocks.TakeAsync(connection, changed, cancellationToken);
        foreach (var model in changed)
        {
            await Run(ReportingViews.Create(model));
        }

        await NumberAsync(connection, inOrder, cancellationToken);
        foreach (var model in named)
        {
            await Run($"""
                insert into mg_read_models (name, version) values ('{model.Name}', {model.Version})
                on conflict (name) do update set version = excluded.version;
                analyze {model.Table};
                """);
        }

        await transaction.CommitAsync(cancellationToken);
        logger.LogInformation("Rebuilt {Models} from {Count} events", string.Join(", ", named.Select(model => model.Name)), done);
        return done;

        async Task Run(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static async Task<long> CountAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select coalesce(sum(version), 0)::bigint from mg_streams", connection)
        {
            CommandTimeout = 0,
        };
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static async Task<string[]> StreamsAsync(NpgsqlConnection connection, string after, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select id, version from mg_streams where id > $1 order by id limit $2", connection)
        {
            CommandTimeout = 0,
            Parameters = { new() { Value = after }, new() { Value = StreamsAtOnce } },
        };
        List<string> streams = [];
        var events = 0L;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (events < EventsAtOnce && await reader.ReadAsync(cancellationToken))
        {
            streams.Add(reader.GetString(0));
            events += reader.GetInt64(1);
        }

        return [.. streams];
    }

    private static async Task<List<RecordedEvent>> EventsAsync(
        IDocumentSession session, string[] streams, CancellationToken cancellationToken)
    {
        var stored = await session.Events.QueryAllRawEvents()
            .Where(e => streams.Contains(e.StreamKey))
            .OrderBy(e => e.StreamKey).ThenBy(e => e.Version)
            .ToListAsync(cancellationToken);
        return [.. stored.Select(StoredEvents.Recorded)];
    }

    // What has a number keeps it; what has none gets the next ones, in the order of the log.
    private static async Task NumberAsync(
        NpgsqlConnection connection, List<(ReadModel Model, string Id, long Position)> documents, CancellationToken cancellationToken)
    {
        foreach (var model in documents.GroupBy(document => document.Model))
        {
            await using var command = new NpgsqlCommand(
                $"""
                insert into {ReportingViews.OrderOf(model.Key)} (id)
                select n.id from unnest($1) with ordinality as n(id, place)
                where not exists (select from {ReportingViews.OrderOf(model.Key)} o where o.id = n.id) order by n.place
                """,
                connection)
            {
                CommandTimeout = 0,
                Parameters = { new() { Value = model.OrderBy(document => document.Position).Select(document => document.Id).ToArray() } },
            };
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
