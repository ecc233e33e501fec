using System.Globalization;
using MoodleGrains.Sandbox.Php;

namespace MoodleGrains.Sandbox.Model;

/// <summary>A user. Persons of the sandbox are invented.</summary>
/// <param name="Id">The id.</param>
/// <param name="ContextId">The context.</param>
/// <param name="UserName">The username.</param>
/// <param name="FirstName">The first name.</param>
/// <param name="LastName">The last name.</param>
/// <param name="Email">The mail address.</param>
/// <param name="IdNumber">The idnumber; empty if none.</param>
/// <param name="Suspended">Whether the account is suspended.</param>
public sealed record User(
    long Id,
    long ContextId,
    string UserName,
    string FirstName,
    string LastName,
    string Email,
    string IdNumber = "",
    bool Suspended = false)
{
    /// <summary>City; empty if none.</summary>
    public string City { get; init; } = "";

    /// <summary>Country code; empty if none.</summary>
    public string Country { get; init; } = "";

    /// <summary>Time zone; 99 is the server's.</summary>
    public string TimeZone { get; init; } = "99";

    /// <summary>Whether they stopped all mail (emailstop).</summary>
    public bool MailStopped { get; init; }

    /// <summary>First and last name.</summary>
    public string FullName => $"{FirstName} {LastName}";

    /// <summary>The context in which its events happen.</summary>
    public MoodleContext Context => new(ContextId, 30, Id, 0);
}

/// <summary>A row of user_enrolments.</summary>
/// <param name="Id">The id.</param>
/// <param name="CourseId">The course of its enrolment method.</param>
/// <param name="UserId">Who is enrolled.</param>
/// <param name="Method">The method (<c>manual</c>).</param>
/// <param name="EnrolId">The row of the method in the course.</param>
/// <param name="Suspended">Whether it is suspended.</param>
/// <param name="TimeStart">Start of its window, Unix seconds, 0 for none.</param>
/// <param name="TimeEnd">End of its window, Unix seconds, 0 for none.</param>
/// <param name="ModifierId">Who changed it last.</param>
/// <param name="TimeCreated">When it was made, Unix seconds.</param>
/// <param name="TimeModified">When it was last changed, Unix seconds.</param>
public sealed record Enrolment(
    long Id,
    long CourseId,
    long UserId,
    string Method,
    long EnrolId,
    bool Suspended,
    long TimeStart,
    long TimeEnd,
    long ModifierId,
    long TimeCreated,
    long TimeModified)
{
    /// <summary>Whether status and window make it active.</summary>
    /// <param name="now">The time, Unix seconds.</param>
    /// <returns>True if active.</returns>
    public bool ActiveAt(long now) => !Suspended && TimeStart <= now && (TimeEnd == 0 || TimeEnd > now);

    /// <summary>The table row. The database gives text; what was just inserted has numbers, which nosey does not tell apart.</summary>
    /// <returns>The row, columns in the table's order.</returns>
    public PhpMap Row() => new()
    {
        ["id"] = Text(Id),
        ["status"] = Suspended ? "1" : "0",
        ["enrolid"] = Text(EnrolId),
        ["userid"] = Text(UserId),
        ["timestart"] = Text(TimeStart),
        ["timeend"] = Text(TimeEnd),
        ["modifierid"] = Text(ModifierId),
        ["timecreated"] = Text(TimeCreated),
        ["timemodified"] = Text(TimeModified),
    };

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A row of role_assignments in a course's context.</summary>
/// <param name="Id">The id.</param>
/// <param name="RoleId">3 editing teacher, 4 teacher, 5 student.</param>
/// <param name="CourseId">The course.</param>
/// <param name="UserId">Who has the role.</param>
public sealed record RoleAssignment(long Id, long RoleId, long CourseId, long UserId);
