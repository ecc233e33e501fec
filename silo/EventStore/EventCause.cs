namespace MoodleGrains.Silo.EventStore;

/// <summary>What an event's headers say of its cause.</summary>
/// <param name="Imported">Whether it is history from a file.</param>
/// <param name="TraceParent">The W3C trace context.</param>
/// <param name="Reacted">Not in the headers: whether this silo knows that the effects of the event were written with it.</param>
internal readonly record struct EventCause(bool Imported, string? TraceParent, bool Reacted = false);

/// <summary>An event with its cause.</summary>
/// <param name="Recorded">The event.</param>
/// <param name="Cause">The cause.</param>
internal sealed record CausedEvent(RecordedEvent Recorded, EventCause Cause);
