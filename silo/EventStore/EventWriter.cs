using Microsoft.Extensions.Logging;
using MoodleGrains.Silo.Log;
using Npgsql;

namespace MoodleGrains.Silo.EventStore;

/// <summary>Appends to streams: group commit, expected versions, one round trip and one transaction a batch.</summary>
internal sealed class EventWriter : IAsyncDisposable
{
    private readonly EventBatch batch;
    private readonly GroupCommit<EventAppend, AppendedAt> commits;
    private readonly ILogger<EventWriter> logger;
    private readonly LogTail<CausedEvent> tail;
    private readonly LogSignal log;
    private readonly Follow follow;

    /// <summary>Starts the writer.</summary>
    /// <param name="connectionString">The database; the writer holds one connection of its own.</param>
    /// <param name="limits">Bounds of queue and batch.</param>
    /// <param name="tail">Takes what is committed.</param>
    /// <param name="log">Told of each commit.</param>
    /// <param name="follow">Tells what is written with events that allow it.</param>
    /// <param name="logger">Told of failures.</param>
    public EventWriter(
        string connectionString, GroupCommitLimits limits, LogTail<CausedEvent> tail, LogSignal log, Follow follow,
        ILogger<EventWriter> logger)
    {
        this.tail = tail;
        this.logger = logger;
        this.log = log;
        this.follow = follow;
        batch = new(connectionString);
        commits = new(limits, WriteAsync, append => append.Stream);
    }

    /// <summary>Appends that wait, for metrics.</summary>
    public int Waiting => commits.Waiting;

    /// <summary>Appends events; waits while the queue is full.</summary>
    /// <param name="append">The events.</param>
    /// <param name="cancellationToken">Stops waiting for room; what is queued is written.</param>
    /// <returns>Where they are.</returns>
    /// <exception cref="VersionConflictException">Somebody else appended first.</exception>
    /// <exception cref="UnstorableEventException">jsonb refuses a value.</exception>
    /// <exception cref="AppendUncertainException">The connection was lost in the middle.</exception>
    public async Task<AppendedAt> Append(EventAppend append, CancellationToken cancellationToken)
    {
        foreach (var data in append.Events)
        {
            if (JsonbRules.Problem(data.Json) is { } problem)
            {
                throw new UnstorableEventException($"Event {data.Type} of {append.Stream}: {problem}");
            }
        }

        return await AppendUnchecked(append, cancellationToken);
    }

    /// <summary>Appends events whose values were not looked at; the database refuses what it cannot hold.</summary>
    /// <param name="append">The events.</param>
    /// <param name="cancellationToken">Stops waiting for room.</param>
    /// <returns>Where they are.</returns>
    internal Task<AppendedAt> AppendUnchecked(EventAppend append, CancellationToken cancellationToken) =>
        commits.Add(append, append.Bytes, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await commits.DisposeAsync();
        await batch.DisposeAsync();
    }

