using MoodleGrains.Users;

namespace MoodleGrains.Silo.Inbox.Deliveries;

/// <summary>What a delivery tells.</summary>
/// <param name="Observations">What to send to which grain, in order; empty where no grain knows the event.</param>
/// <param name="Person">What it told of a person, for the erasable people table.</param>
/// <param name="Damaged">How many of the texts arrived as numbers: their originals are lost until the site is read.</param>
public readonly record struct Translated(
    IReadOnlyList<(StreamKey Grain, ICommand Command)> Observations,
    ObservedPerson? Person = null,
    int Damaged = 0)
{
    /// <summary>Nothing a grain knows: the delivery shows in the feed only.</summary>
    public static Translated Nothing { get; } = new([]);

    /// <summary>One observation.</summary>
    /// <param name="grain">Whose.</param>
    /// <param name="command">The observation.</param>
    /// <param name="person">What was told of a person.</param>
    /// <param name="damaged">How many texts were damaged.</param>
    /// <returns>What the delivery tells.</returns>
    public static Translated Of(StreamKey grain, ICommand command, ObservedPerson? person = null, int damaged = 0) =>
        new([(grain, command)], person, damaged);
}
