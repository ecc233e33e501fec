using System.Globalization;
using MoodleGrains.Silo.EventStore;
using MoodleGrains.Silo.Outbox;
using Npgsql;

namespace MoodleGrains.Silo.Projections;

/// <summary>Runs the reactions: events to effects. One that throws is parked, and stops no other.</summary>
internal sealed class Reactions(
    IReadOnlyList<Func<RecordedEvent, IReadOnlyList<Effect>>> reactions,
    EffectRegistry registry,
    TimeProvider time)
{
    /// <summary>Runs every reaction on events that are no history, and whose effects are not known to be written.</summary>
    /// <param name="events">The events, in order.</param>
    /// <param name="causes">What led to each.</param>
    /// <param name="failed">Told of an event that a reaction threw on, at most once an event.</param>
    /// <returns>The effects, in order.</returns>
    public List<StoredEffect> Run(IReadOnlyList<RecordedEvent> events, IReadOnlyList<EventCause> causes, Action<ParkedRow> failed)
    {
        List<StoredEffect> effects = [];
        for (var i = 0; i < events.Count; i++)
        {
            if (causes[i] is { Imported: false, Reacted: false } && events[i].Event is not UnreadableEvent
                && Run(events[i], causes[i], effects) is { } error)
            {
                var key = events[i].Position.ToString(CultureInfo.InvariantCulture);
                failed(new(ParkedRow.Reaction, key, events[i].Grain.Value, events[i].Position, error));
            }
        }

        return effects;
    }

    /// <summary>Adds the statements that write effects.</summary>
    /// <param name="batch">Where to; the transaction that moves the progress.</param>
    /// <param name="effects">The effects.</param>
    public void Write(NpgsqlBatch batch, IReadOnlyList<StoredEffect> effects) =>
        EffectStatements.Add(batch, effects, time.GetUtcNow().UtcDateTime);

    private string? Run(RecordedEvent recorded, EventCause cause, List<StoredEffect> effects)
    {
        string? error = null;
        foreach (var react in reactions)
        {
            try
            {
                // All of one reaction or nothing of it; most ask for nothing.
                if (react(recorded) is { Count: > 0 } asked)
                {
                    effects.AddRange(asked.Select(effect => registry.Store(effect, cause.TraceParent)).ToList());
                }
            }
            catch (Exception e)
            {
                error ??= $"{e.GetType().Name}: {e.Message}".Replace("\0", "", StringComparison.Ordinal);
            }
        }

        return error;
    }
}
