using MoodleGrains.Convergence;

namespace MoodleGrains.Courses;

/// <summary>One enrolment of a user.</summary>
/// <param name="Id">Its id in Moodle; 0 where only a poll found it (then it lives).</param>
/// <param name="At">The version (<see cref="Clock"/>) of the last word on it.</param>
/// <param name="Live">Whether it is there; one that is gone is remembered because its id never comes back.</param>
/// <param name="Active">Whether it is active; null if unknown.</param>
/// <param name="ActiveAt">The version (<see cref="Clock"/>) of the last word on whether it is active; 0 for none.</param>
/// <param name="Contested">Whether it was changed and nobody said how.</param>
public readonly record struct Enrolment(
    long Id,
    long At,
    bool Live,
    bool? Active = null,
    long ActiveAt = 0,
    bool Contested = false)
{
    /// <summary>The enrolment that must be there when this one is gone and the user was seen later.</summary>
    /// <param name="seen">When the user was seen (<see cref="Clock"/>).</param>
    /// <param name="gone">When this one went.</param>
    /// <param name="polledAt">The last poll.</param>
    /// <returns>That enrolment; it is active if a later poll said so of the user, and not because the one gone was.</returns>
    internal Enrolment Nameless(long seen, long gone, long polledAt) => Math.Max(ActiveAt, polledAt) > gone
        ? this with { Id = 0, At = seen }
        : new(0, seen, true);

    /// <summary>The enrolment after a word on whether it is active.</summary>
    /// <param name="active">That word; null if it is in doubt.</param>
    /// <param name="at">Its version.</param>
    /// <param name="contested">Whether it has to be read from Moodle.</param>
    /// <returns>The enrolment.</returns>
    internal Enrolment After(bool? active, long at, bool contested = false) => this with
    {
        At = Math.Max(At, at),
        Active = active,
        ActiveAt = at,
        Contested = contested,
    };
}
