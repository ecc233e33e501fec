using System.Globalization;
using MoodleGrains.Sandbox.Php;

namespace MoodleGrains.Sandbox.Model;

/// <summary>
/// What Moodle's <c>$event->get_data()</c> gives. Ids are text or number as Moodle 4.5 was recorded to send them: a row that
/// came out of the database has text, one just inserted has a number.
/// </summary>
/// <param name="Kind">What happened to what.</param>
/// <param name="ObjectId">The row's id, text or number; null for a few kinds.</param>
/// <param name="Context">Where it happened.</param>
/// <param name="UserId">Who did it, text or number.</param>
/// <param name="RelatedUserId">To whom, text or number; null if to nobody.</param>
/// <param name="Other">What the kind adds; null if nothing.</param>
/// <param name="TimeCreated">When, Unix seconds of the site's clock.</param>
/// <param name="Row">
/// The full table row after the change, as <c>get_record_snapshot</c> gives it to nosey; null where it gives false.
/// </param>
public sealed record MoodleEvent(
    EventKind Kind,
    object? ObjectId,
    MoodleContext Context,
    object UserId,
    object? RelatedUserId,
    PhpMap? Other,
    long TimeCreated,
    PhpMap? Row)
{
    /// <summary>The event's name, <c>\core\event\course_updated</c>.</summary>
    public string EventName => Kind.EventName;

    /// <summary>The course's id: text, or the number 0 outside courses.</summary>
    public object CourseId => Context.CourseId == 0 ? 0L : Context.CourseId.ToString(CultureInfo.InvariantCulture);

    /// <summary>The context's instance: text, or the number 0 for the system.</summary>
    public object ContextInstanceId =>
        Context.Level == MoodleContext.System ? 0L : Context.InstanceId.ToString(CultureInfo.InvariantCulture);

    /// <summary>The fields of <c>get_data()</c> in Moodle's order.</summary>
    /// <returns>A new map.</returns>
    public PhpMap Data() => new()
    {
        ["eventname"] = EventName,
        ["component"] = Kind.Component,
        ["action"] = Kind.Action,
        ["target"] = Kind.Target,
        ["objecttable"] = Kind.Table,
        ["objectid"] = ObjectId,
        ["crud"] = Kind.Crud.ToString(),
        ["edulevel"] = (long)Kind.EduLevel,
        ["contextid"] = Context.Id,
        ["contextlevel"] = (long)Context.Level,
        ["contextinstanceid"] = ContextInstanceId,
        ["userid"] = UserId,
        ["courseid"] = CourseId,
        ["relateduserid"] = RelatedUserId,
        ["anonymous"] = 0L,
        ["other"] = Other,
        ["timecreated"] = TimeCreated,
    };
}

/// <summary>Where something happened: Moodle's context.</summary>
/// <param name="Id">The row of the context table.</param>
/// <param name="Level">10 system, 30 user, 40 category, 50 course, 70 module.</param>
/// <param name="InstanceId">The user, category, course or course module.</param>
/// <param name="CourseId">The course it lies in; 0 outside courses.</param>
public readonly record struct MoodleContext(long Id, int Level, long InstanceId, long CourseId)
{
    /// <summary>The level of the site as a whole.</summary>
    public const int System = 10;

    /// <summary>The site as a whole.</summary>
    public static MoodleContext Site { get; } = new(1, System, 0, 0);
}
