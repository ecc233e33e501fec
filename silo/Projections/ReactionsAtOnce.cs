using MoodleGrains.Silo.EventStore;
using MoodleGrains.Silo.Log;

namespace MoodleGrains.Silo.Projections;

/// <summary>
/// Runs the reactions on events that are about to be appended, so that effects are written and claimed with them
/// (docs/decisions/015-at-once.md). It is a shorter way, not another one: the daemon comes by the same events, and the effects' ids are
/// there.
/// </summary>
internal sealed class ReactionsAtOnce(Reactions reactions, Outbox.Outbox outbox, Pauses pauses)
{
    /// <inheritdoc cref="Follow"/>
    public bool Follow(IReadOnlyList<CausedEvent> events, out IAppendRider? rider)
    {
        rider = null;
        var whole = !pauses.Paused(Pauses.Projections);
        if (whole)
        {
            var effects = reactions.Run([.. events.Select(e => e.Recorded)], [.. events.Select(e => e.Cause)], _ => whole = false);
            rider = whole && effects.Count > 0 ? outbox.Write(effects) : null;
        }

        return whole;
    }
}
