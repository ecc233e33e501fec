namespace MoodleGrains.Rosters;

/// <summary>What a roster's events lead to: a plan, its application, the next time of the schedule, and mail.</summary>
public sealed class RosterReactions : IReaction
{
    /// <inheritdoc/>
    public static IReadOnlyList<Effect> React(RecordedEvent recorded) => [];
}
