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
    private const int LargestUnit = 500;

    private Committed? committed;
    private long snapshotAt;

    /// <summary>The last committed state; null until it is loaded.</summary>
    public TState? State => committed?.State;

    /// <inheritdoc/>
    protected override async Task HandleAsync(IReadOnlyList<OpenDelivery> deliveries)
    {
        for (var conflicts = 0; ; conflicts++)
        {
            var at = committed ?? await LoadAsync(null);
            committed = at;
            var work = new Work<TState>(at, deliveries, Services.Kinds);
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
                var position = await WriteAsync(at.Version, work);
                committed = new(work.State, at.Version + work.Events.Count, work.InboxPosition);
                work.Complete(committed.Version, position);
                await SnapshotAsync(committed);
                return;
            }
            catch (VersionConflictException e) when (conflicts < MostConflicts)
            {
                Services.Logger.LogDebug("{Conflict} Reloading and deciding again", e.Message);
                committed = await LoadAsync(at);
            }
            catch (Exception)
            {
                // Some of it may be committed all the same: the next delivery starts from what the stream says.
                committed = null;
                throw;
            }
        }
    }

    /// <summary>Writes the events; a decision of very many in several units, each valid on its own.</summary>
    private async Task<long> WriteAsync(long version, Work<TState> work)
    {
        long position = 0;
        for (var done = 0; done < work.Events.Count; done += LargestUnit)
        {
            var events = work.Events.GetRange(done, Math.Min(LargestUnit, work.Events.Count - done));
            if (done + events.Count < work.Events.Count)
            {
                // A delivery of which more is to be written comes again if that fails: nothing says yet that it was acted on.
                var open = work.Events[done + events.Count].Cause.InboxPosition;
                events = events.ConvertAll(e =>
                    e.Cause.InboxPosition == open ? e with { Cause = e.Cause with { InboxPosition = 0 } } : e);
            }

            position = await Services.Writer.Write(new(Id.Value, typeof(TState), version + done, events), default);
        }

        return position;
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

        foreach (var happened in stream.Events)
        {
            version++;
            state = TState.Evolve(state, happened);
        }

        var loaded = new Committed(state, version, Math.Max(stream.InboxPosition, from?.InboxPosition ?? 0));
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
    internal sealed record Committed(TState State, long Version, long InboxPosition);
}
