using Marten;
using Microsoft.Extensions.Logging;
using MoodleGrains.EventSourcing;
using MoodleGrains.Silo.Database;
using MoodleGrains.Silo.Json;
using MoodleGrains.Silo.Signals;
using Npgsql;

namespace MoodleGrains.Silo.EventStore;

/// <summary>Writes units by group commit: what queued up while the last commit ran is written together.</summary>
internal sealed class UnitWriter : IAsyncDisposable
{
    /// <summary>A unit of more events is written alone, beside the groups of small ones, which it would hold up.</summary>
    internal const int LargeUnit = 200;

    private const int Attempts = 5;
    private static readonly TimeSpan betweenAttempts = TimeSpan.FromMilliseconds(50);

    private readonly UnitGroup group;
    private readonly Reactions reactions;
    private readonly Notifications notifications;
    private readonly ILogger<UnitWriter> logger;
    private readonly GroupCommit<WholeUnit, long> small;
    private readonly GroupCommit<WholeUnit, long> large;

    /// <summary>Starts the writer.</summary>
    /// <param name="group">Writes.</param>
    /// <param name="reactions">Tell what follows from events.</param>
    /// <param name="notifications">Told of new effects.</param>
    /// <param name="limits">Bounds of queue and group.</param>
    /// <param name="logger">Told of failures.</param>
    public UnitWriter(
        UnitGroup group, Reactions reactions, Notifications notifications, UnitLimits limits, ILogger<UnitWriter> logger)
    {
        (this.group, this.reactions, this.notifications, this.logger) = (group, reactions, notifications, logger);
        small = new(limits.Small, WriteAsync, unit => unit.Stream);
        large = new(limits.Large, WriteAsync, unit => unit.Stream);
    }

    /// <summary>Units that wait, for metrics.</summary>
    public int Waiting => small.Waiting + large.Waiting;

    /// <summary>Writes a unit and what follows from it; waits while the queue is full.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="cancellationToken">Stops waiting for room; what is queued is written.</param>
    /// <returns>The place of its last event in the log of all events.</returns>
    /// <exception cref="VersionConflictException">Somebody else wrote first.</exception>
    /// <exception cref="UnstorableEventException">jsonb refuses a value.</exception>
    /// <exception cref="ReadModelFoldException">A read model cannot fold an event.</exception>
    /// <exception cref="AppendUncertainException">The database could not be reached any more.</exception>
    public async Task<long> Write(Unit unit, CancellationToken cancellationToken)
    {
        var (whole, bytes) = Whole(unit);
        return await (unit.Events.Count > LargeUnit ? large : small).Add(whole, bytes, cancellationToken);
    }

    /// <summary>Locks a stream, reads it, and writes what follows from that.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="load">Reads it, in the session that holds the lock.</param>
    /// <param name="decide">What follows; null for nothing.</param>
    /// <returns>The place of its last event in the log of all events; 0 for nothing.</returns>
    /// <exception cref="VersionConflictException">The stream did not exist, and somebody else made it.</exception>
    /// <exception cref="AppendUncertainException">It may or may not be written.</exception>
    public async Task<long> WriteLocked(
        string stream, Func<IQuerySession, Task<LoadedEvents>> load, Func<LoadedEvents, Unit?> decide)
    {
        WholeUnit? unit = null;
        try
        {
            var position = await group.WriteLockedAsync(stream, load, loaded => unit = decide(loaded) is { } one ? Whole(one).Unit : null);
            if (unit is { Effects.Count: > 0 })
            {
                notifications.EffectsCommitted();
            }

            return position;
        }
        catch (Exception e) when (unit is not null)
        {
            if (Permanent(unit, e) is { } refusal)
            {
                throw refusal;
            }

            throw e is VersionConflictException ? e : new AppendUncertainException($"{stream}: {e.Message}", e);
        }
    }

    private (WholeUnit Unit, long Bytes) Whole(Unit unit)
    {
        long bytes = 0;
        foreach (var e in unit.Events)
        {
            var json = e.Type.Write(e.Event);
            bytes += json.Length;
            if (JsonbRules.Problem(json) is { } problem)
            {
                throw new UnstorableEventException($"Event {e.Type.Name} of {unit.Stream}: {problem}");
            }
        }

        return (new(unit, reactions.Run(unit)), bytes);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await small.DisposeAsync();
        await large.DisposeAsync();
    }

