using System.Globalization;
using MoodleGrains.Sandbox.Php;

namespace MoodleGrains.Sandbox.Model;

/// <summary>An activity in a course; a conference is one of module <c>bigbluebuttonbn</c>.</summary>
/// <param name="Id">The course module's id.</param>
/// <param name="ContextId">Its context.</param>
/// <param name="CourseId">The course.</param>
/// <param name="Module">The module (<c>bigbluebuttonbn</c>, <c>page</c>).</param>
/// <param name="InstanceId">The id in the module's own table.</param>
/// <param name="Name">Its name.</param>
/// <param name="Visible">Whether students see it.</param>
/// <param name="OpeningTime">Unix seconds, 0 for none.</param>
/// <param name="ClosingTime">Unix seconds, 0 for none. No webhook tells it.</param>
/// <param name="CalendarId">Its row in the calendar; 0 if it has none.</param>
/// <param name="TracksCompletion">Whether the course is complete only with it.</param>
public sealed record Activity(
    long Id,
    long ContextId,
    long CourseId,
    string Module,
    long InstanceId,
    string Name,
    bool Visible,
    long OpeningTime,
    long ClosingTime,
    long CalendarId,
    bool TracksCompletion)
{
    /// <summary>The module of conferences.</summary>
    public const string Conference = "bigbluebuttonbn";

    /// <summary>Whether somebody is in the conference now.</summary>
    public bool Running { get; init; }

    /// <summary>Whether it was deleted on a page and waits for the site's cron, as with the recycle bin on.</summary>
    public bool BeingDeleted { get; init; }

    /// <summary>Whether guests are let into the conference by a link.</summary>
    public bool GuestAccess { get; init; }

    /// <summary>When its form was last saved, Unix seconds; 0 if never since it was made (mod_helper.php of mod_bigbluebuttonbn).</summary>
    public long TimeModified { get; init; }

    /// <summary>When its calendar row was last changed, Unix seconds.</summary>
    public long CalendarModified { get; init; }

    /// <summary>The further dates of a series, in the order of time; the first is <see cref="OpeningTime"/>.</summary>
    public IReadOnlyList<MeetingDate> Later { get; init; } = [];

    /// <summary>The name of its row in the calendar: BigBlueButton adds a suffix (recorded).</summary>
    public string CalendarName => Module == Conference ? Name + " is scheduled for" : Name;

    /// <summary>The context in which its events happen.</summary>
    public MoodleContext Context => new(ContextId, 70, Id, CourseId);
}

/// <summary>A further date of a series, with a row of its own in the calendar.</summary>
/// <param name="CalendarId">The row.</param>
/// <param name="TimeStart">Unix seconds.</param>
public sealed record MeetingDate(long CalendarId, long TimeStart);

/// <summary>A row of the calendar that belongs to no activity.</summary>
/// <param name="Id">The id.</param>
/// <param name="CourseId">The course; 0 for the site.</param>
/// <param name="Name">Its name.</param>
/// <param name="TimeStart">Unix seconds.</param>
public sealed record CalendarEntry(long Id, long CourseId, string Name, long TimeStart)
{
    /// <summary>Its description, HTML.</summary>
    public string Description { get; init; } = "";

    /// <summary>Seconds; 0 for none.</summary>
    public long Duration { get; init; }

    /// <summary>When it was last changed, Unix seconds.</summary>
    public long TimeModified { get; init; }
}

/// <summary>A row of course_modules_completion.</summary>
/// <param name="Id">The id.</param>
/// <param name="ModuleId">The course module.</param>
/// <param name="UserId">Who.</param>
/// <param name="State">0 incomplete, 1 complete.</param>
/// <param name="TimeModified">Unix seconds.</param>
public sealed record ModuleCompletion(long Id, long ModuleId, long UserId, long State, long TimeModified)
{
    /// <summary>The table row.</summary>
    /// <returns>The row, columns in the table's order.</returns>
    public PhpMap Row() => new()
    {
        ["id"] = Id,
        ["coursemoduleid"] = ModuleId,
        ["userid"] = UserId,
        ["completionstate"] = State,
        ["viewed"] = 0L,
        ["overrideby"] = null,
        ["timemodified"] = TimeModified,
    };
}

/// <summary>A row of course_completions.</summary>
/// <param name="Id">The id.</param>
/// <param name="CourseId">The course.</param>
/// <param name="UserId">Who.</param>
/// <param name="TimeCompleted">Unix seconds.</param>
public sealed record CourseCompletion(long Id, long CourseId, long UserId, long TimeCompleted)
{
    /// <summary>The table row.</summary>
    /// <returns>The row, columns in the table's order.</returns>
    public PhpMap Row() => new()
    {
        ["id"] = Id.ToString(CultureInfo.InvariantCulture),
        ["userid"] = UserId,
        ["course"] = CourseId,
        ["timeenrolled"] = 0L,
        ["timestarted"] = TimeCompleted,
        ["timecompleted"] = TimeCompleted,
        ["reaggregate"] = TimeCompleted,
    };
}
