using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Orleans.Core;

namespace MoodleGrains.EventSourcing;

/// <summary>What every activation works with.</summary>
/// <param name="Kinds">The kinds of grains.</param>
/// <param name="Streams">Where events are kept.</param>
/// <param name="Settings">Bounds.</param>
/// <param name="Logger">Where conflicts and snapshots that fail are logged.</param>
public sealed record ActivationServices(GrainKinds Kinds, IStreams Streams, SnapshotSettings Settings, ILogger<ActivationServices> Logger);

/// <summary>When snapshots are written.</summary>
/// <param name="Every">Events between two snapshots of a grain.</param>
/// <param name="OnDeactivation">How many events must be newer than the last snapshot for a deactivation to write one.</param>
public sealed record SnapshotSettings(int Every = 200, int OnDeactivation = 50);

/// <summary>
/// One grain in memory, with its state: it loads, decides, and commits with the expected version. Whoever hosts it gives it one call at a
/// time, but nothing rests on there being only one activation of a grain: after a conflict it reloads and decides again.
/// </summary>
/// <typeparam name="TState">The grain's state record.</typeparam>
/// <param name="id">The grain.</param>
/// <param name="storage">Where its snapshot is kept; read already.</param>
/// <param name="services">What it works with.</param>
public sealed class Activation<TState>(StreamKey id, IStorage<Snapshot> storage, ActivationServices services)
    where TState : class, IAggregate<TState>
{
    private const int ConflictsBeforeLock = 3;
    private const int LargestUnit = 500;

    private Committed? committed;
    private Task saving = Task.CompletedTask;

    private long SnapshotVersion =>
        storage is { RecordExists: true, State: { } snapshot } && snapshot.Fold == TState.SnapshotVersion ? snapshot.Version : 0;

    /// <summary>Handles deliveries in order; all of it is committed when this returns.</summary>
    /// <param name="deliveries">The deliveries.</param>
    /// <returns>What became of each. Behind one with a fault that passes, none was taken, so that nothing overtakes it.</returns>
    public async Task<ImmutableArray<DeliveryOutcome>> Deliver(ImmutableArray<Delivery> deliveries)
    {
        try
        {
            return await HandleAsync(deliveries);
        }
        catch (Exception e)
        {
            // Some of it may be committed all the same: the next call starts from what the stream says.
            committed = null;
            var fault = services.Streams.FaultOf(e);
            if (fault.Passes || deliveries.Length == 1)
            {
                return [.. deliveries.Select(_ => new DeliveryOutcome(default, fault))];
            }
        }

        // Which of them it is shows when each is taken alone.
        var outcomes = ImmutableArray.CreateBuilder<DeliveryOutcome>(deliveries.Length);
        foreach (var delivery in deliveries)
        {
            outcomes.Add(outcomes is [.., { Fault: { Passes: true } passing }] ? new(default, passing) : (await Deliver([delivery]))[0]);
        }

        return outcomes.MoveToImmutable();
    }

    /// <summary>The last committed state, whoever wrote it.</summary>
    /// <returns>The state; the initial one if nothing ever happened to the grain.</returns>
    public async Task<StateOutcome<TState>> Latest()
    {
        try
        {
            var at = committed;
            if (at is null || await services.Streams.VersionAsync(id.Value, default) != at.Version)
            {
                at = await LoadAsync(at);

                // Several may read at once.
                committed = committed is { } other && other.Version > at.Version ? other : at;
            }

            return new(at.State);
        }
        catch (Exception e)
        {
            return new(null, services.Streams.FaultOf(e));
        }
    }

    /// <summary>Writes what the snapshot lacks, before the activation goes.</summary>
    /// <returns>Completes when the snapshot is written, or could not be.</returns>
    public async Task Deactivate()
    {
        await saving;
        SaveWhenBehind(services.Settings.OnDeactivation);
        await saving;
    }

    private async Task<ImmutableArray<DeliveryOutcome>> HandleAsync(ImmutableArray<Delivery> deliveries)
    {
        for (var conflicts = 0; ; conflicts++)
        {
            var at = committed ??= await LoadAsync(null);
            var decisions = new Decisions<TState>(at, deliveries, services.Kinds);
            if (decisions.Events.Count == 0)
            {
                // "Nothing to do" is an answer too, and true only if nobody else wrote meanwhile.
                if (decisions.Any && await services.Streams.VersionAsync(id.Value, default) != at.Version)
                {
                    committed = await LoadAsync(at);
                    continue;
                }

                return decisions.Outcomes(at.Version, 0);
            }

            try
            {
                var position = await WriteAsync(at.Version, decisions);
                committed = decisions.Committed(position);
                SaveWhenBehind(services.Settings.Every);
                return decisions.Outcomes(committed.Version, position);
            }
            catch (VersionConflictException e) when (conflicts < ConflictsBeforeLock)
            {
                services.Logger.LogDebug("{Conflict} Reloading and deciding again", e.Message);
                committed = await LoadAsync(at);
            }
            catch (VersionConflictException)
            {
                return await HandleLockedAsync(at, deliveries);
            }
        }
    }

    /// <summary>Another activation writes all the time: what is loaded is too old before anything is decided.</summary>
    private async Task<ImmutableArray<DeliveryOutcome>> HandleLockedAsync(Committed from, ImmutableArray<Delivery> deliveries)
    {
        Decisions<TState>? decisions = null;
        var position = await services.Streams.WriteLockedAsync(
            id.Value,
            from.Version,
            stream =>
            {
                var at = from.With(stream);
                decisions = new(at, deliveries, services.Kinds);
                return decisions.Events.Count == 0 ? null : new(id.Value, typeof(TState), at.Version, decisions.Events);
            },
            default);
        committed = decisions!.Committed(position);
        SaveWhenBehind(services.Settings.Every);
        return decisions.Outcomes(committed.Version, position);
    }

    /// <summary>Writes the events; a decision of very many in several units, each valid on its own.</summary>
    private async Task<long> WriteAsync(long version, Decisions<TState> decisions)
    {
        long position = 0;
        for (var done = 0; done < decisions.Events.Count; done += LargestUnit)
        {
            var events = decisions.Events.GetRange(done, Math.Min(LargestUnit, decisions.Events.Count - done));
            if (done + events.Count < decisions.Events.Count)
            {
                // Of a delivery or command that is not written whole, nothing may say yet that it was acted on.
                var open = decisions.Events[done + events.Count].Cause;
                events = events.ConvertAll(e => e.Cause == open ? e with { Cause = open with { InboxPosition = 0, CommandId = null } } : e);
            }

            position = await services.Streams.WriteAsync(new(id.Value, typeof(TState), version + done, events), default);
        }

        return position;
    }

    private async Task<Committed> LoadAsync(Committed? from)
    {
        from ??= await FromSnapshotAsync();
        return from.With(await services.Streams.LoadAsync(id.Value, from.Version, default));
    }

    private async Task<Committed> FromSnapshotAsync()
    {
        await saving;
        if (SnapshotVersion > 0 && storage.State.State is null)
        {
            await storage.ReadStateAsync();
        }

        if (SnapshotVersion == 0 || storage.State is not { State: { } json } kept)
        {
            return new(TState.Initial, 0, 0, []);
        }

        LetGo();
        return new(json.Deserialize(TState.Snapshot) ?? TState.Initial, kept.Version, kept.InboxPosition, kept.Commands);
    }

    private void SaveWhenBehind(int events)
    {
        if (committed is { } at && (TState.IsErased(at.State)
            ? storage.RecordExists || !saving.IsCompleted
            : saving.IsCompleted && at.Version - SnapshotVersion >= events))
        {
            saving = SaveAsync(at, saving);
        }
    }

    // The state itself is held beside it: its JSON would be there twice.
    private void LetGo() => storage.State = storage.State with { State = null, Commands = [] };

    // Not awaited by callers: the stream has everything, and the next append tries again.
    private async Task SaveAsync(Committed at, Task before)
    {
        await before;
        try
        {
            if (TState.IsErased(at.State))
            {
                await storage.ClearStateAsync();
                return;
            }

            var (old, next) = (storage.State, new Snapshot
            {
                Version = at.Version,
                Fold = TState.SnapshotVersion,
                InboxPosition = at.InboxPosition,
                Commands = at.Commands,
                State = JsonSerializer.SerializeToElement(at.State, TState.Snapshot),
            });
            storage.State = next;
            try
            {
                await storage.WriteStateAsync();
                LetGo();
            }
            catch
            {
                storage.State = old;
                throw;
            }
        }
        catch (Exception e)
        {
            services.Logger.LogWarning("Snapshot of {Grain} at {Version} failed: {Message}", id, at.Version, e.Message);
            await ReadAgainAsync();
        }
    }

    /// <summary>Another activation wrote first, or the database was away: what stands there says how the next one is written.</summary>
    private async Task ReadAgainAsync()
    {
        try
        {
            await storage.ReadStateAsync();
        }
        catch (Exception e)
        {
            services.Logger.LogDebug(e, "Snapshot of {Grain} could not be read", id);
        }
    }

    /// <summary>What the stream says.</summary>
    /// <param name="State">The state.</param>
    /// <param name="Version">The stream's version.</param>
    /// <param name="InboxPosition">The highest inbox position acted on.</param>
    /// <param name="Commands">The last commands with an id, the newest last.</param>
    internal sealed record Committed(TState State, long Version, long InboxPosition, IReadOnlyList<HandledCommand> Commands)
    {
        private const int Remembered = 20;

        public Committed With(LoadedEvents newer) => new(
            newer.Events.Aggregate(State, TState.Evolve),
            Version + newer.Events.Count,
            Math.Max(newer.InboxPosition, InboxPosition),
            Last([.. Commands, .. newer.Commands]));

        public static IReadOnlyList<HandledCommand> Last(IReadOnlyList<HandledCommand> commands) =>
            commands.Count <= Remembered ? commands : [.. commands.TakeLast(Remembered)];
    }
}
