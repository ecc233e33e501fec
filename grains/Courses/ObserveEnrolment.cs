using MoodleGrains.Convergence;

namespace MoodleGrains.Courses;

/// <summary>One enrolment (a row of Moodle's user_enrolments) was made, changed or taken away, as a webhook told it.</summary>
/// <param name="UserId">Who is enrolled.</param>
/// <param name="EnrolmentId">The row's id; never reused.</param>
/// <param name="Change">What happened to it; decided by the event's <c>crud</c>.</param>
/// <param name="Method">The method (<c>manual</c>), where told.</param>
/// <param name="Active">Whether status and window made it active when it was told; null where not told.</param>
/// <param name="Since">When the row was made (Unix seconds), where told.</param>
/// <param name="From">Start of its window (Unix seconds), null where not told, 0 for none.</param>
/// <param name="Until">End of its window (Unix seconds), null where not told, 0 for none.</param>
/// <param name="WasLast">For a deletion: whether the user has no enrolment left in the course; null where not told.</param>
/// <param name="Stamp">The version.</param>
public sealed record ObserveEnrolment(
    long UserId,
    long EnrolmentId,
    EnrolmentChange Change,
    string? Method,
    bool? Active,
    long? Since,
    long? From,
    long? Until,
    bool? WasLast,
    FieldVersion Stamp) : ICommand
{
    internal static Decision Decide(Course course, ObserveEnrolment command)
    {
        var told = command with { Stamp = command.Stamp with { Modified = null } };
        var known = course.Participations.GetValueOrDefault(told.UserId, Participation.None);
        var index = known.IndexOf(told.EnrolmentId);
        if (index >= 0 && !known.Enrolments[index].Live)
        {
            return Decision.Nothing;
        }

        if (told.Change == EnrolmentChange.Deleted)
        {
            return EnrolmentEndDecision.Decide(course, known, index, told);
        }

        return index >= 0 ? Changed(known, known.Enrolments[index], told) : Enrolled(course, known, told);
    }

    private static Decision Enrolled(Course course, Participation known, ObserveEnrolment told)
    {
        var at = Clock.Of(told.Stamp);
        var nameless = known.NamelessSince(at);
        if (nameless < 0 && (EnrolmentEndDecision.Outlived(known, told.EnrolmentId, at) || at <= course.PolledAt))
        {
            return Decision.Nothing;
        }

        // Where a later word already found the user, its say on active stands.
        var active = nameless >= 0 ? known.Enrolments[nameless].Active : told.Active;
        var roles = known.Enrolled ? [] : known.RolesHeld();
        var enrolled = new UserEnrolled(
            told.UserId,
            told.EnrolmentId,
            told.Method,
            active,
            told.Since,
            told.From,
            told.Until,
            roles.Length == 0 ? null : roles,
            told.Stamp);
        if (nameless >= 0)
        {
            return active is null && told.Active is { } first
                ? Decision.Of(enrolled, ActiveIs(first, known, 0, told))
                : Decision.Of(enrolled);
        }

        return told.Change == EnrolmentChange.Updated && told.Active is null
            ? Decision.Of(enrolled, new EnrolmentContested(told.UserId, told.EnrolmentId, known.Active | null, told.Stamp))
            : Decision.Of(enrolled);
    }

    private static Decision Changed(Participation known, Enrolment row, ObserveEnrolment told)
    {
        var at = Clock.Of(told.Stamp);
        if (told.Change == EnrolmentChange.Created && known.NamelessSince(at) >= 0)
        {
            // Made before the user was found enrolled without a name: this is the one that was found.
            return Decision.Of(new EnrolmentEnded(told.UserId, 0, known.ActiveBut(0), told.Stamp));
        }

        if (at < row.ActiveAt || (at == row.ActiveAt && (told.Active is null ? row.Contested : told.Active == row.Active)))
        {
            return Decision.Nothing;
        }

        if (told.Active is not { } active)
        {
            return told.Change == EnrolmentChange.Updated
                ? Decision.Of(new EnrolmentContested(told.UserId, row.Id, known.ActiveBut(row.Id) | null, told.Stamp))
                : Decision.Nothing;
        }

        var fact = ActiveIs(active, known, row.Id, told);
        return at == row.ActiveAt
            ? Decision.Of(fact, new EnrolmentContested(told.UserId, row.Id, known.ActiveBut(row.Id) | active, told.Stamp))
            : Decision.Of(fact);
    }

    private static IEvent ActiveIs(bool active, Participation known, long enrolmentId, ObserveEnrolment told) => active
        ? new EnrolmentActivated(told.UserId, told.EnrolmentId, told.Stamp)
        : new EnrolmentSuspended(told.UserId, told.EnrolmentId, known.ActiveBut(enrolmentId), told.Stamp);
}

/// <summary>What happened to an enrolment.</summary>
public enum EnrolmentChange
{
    /// <summary>It was made.</summary>
    Created,

    /// <summary>Its status or window was changed (Moodle's event does not say how).</summary>
    Updated,

    /// <summary>It was taken away.</summary>
    Deleted,
}
