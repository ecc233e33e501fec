using MoodleGrains.Convergence;

namespace MoodleGrains.Users;

/// <summary>
/// What was told of a person. It goes to the erasable people table, never to a stream; what was not told is null.
/// </summary>
/// <param name="UserId">Moodle's id of the user.</param>
/// <param name="UserName">The username.</param>
/// <param name="FullName">The full name.</param>
/// <param name="Email">The mail address.</param>
/// <param name="IdNumber">The idnumber.</param>
/// <param name="Stamp">The version.</param>
public sealed record ObservedPerson(
    long UserId,
    Observed<string>? UserName,
    Observed<string>? FullName,
    Observed<string>? Email,
    Observed<string>? IdNumber,
    FieldVersion Stamp)
{
    /// <summary>Whether the account is confirmed: whether its owner has proven to read the mail address. Null where not told.</summary>
    public bool? Confirmed { get; init; }
}
