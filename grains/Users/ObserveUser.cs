using MoodleGrains.Convergence;

namespace MoodleGrains.Users;

/// <summary>
/// A user exists, as a webhook or a poll told it. Names, usernames and mail addresses are not told to the grain: they are
/// personal and stand in the people table only.
/// </summary>
/// <param name="Suspended">Whether the account is suspended; null where not told.</param>
/// <param name="Stamp">The version.</param>
public sealed record ObserveUser(bool? Suspended, Stamp Stamp) : ICommand;