    private async Task WriteAsync(IReadOnlyList<Pending<WholeUnit, long>> pending)
    {
        try
        {
            var outcomes = await group.WriteAsync([.. pending.Select(p => p.Item)]);
            for (var i = 0; i < pending.Count; i++)
            {
                Complete(pending[i], outcomes[i]);
            }
        }
        catch (Exception e)
        {
            // One unit took the others with it, or the connection was lost: each is written alone, unless it was written after all.
            logger.LogInformation("Group of {Count} units failed, each is written alone: {Message}", pending.Count, e.Message);
            foreach (var one in pending)
            {
                await WriteAloneAsync(one, e);
            }
        }
    }

    private async Task WriteAloneAsync(Pending<WholeUnit, long> one, Exception failure)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                if ((await group.LookAsync([one.Item])).TryGetValue(one.Item.Stream, out var position))
                {
                    Complete(one, new(position, null));
                    return;
                }

                if (attempt > 1 && Permanent(one.Item, failure) is { } refusal)
                {
                    logger.LogWarning("Unit of {Stream} refused: {Message}", one.Item.Stream, refusal.Message);
                    one.TrySetException(refusal);
                    return;
                }

                var outcome = (await group.WriteAsync([one.Item]))[0];
                if (outcome.Seen is null || !(await group.LookAsync([one.Item])).TryGetValue(one.Item.Stream, out position))
                {
                    Complete(one, outcome);
                }
                else
                {
                    Complete(one, new(position, null));
                }

                return;
            }
            catch (Exception e) when (attempt < Attempts)
            {
                failure = e;
                await Task.Delay(betweenAttempts * attempt);
            }
            catch (Exception e)
            {
                logger.LogWarning("Unit of {Stream} may or may not be written: {Message}", one.Item.Stream, e.Message);
                one.TrySetException(new AppendUncertainException($"{one.Item.Stream}: {e.Message}", e));
                return;
            }
        }
    }

    private void Complete(Pending<WholeUnit, long> one, UnitOutcome outcome)
    {
        if (outcome.Seen is { } seen)
        {
            one.TrySetException(new VersionConflictException(one.Item.Stream, one.Item.ExpectedVersion, seen));
            return;
        }

        if (one.Item.Effects.Count > 0)
        {
            notifications.EffectsCommitted();
        }

        one.TrySetResult(outcome.Position);
    }

    /// <summary>Why a unit that was tried alone can never be written as it is; null if the failure passes.</summary>
    private static Exception? Permanent(Unit unit, Exception failure)
    {
        for (var e = failure; e is not null; e = e.InnerException)
        {
            switch (e)
            {
                case ReadModelFoldException fold:
                    return fold;
                case PostgresException refused when !Passing(refused):
                    return new UnstorableEventException($"Unit of {unit.Stream}: {refused.MessageText}", refused);
            }
        }

        return null;
    }

    /// <summary>
    /// Whether the refusal says nothing about the values and passes by itself, or by an administrator's hand: connection (08), a key that
    /// somebody else wrote at the same moment (23505), transaction state and read-only (25), rollback (40), privileges and names (42),
    /// resources (53), locks (55), shutdown and cancelled statements (57), the system (58).
    /// </summary>
    private static bool Passing(PostgresException e) =>
        e.SqlState is PostgresErrorCodes.UniqueViolation || e.SqlState[..2] is "08" or "25" or "40" or "42" or "53" or "55" or "57" or "58";
}

/// <summary>Bounds of queues and groups of units.</summary>
/// <param name="Small">Of units that share a commit.</param>
/// <param name="Large">Of units that are committed alone.</param>
internal sealed record UnitLimits(GroupCommitLimits Small, GroupCommitLimits Large)
{
    /// <summary>150 units or about 1,000 events (2 MiB) a commit, two at once where a crowd waits; one large unit at a time.</summary>
    public static UnitLimits Default { get; } = new(
        new(MaxBatch: 150, MaxBatchBytes: 2 << 20), new(MaxBatch: 1, Writers: 1));
}
