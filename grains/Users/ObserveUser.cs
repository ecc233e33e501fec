using MoodleGrains.Convergence;

namespace MoodleGrains.Users;

/// <summary>
/// A user exists, as a webhook or a poll told it. Names, usernames and mail addresses are not told to the grain: they are
/// personal and stand in the people table only.
/// </summary>
/// <param name="Suspended">Whether the account is suspended; null where not told.</param>
/// <param name="Stamp">The version.</param>
public sealed record ObserveUser(bool? Suspended, FieldVersion Stamp) : ICommand
{
    internal static Decision Decide(User user, ObserveUser command)
    {
        // The user's row time covers the profile, not the word on suspension alone: it goes by when it was told.
        var stamp = command.Stamp with { Modified = null };
        if (!user.Exists)
        {
            return Decision.Of(new UserCreated(command.Suspended, stamp));
        }

        var weighing = new FieldMerge(stamp, user.Contested ? 1 : 0);
        weighing.Value(user.Suspended, command.Suspended, 1);
        if (!weighing.Tells)
        {
            return Decision.Nothing;
        }

        IEvent fact = weighing switch
        {
            { Changed: not 0 } => command.Suspended == true ? new UserSuspended(stamp) : new UserReactivated(stamp),
            { Settled: not 0 } => new UserSettled(stamp),
            _ => new UserTouched(stamp),
        };
        return weighing.Contested != 0 ? Decision.Of(fact, new UserContested(stamp)) : Decision.Of(fact);
    }
}