    private async Task WriteAsync(IReadOnlyList<Pending<EventAppend, AppendedAt>> pending)
    {
        EventAppend[] appends = [.. pending.Select(p => p.Item)];
        var atOnce = log.IsRead && Array.Exists(appends, append => append.AtOnce);
        for (var attempt = 1; ; attempt++)
        {
            IAppendRider? rider = null;
            try
            {
                var reacted = atOnce && follow([.. appends.Where(append => append.AtOnce).SelectMany(Unplaced)], out rider);
                var appended = await batch.WriteAsync(appends, log.IsRead, rider);
                rider?.Committed();
                tail.Add(Rows(appends, appended, reacted));

                // What follows from them is under way: only read models wait for it.
                var urgent = !reacted || !Array.TrueForAll(appends, append => append.AtOnce);
                log.Committed(appended.Alone ? appended.Positions[^1] : null, urgent);
                Tell(pending, appended, reacted);
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DeadlockDetected && attempt < 5)
            {
                logger.LogInformation("Append batch of {Count} met a deadlock, trying again", pending.Count);
            }
            catch (PostgresException e) when (rider is not null && !Passing(e))
            {
                // A version conflict, or what follows is refused: that is not to fail other appends, nor the events.
                logger.LogDebug("Append batch of {Count} without what follows: {Message}", pending.Count, e.MessageText);
                atOnce = false;
            }
            catch (PostgresException e) when (!Passing(e))
            {
                await Bisect(pending, e);
                return;
            }
            catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException or InvalidOperationException)
            {
                logger.LogWarning("Append batch of {Count} failed: {Message}", pending.Count, e.Message);
                foreach (var p in pending)
                {
                    p.TrySetException(new AppendUncertainException($"Append to {p.Item.Stream}: {e.Message}", e));
                }

                return;
            }
            finally
            {
                rider?.Dispose();
            }
        }
    }

    private static void Tell(IReadOnlyList<Pending<EventAppend, AppendedAt>> pending, Appended appended, bool reacted)
    {
        var (refused, position) = (appended.Refused, appended.Positions.Length > 0 ? appended.Positions[^1] : 0);
        for (var i = 0; i < pending.Count; i++)
        {
            var item = pending[i].Item;
            if (refused[i] is { } seen)
            {
                pending[i].TrySetException(new VersionConflictException(item.Stream, item.ExpectedVersion, seen));
            }
            else
            {
                pending[i].TrySetResult(new(position, reacted && item.AtOnce));
            }
        }
    }

    /// <summary>
    /// Whether the refusal says nothing about the values and passes by itself, or by an administrator's hand: connection (08),
    /// transaction state and read-only (25), rollback (40), privileges and names (42), resources (53), locks (55), shutdown and
    /// cancelled statements (57), the system (58).
    /// </summary>
    private static bool Passing(PostgresException e) =>
        e.SqlState[..2] is "08" or "25" or "40" or "42" or "53" or "55" or "57" or "58";

    private static IEnumerable<(long Position, CausedEvent? Row, long Bytes)> Rows(EventAppend[] appends, Appended appended, bool reacted)
    {
        var n = 0;
        for (var i = 0; i < appends.Length; i++)
        {
            var append = appends[i];
            if (appended.Refused[i] is not null)
            {
                continue;
            }

            var cause = append.Cause with { Reacted = reacted && append.AtOnce };
            for (var e = 0; e < append.Events.Count; e++)
            {
                var position = appended.Positions[n++];
                if (Recorded(append, e, position, appended.At) is { } recorded)
                {
                    yield return (position, new(recorded, cause), append.Events[e].Json.Length * 2);
                }
            }
        }
    }

    private static IEnumerable<CausedEvent> Unplaced(EventAppend append) =>
        Enumerable.Range(0, append.Events.Count).Select(e => Recorded(append, e, 0, default)).OfType<RecordedEvent>()
            .Select(recorded => new CausedEvent(recorded, append.Cause));

    private static RecordedEvent? Recorded(EventAppend append, int place, long position, DateTimeOffset at) =>
        append.Events[place] is { Fact: { } fact } data
            ? new(position, new(append.Stream), append.ExpectedVersion + place + 1, data.Type, at, fact)
            : null;

    private async Task Bisect(IReadOnlyList<Pending<EventAppend, AppendedAt>> pending, PostgresException e)
    {
        if (pending.Count == 1)
        {
            var append = pending[0].Item;
            logger.LogWarning("Append to {Stream} refused by the database: {SqlState} {Message}", append.Stream, e.SqlState, e.MessageText);
            pending[0].TrySetException(new UnstorableEventException($"Append to {append.Stream}: {e.MessageText}", e));
            return;
        }

        var half = pending.Count / 2;
        await WriteAsync([.. pending.Take(half)]);
        await WriteAsync([.. pending.Skip(half)]);
    }
}
