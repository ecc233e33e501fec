namespace MoodleGrains.Digests;

/// <summary>An administrator invites users to the digest.</summary>
/// <param name="Users">Moodle's ids of the users.</param>
/// <param name="CourseId">The course whose participants they are; null for the whole site.</param>
/// <param name="Limit">How many may be mailed without a person's further word.</param>
/// <param name="Language"><c>en</c>, <c>fr</c> or <c>de</c>.</param>
/// <param name="Now">Unix seconds.</param>
public sealed record StartInvitation(IReadOnlyList<long> Users, long? CourseId, int Limit, string Language, long Now) : ICommand
{
    internal static Decision Decide(Invitation invitation, StartInvitation command)
    {
        if (invitation.Released || invitation.Held is not null)
        {
            return Decision.Nothing;
        }

        if (!DigestWish.Languages.Contains(command.Language))
        {
            return Decision.Refuse("wrong_language", $"language is '{command.Language}': say en, fr or de.");
        }

        return command.Users.Count == 0
            ? Decision.Refuse("nobody", "There is nobody to invite: everybody was asked already, or may not be mailed.")
            : command.Users.Count > command.Limit
                ? Decision.Of(new InvitationHeld(command.Users, command.CourseId, command.Limit, command.Language, command.Now))
                : Decision.Of(new InvitationReleased(command.Users, command.CourseId, command.Language, command.Now));
    }
}

/// <summary>A person lets an invitation to many go.</summary>
/// <param name="Now">Unix seconds.</param>
public sealed record ApproveInvitation(long Now) : ICommand
{
    internal static Decision Decide(Invitation invitation, ApproveInvitation command) => invitation switch
    {
        { Released: true } => Decision.Nothing,
        { Held: { } held } => Decision.Of(new InvitationReleased(held.Users, held.CourseId, held.Language, command.Now)),
        _ => Decision.Refuse("not_there", "There is no such invitation; 'silo digest list' shows those that wait."),
    };
}
