using MoodleGrains.Convergence;

namespace MoodleGrains.Conferences;

/// <summary>The conference is gone, for good.</summary>
/// <param name="Stamp">When it was told.</param>
public sealed record ObserveConferenceDeleted(FieldVersion Stamp) : ICommand;
