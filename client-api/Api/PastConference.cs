using MoodleGrains.Conferences;
using MoodleGrains.Courses;
using CourseGrain = MoodleGrains.Courses.Course;

namespace MoodleGrains.ClientApi.Api;

/// <summary>A conference as it was committed at an instant.</summary>
internal static class PastConference
{
    public static async Task<Conference?> ConferenceAt(
        this IEventReader reader, string site, long id, DateTime at, CancellationToken cancellationToken)
    {
        if (await reader.RowAt<ConferenceRow>(ConferenceId.OfRow(site, id), at, cancellationToken) is not { } conference)
        {
            return null;
        }

        var course = conference.CourseId is { } courseId
            ? await reader.RowAt<CourseRow>(StreamKey.For(CourseGrain.Kind, site, courseId), at, cancellationToken)
            : null;
        return new()
        {
            Site = conference.Site,
            Id = conference.Id,
            Module = conference.Module,
            InstanceId = conference.InstanceId,
            CourseModuleId = conference.CourseModuleId,
            SeriesId = conference.Series,
            Recurring = conference.Recurring,
            CourseId = conference.CourseId,
            Name = conference.Name,
            StartsAt = Past.Utc(conference.StartsAt),
            EndsAt = Past.Utc(conference.EndsAt),
            Visible = conference.Visible,
            Cancelled = conference.Status == ConferenceRow.Cancelled || course?.DeletedAt is not null,
            JoinUrl = conference.Link,
            Running = conference.Running,
        };
    }
}
