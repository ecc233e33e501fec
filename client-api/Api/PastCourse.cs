using MoodleGrains.Courses;
using CourseGrain = MoodleGrains.Courses.Course;

namespace MoodleGrains.ClientApi.Api;

/// <summary>A course and its enrolments as they were committed at an instant.</summary>
internal static class PastCourse
{
    public static async Task<CourseWithEnrolments?> CourseAt(
        this IEventReader reader, string site, long id, DateTime at, CancellationToken cancellationToken)
    {
        var courses = new Rows<CourseRow>();
        var enrolments = new Rows<EnrolmentRow>();
        await foreach (var recorded in reader.ReadUntil(StreamKey.For(CourseGrain.Kind, site, id), at, cancellationToken))
        {
            courses.Fold(recorded);
            enrolments.Fold(recorded);
        }

        return courses.All.SingleOrDefault() is { } course ? Shown(course, course.DeletedAt is null ? enrolments.All : []) : null;
    }

    private static CourseWithEnrolments Shown(CourseRow course, IReadOnlyCollection<EnrolmentRow> enrolments) => new()
    {
        Site = course.Site,
        Id = course.Id,
        ShortName = course.ShortName,
        FullName = course.FullName,
        IdNumber = course.IdNumber,
        CategoryId = course.CategoryId,
        Summary = course.Summary,
        Visible = course.Visible,
        Format = course.Format,
        Language = course.Language,
        StartsAt = Past.Utc(course.StartsAt),
        EndsAt = Past.Utc(course.EndsAt),
        CreatedAt = Past.Utc(course.CreatedAt),
        ModifiedAt = Past.Utc(course.ModifiedAt),
        DeletedAt = Past.Utc(course.DeletedAt),
        Enrolled = enrolments.Count,
        Enrolments = [.. enrolments.OrderBy(enrolment => enrolment.UserId).Select(Shown)],
    };

    private static Enrolment Shown(EnrolmentRow enrolment) => new()
    {
        UserId = enrolment.UserId,
        Roles = enrolment.Roles,
        Active = enrolment.Active,
        Method = enrolment.Method,
        Since = Past.Utc(enrolment.Since),
    };
}
