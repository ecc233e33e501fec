namespace MoodleGrains.Silo.Outbox;

/// <summary>An effect as it is written.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Key">Its key.</param>
/// <param name="Type">The stored name of its type.</param>
/// <param name="Site">The site it concerns; null if none.</param>
/// <param name="Body">JSON, UTF-8.</param>
/// <param name="DueAt">When it is due, UTC; null for now.</param>
/// <param name="Supersedes">See <see cref="Effect.Supersedes"/>.</param>
/// <param name="TraceParent">The W3C trace context of what caused it.</param>
internal sealed record StoredEffect(
    string Id,
    string Key,
    string Type,
    string? Site,
    byte[] Body,
    DateTime? DueAt,
    bool Supersedes,
    string? TraceParent);

/// <summary>An effect that cannot be kept: its type is not registered, or the database would refuse it.</summary>
/// <param name="message">Which and why.</param>
public sealed class UnstorableEffectException(string message) : Exception(message);
