using System.Text.Json;
using Microsoft.Extensions.Logging;
using MoodleGrains.Silo.EventStore;

namespace MoodleGrains.Silo.Engine;

/// <summary>One grain in memory, with its state.</summary>
/// <typeparam name="TState">The state record.</typeparam>
internal sealed class Activation<TState>(StreamKey id, ActivationServices services) : Activation(id, services)
    where TState : class, IAggregate<TState>
{
    private const int MostConflicts = 50;

    private Committed? committed;
    private long snapshotAt;

    /// <summary>The last committed state; null until it is loaded.</summary>
    public TState? State => committed?.State;

    /// <inheritdoc/>
    protected override async Task HandleAsync(List<Message> messages)
    {
        for (var conflicts = 0; ; conflicts++)
        {
            var at = committed ?? (messages.TrueForAll(message => message.Delivery is { Begins: true })
                ? new(TState.Initial, 0, 0, Reacted: true)
                : await LoadAsync(null));
            committed = at;
            var work = new Work<TState>(at, messages, Services.Kinds);
            if (work.Events.Count == 0)
            {
                // "Nothing to do" is an answer too, and true only if nobody else wrote meanwhile.
                if (work.Decided && await Services.Loader.VersionAsync(Id.Value, default) != at.Version)
                {
                    committed = await LoadAsync(at);
                    continue;
                }

                work.Complete(at.Version, 0);
                return;
            }

            try
            {
                var append = new EventAppend(
                    Id.Value, TState.Kind, at.Version, work.Events, work.Headers(), work.Cause, TState.ReactsAtOnce && at.Reacted);
                var appended = await Services.Writer.Append(append, default);
                committed = new(work.State, at.Version + work.Events.Count, work.InboxPosition, appended.Reacted);
                work.Complete(committed.Version, appended.Position);
                await SnapshotAsync(committed);
                return;
            }
            catch (VersionConflictException e) when (conflicts < MostConflicts)
            {
                Services.Logger.LogDebug("{Conflict} Reloading and deciding again", e.Message);
                committed = await LoadAsync(at);
            }
            catch (UnstorableEventException) when (messages.Count > 1)
            {
                foreach (var message in messages)
                {
                    await TakeAsync([message]);
                }

                return;
            }
            catch (Exception e)
            {
                // It may be committed all the same: the next message starts from what the stream says.
                committed = null;
                work.Fail(e);
                return;
            }
        }
    }

    private async Task<Committed> LoadAsync(Committed? from)
    {
        var stream = await Services.Loader
            .LoadAsync(Id.Value, TState.SnapshotVersion, from?.Version ?? 0, default);
        var state = from?.State ?? TState.Initial;
        var version = from?.Version ?? 0;
        if (stream.Snapshot is { } json)
        {
            state = JsonSerializer.Deserialize(json, TState.Snapshot) ?? TState.Initial;
            snapshotAt = version = stream.SnapshotVersion;
        }

        foreach (var (type, data) in stream.Events)
        {
            version++;
            if (Services.Kinds.EventType(type) is { } known)
            {
                state = TState.Evolve(state, known.Read(data));
            }
        }

        var loaded = new Committed(state, version, Math.Max(stream.InboxPosition, from?.InboxPosition ?? 0), Reacted: version == 0);
        await SnapshotAsync(loaded);
        return loaded;
    }

    private async ValueTask SnapshotAsync(Committed at)
    {
        if (at.Version - snapshotAt < Services.Settings.SnapshotEvery)
        {
            return;
        }

        try
        {
            var json = JsonSerializer.SerializeToUtf8Bytes(at.State, TState.Snapshot);
            await Services.Loader
                .SaveSnapshotAsync(Id.Value, at.Version, TState.SnapshotVersion, at.InboxPosition, json, default);
            snapshotAt = at.Version;
        }
        catch (Npgsql.NpgsqlException e)
        {
            // The stream has everything; the next append tries again.
            Services.Logger.LogWarning("Snapshot of {Grain} at {Version} failed: {Message}", Id, at.Version, e.Message);
        }
    }

    /// <summary>What the stream says.</summary>
    /// <param name="State">The state.</param>
    /// <param name="Version">The stream's version.</param>
    /// <param name="InboxPosition">The highest inbox position acted on.</param>
    /// <param name="Reacted">
    /// Whether the effects of all its events are known to be written: only then may the next ones be written before the daemon comes by.
    /// </param>
    internal sealed record Committed(TState State, long Version, long InboxPosition, bool Reacted);
}
