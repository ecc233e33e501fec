using System.Text.Json.Serialization;
using MoodleGrains.Rosters;

namespace MoodleGrains.ClientApi.Rosters;

/// <summary>A run of a roster, in numbers: nobody is named. Times are UTC.</summary>
public sealed record RunAnswer
{
    /// <summary>The slug of the site.</summary>
    public required string Site { get; init; }

    /// <summary>The roster's name.</summary>
    public required string Roster { get; init; }

    /// <summary>Its number, from 1 for each roster.</summary>
    public required int Run { get; init; }

    /// <summary>What began it: schedule, person or undo.</summary>
    public required string Trigger { get; init; }

    /// <summary>
    /// How it stands: planning, waiting (for a person), applying, finished, failed, cancelled, or planned (the end of a dry run).
    /// </summary>
    public required string State { get; init; }

    /// <summary>Whether it ends with the plan.</summary>
    public required bool DryRun { get; init; }

    /// <summary>Of an undo: the run that it takes back.</summary>
    public int? Undoes { get; init; }

    /// <summary>Who began it: the name of an API key, or the command line.</summary>
    public required string By { get; init; }

    /// <summary>Who approved its plan; policy where the roster is automatic and no brake was tripped.</summary>
    public string? ApprovedBy { get; init; }

    /// <summary>Who cancelled it; policy where a newer run took its place.</summary>
    public string? CancelledBy { get; init; }

    /// <summary>The plan's hash, which an approval names; null before there is a plan.</summary>
    public string? Hash { get; init; }

    /// <summary>What the plan would do, in numbers; null before there is a plan.</summary>
    public PlanCounts? Counts { get; init; }

    /// <summary>What tripped the brake; empty if nothing did.</summary>
    public required IReadOnlyList<string> Tripped { get; init; }

    /// <summary>Why it failed; null if it did not.</summary>
    public string? Reason { get; init; }

    /// <summary>How many items were done; null before the end.</summary>
    public int? Done { get; init; }

    /// <summary>How many items Moodle refused; null before the end.</summary>
    public int? Failed { get; init; }

    /// <summary>How many items were seen in Moodle afterwards; null before the end.</summary>
    public int? Confirmed { get; init; }

    /// <summary>When it began.</summary>
    public DateTime? StartedAt { get; init; }

    /// <summary>When its plan was made, last.</summary>
    public DateTime? PlannedAt { get; init; }

    /// <summary>When its plan was approved.</summary>
    public DateTime? ApprovedAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTime? EndedAt { get; init; }

    /// <summary>How far it is; null in lists.</summary>
    public RunProgress? Progress { get; init; }
}

/// <summary>How far a run is, in items of its plan. They are erasable: of an old run there may be none.</summary>
/// <param name="Items">All items.</param>
/// <param name="Planned">Not begun.</param>
/// <param name="Sent">Asked of Moodle, the answer not known yet.</param>
/// <param name="Done">Done.</param>
/// <param name="Failed">Refused by Moodle; each says why.</param>
/// <param name="Skipped">Not to be done any more: the run was cancelled, or planned again.</param>
/// <param name="Confirmed">Seen in Moodle afterwards.</param>
/// <param name="Errors">Findings by which something of the roster was left out.</param>
/// <param name="Warnings">Other findings.</param>
/// <param name="Missing">Participants that no user of Moodle is.</param>
public sealed record RunProgress(
    int Items, int Planned, int Sent, int Done, int Failed, int Skipped, int Confirmed, int Errors, int Warnings, int Missing)
{
    /// <summary>How many items need nothing more.</summary>
    /// <returns>The number.</returns>
    public int Over() => Done + Failed + Skipped;
}

/// <summary>One thing that a plan does in Moodle. Names persons.</summary>
public sealed record PlanItemAnswer
{
    /// <summary>Its place in the plan, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>
    /// What: create_course, adopt_course, rename_course, hide_course, show_course, enrol, reactivate, suspend, remove, give_role or
    /// take_role.
    /// </summary>
    public required string Action { get; init; }

    /// <summary>The course of the roster: <c>id:</c> and its idnumber, or <c>name:</c> and its short name.</summary>
    public required string CourseKey { get; init; }

    /// <summary>Moodle's id of the course; null where it is created.</summary>
    public long? CourseId { get; init; }

    /// <summary>Moodle's id of the user; null for courses.</summary>
    public long? UserId { get; init; }

    /// <summary>Moodle's id of the role; null for courses.</summary>
    public long? RoleId { get; init; }

    /// <summary>What Moodle calls the role, such as <c>editingteacher</c>; null for courses, and where only its id is known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Role { get; init; }

    /// <summary>The participant or the course as a person knows it.</summary>
    public string? Name { get; init; }

    /// <summary>How it stands: planned, sent, done, failed or skipped.</summary>
    public required string State { get; init; }

    /// <summary>Why it failed, or what was found instead.</summary>
    public string? Detail { get; init; }

    /// <summary>Whether it was seen in Moodle afterwards.</summary>
    public required bool Confirmed { get; init; }
}

/// <summary>Something a person should know of a roster or a plan. May name persons.</summary>
/// <param name="Number">Its place, from 1.</param>
/// <param name="Error">Whether something was left out because of it; it then counts as there and unchanged.</param>
/// <param name="Code">What kind it is.</param>
/// <param name="Path">Where: a JSON path, a line of the file, or a course's key.</param>
/// <param name="Text">One sentence that names the value and the remedy.</param>
public sealed record FindingAnswer(int Number, bool Error, string Code, string Path, string Text);
