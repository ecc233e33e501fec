using System.Text.Json.Serialization;

namespace MoodleGrains.Rosters;

/// <summary>What a run would do.</summary>
/// <param name="Items">What is to be done, numbered from 1 in the order of doing: courses first, then enrolments, course by course.</param>
/// <param name="Findings">What a person should know.</param>
/// <param name="Missing">Participants that no user of Moodle is.</param>
/// <param name="Counts">The numbers.</param>
/// <param name="Tripped">What tripped the brake, a sentence each; empty if nothing did.</param>
/// <param name="Hash">Of all items: the same plan has the same hash.</param>
/// <param name="Stop">Why no plan can be made, with the remedy (a role whose id nobody knows); null if one was made.</param>
public sealed record RosterPlan(
    IReadOnlyList<PlanItem> Items,
    IReadOnlyList<Finding> Findings,
    IReadOnlyList<MissingUser> Missing,
    PlanCounts Counts,
    IReadOnlyList<string> Tripped,
    string Hash,
    string? Stop = null)
{
    /// <summary>
    /// The courses, by key, in which a name that nobody in Moodle has may mean somebody who is not listed any more: such a name is not
    /// remembered as unknown (<see cref="RosterMemory"/>).
    /// </summary>
    public IReadOnlySet<string> Unclear { get; init; } = new HashSet<string>();
}

/// <summary>One thing to be done in Moodle; kept in an erasable table.</summary>
/// <param name="Number">Its place, from 1.</param>
/// <param name="Action">What.</param>
/// <param name="CourseKey">The course of the roster (<see cref="DesiredCourse.Key"/>).</param>
/// <param name="CourseId">Moodle's id; null where the course is created by an earlier item of this plan.</param>
/// <param name="UserId">Of enrolments and roles: who.</param>
/// <param name="RoleId">
/// Of enrolments and roles: which role. An enrolment with several roles is an enrolment with one, and an assignment of each other.
/// </param>
/// <param name="Course">Of a course to be created: what it gets. Of one to be renamed: the name.</param>
/// <param name="Name">The participant or the course as a person knows it.</param>
public sealed record PlanItem(
    int Number,
    PlanAction Action,
    string CourseKey,
    long? CourseId,
    long? UserId = null,
    long? RoleId = null,
    PlannedCourse? Course = null,
    string? Name = null)
{
    /// <summary>What Moodle calls the role; null where that is not known. No part of the plan's hash.</summary>
    [JsonIgnore]
    public string? Role { get; init; }
}

/// <summary>What a course gets when it is created or renamed.</summary>
/// <param name="ShortName">Its short name.</param>
/// <param name="FullName">Its full name.</param>
/// <param name="IdNumber">Its idnumber; empty for none.</param>
/// <param name="CategoryId">Its category; 0 where the plan only renames.</param>
/// <param name="StartsAt">Unix seconds; null if not said.</param>
/// <param name="EndsAt">Unix seconds; null if not said.</param>
/// <param name="Visible">Whether students see it.</param>
/// <param name="TemplateId">The course whose content it gets; null for none.</param>
public sealed record PlannedCourse(
    string ShortName, string FullName, string IdNumber, long CategoryId, long? StartsAt, long? EndsAt, bool Visible, long? TemplateId);

/// <summary>What an item of a plan does.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PlanAction>))]
public enum PlanAction
{
    /// <summary>Creates a course.</summary>
    [JsonStringEnumMemberName("create_course")]
    CreateCourse,

    /// <summary>Adopts a course that is there: nothing is done in Moodle, it is remembered.</summary>
    [JsonStringEnumMemberName("adopt_course")]
    AdoptCourse,

    /// <summary>Gives a course its name.</summary>
    [JsonStringEnumMemberName("rename_course")]
    RenameCourse,

    /// <summary>Hides a course.</summary>
    [JsonStringEnumMemberName("hide_course")]
    HideCourse,

    /// <summary>Shows a course that this roster hid.</summary>
    [JsonStringEnumMemberName("show_course")]
    ShowCourse,

    /// <summary>Enrols a user, with a role.</summary>
    [JsonStringEnumMemberName("enrol")]
    Enrol,

    /// <summary>Makes an enrolment active again that this roster suspended.</summary>
    [JsonStringEnumMemberName("reactivate")]
    Reactivate,

    /// <summary>Suspends an enrolment of this roster.</summary>
    [JsonStringEnumMemberName("suspend")]
    Suspend,

    /// <summary>Takes an enrolment of this roster away.</summary>
    [JsonStringEnumMemberName("remove")]
    Remove,

    /// <summary>Gives a role.</summary>
    [JsonStringEnumMemberName("give_role")]
    GiveRole,

    /// <summary>Takes a role away that this roster gave.</summary>
    [JsonStringEnumMemberName("take_role")]
    TakeRole,
}

/// <summary>A participant that no user of Moodle is; one row of missing-users.csv.</summary>
/// <param name="UserName">As the roster gives it.</param>
/// <param name="CourseShortName">The course.</param>
/// <param name="CourseName">Its name.</param>
/// <param name="Role">Moodle's role, or the roster's word where it is unknown.</param>
public sealed record MissingUser(string UserName, string CourseShortName, string CourseName, string Role);

/// <summary>The numbers of a plan, or of what was done.</summary>
/// <param name="CoursesCreated">Courses to be created.</param>
/// <param name="CoursesRenamed">Courses to be renamed.</param>
/// <param name="CoursesHidden">Courses to be hidden.</param>
/// <param name="CoursesShown">Courses to be shown.</param>
/// <param name="Enrolled">Enrolments to be added, or made active again.</param>
/// <param name="Suspended">Enrolments to be suspended.</param>
/// <param name="Removed">Enrolments to be taken away.</param>
/// <param name="RolesGiven">Roles to be given beside those of new enrolments.</param>
/// <param name="RolesTaken">Roles to be taken away.</param>
/// <param name="Missing">Participants that no user is.</param>
/// <param name="Errors">Findings by which something was left out.</param>
public sealed record PlanCounts(
    int CoursesCreated,
    int CoursesRenamed,
    int CoursesHidden,
    int CoursesShown,
    int Enrolled,
    int Suspended,
    int Removed,
    int RolesGiven,
    int RolesTaken,
    int Missing,
    int Errors);
