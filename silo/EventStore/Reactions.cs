using MoodleGrains.EventSourcing;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.EventStore;

/// <summary>Runs the reactions: events to effects. One that throws fails the unit.</summary>
/// <param name="reactions">The pure functions.</param>
/// <param name="registry">How effects are written.</param>
/// <param name="time">The silo's clock.</param>
internal sealed class Reactions(
    IReadOnlyList<Func<RecordedEvent, IReadOnlyList<Effect>>> reactions, EffectRegistry registry, TimeProvider time)
{
    /// <summary>Runs every reaction on the events of a unit, save those that are history from a file.</summary>
    /// <param name="unit">The unit.</param>
    /// <returns>The effects, in order.</returns>
    public IReadOnlyList<StoredEffect> Run(Unit unit)
    {
        List<StoredEffect> effects = [];
        var (stream, now) = (new StreamKey(unit.Stream), time.GetUtcNow());
        for (var i = 0; i < unit.Events.Count; i++)
        {
            var (_, type, happened, cause) = unit.Events[i];
            if (cause.Imported)
            {
                continue;
            }

            var recorded = new RecordedEvent(0, stream, unit.ExpectedVersion + i + 1, type.Name, now, happened);
            foreach (var react in reactions)
            {
                foreach (var effect in react(recorded))
                {
                    effects.Add(registry.Store(effect, cause.TraceParent));
                }
            }
        }

        return effects;
    }
}
