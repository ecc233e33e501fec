using Microsoft.Extensions.Logging;
using MoodleGrains.Silo.Log;
using Npgsql;

namespace MoodleGrains.Silo.Projections;

/// <summary>
/// Folds the whole log into new tables beside the live ones, then swaps the views. No reaction runs. The live daemon goes on
/// until the swap, which it sees as a new generation of its shards.
/// </summary>
internal sealed class Rebuild(NpgsqlDataSource database, EventPages pages, ReadModels models, ILogger<Rebuild> logger)
{
    private const string LockName = "rebuild";

    /// <summary>How much is in memory at a time.</summary>
    internal RebuildBounds Bounds { get; set; } = new();

    /// <summary>Makes tables and views of models that have none, and rebuilds those whose version differs from this build's.</summary>
    /// <param name="cancellationToken">Stops it; what was not swapped is dropped at the next rebuild.</param>
    /// <returns>A task.</returns>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        // Silos that start together do this one after the other; the second finds it done.
        await using var held = await SessionLock.TakeAsync(database, LockName, cancellationToken);
        Dictionary<string, int> versions = new(StringComparer.Ordinal);
        await using (var command = new NpgsqlCommand("select name, version from mg_read_models", held.Connection))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                versions[reader.GetString(0)] = reader.GetInt32(1);
            }
        }

        var outdated = models.Declared.Where(m => versions.GetValueOrDefault(m.Name) != m.Version).Select(m => m.Name).ToList();
        if (outdated.Count > 0)
        {
            await RunAsync(held.Connection, outdated, null, cancellationToken);
        }
    }

    /// <summary>Rebuilds read models in one pass over the log.</summary>
    /// <param name="names">Which; all of this build if empty.</param>
    /// <param name="progress">Told how many of how many positions are done.</param>
    /// <param name="cancellationToken">Stops it; the live tables stay.</param>
    /// <returns>How many events were read.</returns>
    /// <exception cref="ArgumentException">No such read model.</exception>
    public async Task<long> RunAsync(
        IReadOnlyCollection<string> names,
        IProgress<(long Done, long Of)>? progress,
        CancellationToken cancellationToken)
    {
        var known = models.Declared.Select(m => m.Name).ToList();
        if (names.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
        {
            throw new ArgumentException($"Read model '{unknown}': there is none; known are {string.Join(", ", known)}.");
        }

        await using var held = await SessionLock.TryTakeAsync(database, LockName, cancellationToken)
            ?? throw new InvalidOperationException("Another rebuild is running; wait for it or stop it.");
        return await RunAsync(held.Connection, names.Count == 0 ? known : names, progress, cancellationToken);
    }

    private async Task<long> RunAsync(
        NpgsqlConnection connection,
        IReadOnlyCollection<string> names,
        IProgress<(long Done, long Of)>? progress,
        CancellationToken cancellationToken)
    {
        var generation = (long)(await Scalar("select coalesce(max(generation), 0)::bigint + 1 from mg_read_models"))!;
        var tables = models.NewTables(names, generation);
        await RebuiltTables.CreateAsync(connection, tables, cancellationToken);

        // No shard is below this; what each is above it is folded under the lock of the swap.
        var common = (long)(await Scalar("select coalesce(min(position), 0) from mg_progress where name = 'projections'"))!;
        List<ParkedRow> parked = [];
        var count = await FoldAsync(connection, tables, 0, common, _ => true, parked, progress, cancellationToken);
        await RebuiltTables.FlushAsync(connection, tables, cancellationToken);
        await RebuiltTables.IndexAsync(connection, tables, cancellationToken);
        await SwapAsync(connection, tables, generation, common, parked, cancellationToken);
        logger.LogInformation("Rebuilt {Models} from {Count} events", string.Join(", ", tables.Select(t => t.Name)), count);
        return count;

        async Task<object?> Scalar(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            return await command.ExecuteScalarAsync(cancellationToken);
        }
    }

    private async Task SwapAsync(
        NpgsqlConnection connection,
        IReadOnlyList<ReadModelTable> tables,
        long generation,
        long common,
        List<ParkedRow> parked,
        CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        Dictionary<int, long> positions = [];
        await using (var command = new NpgsqlCommand(
            "select shard, position from mg_progress where name = 'projections' order by shard for update",
            connection))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                positions[reader.GetInt32(0)] = reader.GetInt64(1);
            }
        }

        foreach (var (shard, position) in positions)
        {
            await FoldAsync(connection, tables, common, position, stream => Sharding.Of(stream) == shard, parked, null, cancellationToken);
        }

        await RebuiltTables.FlushAsync(connection, tables, cancellationToken);
        await ViewSwap.LockAsync(connection, tables, cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        foreach (var table in tables)
        {
            ViewSwap.Add(batch, table, generation);
        }

        foreach (var row in parked)
        {
            batch.BatchCommands.Add(ReadModels.Park(row));
        }

        batch.BatchCommands.Add(new("update mg_progress set generation = generation + 1 where name = 'projections'"));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<long> FoldAsync(
        NpgsqlConnection connection,
        IReadOnlyList<ReadModelTable> tables,
        long from,
        long to,
        Func<string, bool> wanted,
        List<ParkedRow> parked,
        IProgress<(long, long)>? progress,
        CancellationToken cancellationToken)
    {
        long count = 0;
        if (from >= to)
        {
            return count;
        }

        // The next page is read and decoded while this one is folded.
        var next = pages.ReadAsync(from, to, Bounds.PageSize, wanted, cancellationToken);
        for (var at = from; at < to;)
        {
            var page = await next;
            at = page.To;
            next = at < to ? pages.ReadAsync(at, to, Bounds.PageSize, wanted, cancellationToken) : Task.FromResult(EventPage.Empty(at));
            parked.AddRange(await ReadModels.FoldAsync(tables, page.Events, connection, cancellationToken));
            count += page.Events.Count;
            foreach (var table in tables.Where(t => t.Bare && t.RowIsEvent && t.Count > Bounds.EventRows))
            {
                await table.CopyAsync(connection, cancellationToken);
            }

            if (tables.Sum(t => t.Count) > Bounds.Rows)
            {
                // What is forgotten is looked for again by its key, and written again.
                await RebuiltTables.FlushAsync(connection, tables, cancellationToken);
                await RebuiltTables.IndexAsync(connection, tables.Where(t => !t.RowIsEvent), cancellationToken);
                foreach (var table in tables)
                {
                    table.Forget();
                }
            }

            progress?.Report((at, to));
        }

        return count;
    }
}
