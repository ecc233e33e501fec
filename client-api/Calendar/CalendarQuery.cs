using MoodleGrains.Conferences;

namespace MoodleGrains.ClientApi.Calendar;

/// <summary>The queries behind calendars: one for all conferences of a calendar, however many there are.</summary>
internal static class CalendarQuery
{
    /// <summary>What a course's calendar is called.</summary>
    public const string CourseName = "select full_name from mg_courses where site = @Site and id = @SubjectId";

    /// <summary>Whether a user is gone, or may not sign in: then the calendar is closed.</summary>
    public const string UserIsGone = """
        select exists (select from mg_users where site = @Site and id = @SubjectId and (suspended or deleted_at is not null))
        """;

    // What was hidden in Moodle is as gone as what was deleted, and Moodle tells nobody that a deleted course took its conferences along.
    private const string Gone = $"""
        (f.visible is false or f.status = '{ConferenceRow.Cancelled}' or c.visible is false or c.deleted_at is not null)
        """;

    // Gone for less than the time that cancellations are kept, and seen by somebody before.
    private const string ToldAsCancelled = $"""
        (f.listed_at is not null
         and (c.visible is not false or f.listed_at <= c.changed_at)
         and case when f.visible is false or f.status = '{ConferenceRow.Cancelled}' then f.changed_at else c.changed_at end >= @cancelledSince)
        """;

    private const string Head = $"""
        select f.id, f.name, f.module, f.course_module_id as CourseModuleId, f.starts_at as StartsAt, f.ends_at as EndsAt,
            coalesce(f.guest_url, f.join_url) as Link, c.full_name as CourseName,
            f.sequence + coalesce(c.sequence, 0) as Sequence, greatest(f.changed_at, c.changed_at) as ChangedAt,
            {Gone} as Cancelled, (f.visible is false or c.visible is false) as Hidden
        """;

    private const string From = "mg_conferences f left join mg_courses c on c.site = f.site and c.id = f.course_id";

    private const string Tail = $"""
        where f.site = @Site and f.starts_at >= @since and f.starts_at < @until and f.recurring is not true and (not {Gone} or {ToldAsCancelled})
        """;

    private const string Order = "order by f.starts_at, f.id";

    /// <summary>Those of a whole site.</summary>
    public const string OfSite = $"{Head} from {From} {Tail} {Order}";

    /// <summary>Those of one course.</summary>
    public const string OfCourse = $"{Head} from {From} {Tail} and f.course_id = @SubjectId {Order}";

    /// <summary>Those of the courses of a category and of all below it.</summary>
    public const string OfCategory = $"""
        with recursive below (id) as (
            select @SubjectId::bigint union select k.id from mg_categories k join below b on k.site = @Site and k.parent_id = b.id)
        {Head} from {From} {Tail} and c.category_id in (select b.id from below b) {Order}
        """;

    /// <summary>Those of the courses in which a user is enrolled and not known to be suspended.</summary>
    public const string OfUser = $"""
        {Head} from mg_enrolments e join {From} on true
        {Tail} and e.site = @Site and e.user_id = @SubjectId and e.active is not false and f.course_id = e.course_id {Order}
        """;
}
