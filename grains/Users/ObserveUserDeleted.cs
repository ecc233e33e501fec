using MoodleGrains.Convergence;

namespace MoodleGrains.Users;

/// <summary>The user was deleted in Moodle, for good.</summary>
/// <param name="Stamp">When it was told.</param>
public sealed record ObserveUserDeleted(FieldVersion Stamp) : ICommand;
