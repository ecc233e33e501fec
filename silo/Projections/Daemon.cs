using System.Diagnostics;
using Microsoft.Extensions.Logging;
using MoodleGrains.Silo.Log;
using Npgsql;

namespace MoodleGrains.Silo.Projections;

/// <summary>
/// Folds events into read models as they are committed, and runs reactions. Rows, effects and progress move in one
/// transaction, fenced by the shard's epoch: exactly once, and a silo that froze and wakes cannot write.
/// </summary>
internal sealed class Daemon(
    NpgsqlDataSource database,
    ShardLeases leases,
    Watermark watermark,
    Notifications notifications,
    Outbox.Outbox outbox,
    Pauses pauses,
    EventPages pages,
    ReadModels models,
    Reactions reactions,
    ILogger<Daemon> logger) : LogConsumer(leases, watermark, notifications.Events, pauses, Pauses.Projections, logger)
{
    private const int PageSize = 1000;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);

    // What effects ask ahead must not keep the log from being folded: after a failure nothing is asked.
    private bool failed;

    /// <inheritdoc/>
    protected override Task OwnAsync(IReadOnlyList<OwnedShard> shards, CancellationToken cancellationToken) =>
        models.ReadAsync(cancellationToken);

    /// <inheritdoc/>
    protected override void Passed(long position) => pages.Passed(position);

    /// <inheritdoc/>
    protected override async Task<long> ConsumeAsync(ShardGroup lane, long upTo, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var done = lane.Position;
        var next = Read(done);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        while (true)
        {
            var page = await next;
            var to = page.To;
            var last = to >= upTo || Paused || Stopwatch.GetElapsedTime(started) > Turn || cancellationToken.IsCancellationRequested;
            next = last ? Task.FromResult(EventPage.Empty(to)) : Read(to);
            try
            {
                await FoldAsync(lane, connection, page, done);
            }
            finally
            {
                await ((Task)next).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            done = to;
            if (last)
            {
                return done;
            }
        }

        Task<EventPage> Read(long after) =>
            pages.ReadAsync(after, upTo, PageSize, stream => lane.Numbers.Contains(Sharding.Of(stream)), CancellationToken.None);
    }

    private async Task FoldAsync(ShardGroup lane, NpgsqlConnection connection, EventPage page, long from)
    {
        var parked = await ReadModels.FoldAsync(models.Tables, page.Events, connection, CancellationToken.None);
        var effects = reactions.Run(page.Events, page.Causes, parked.Add);
        using var written = effects.Count > 0 ? outbox.Write(effects, waits: false, asksAhead: !failed) : null;
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(ProgressCommand(lane, from, page.To));
        foreach (var table in models.Tables)
        {
            table.Flush(batch);
        }

        foreach (var row in parked)
        {
            logger.LogError(
                "{Key} of {Model} parked at event {Position} of {Stream}: {Error}",
                row.Key,
                row.Model,
                row.Position,
                row.Stream,
                row.Error);
            batch.BatchCommands.Add(ReadModels.Park(row));
        }

        written?.AddTo(batch);
        failed = true;
        await ExecuteFencedAsync(batch, CancellationToken.None, written is null ? null : written.ReadAsync);
        failed = false;
        written?.Committed();

        ReadModels.Trim(models.Tables);
    }
}
