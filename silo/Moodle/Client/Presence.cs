namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>The answer to a direct question for one object. Absence from a list is not deletion; only <see cref="Gone"/> is.</summary>
public enum Presence
{
    /// <summary>It is there.</summary>
    There,

    /// <summary>It was deleted, for good: Moodle never gives an id twice.</summary>
    Gone,

    /// <summary>This token does not see it (any more); whether it is there is not known.</summary>
    NotVisible,
}

/// <summary>The answers to direct questions for several objects of one kind.</summary>
/// <param name="Of">Each id that was asked for.</param>
/// <param name="Told">Observations of those that are there, and of the deletion of those that are gone.</param>
internal sealed record Presences(IReadOnlyDictionary<long, Presence> Of, IReadOnlyList<(StreamKey Grain, ICommand Command)> Told);
