using MoodleGrains.Conferences;
using MoodleGrains.Courses;

namespace MoodleGrains.Silo.Announcements;

/// <summary>A conference as the read models have it, with what decides where it is announced.</summary>
/// <param name="Row">Its row.</param>
/// <param name="Course">Its course, as far as announcements need it; null if unknown.</param>
/// <param name="Categories">The categories it is in, that of the course first, the top one last.</param>
/// <param name="InHiddenCategory">Whether one of them is hidden.</param>
/// <param name="Channels">The channels where it is wanted since before.</param>
internal sealed record ConferenceSeen(
    ConferenceRow Row, CourseRow? Course, IReadOnlyList<long> Categories, bool InHiddenCategory, IReadOnlyList<string> Channels)
{
    /// <summary>The third part of its grain's id.</summary>
    public string Id => ConferenceId.Text(Row.Id);

    /// <summary>How it stands at an instant.</summary>
    /// <param name="now">The instant, Unix seconds.</param>
    /// <param name="assumedMinutes">How long it lasts where no closing time is known.</param>
    /// <returns>The phase.</returns>
    public ConferencePhase At(long now, int assumedMinutes) => Row.Clock(Course?.DeletedAt is not null, 60L * assumedMinutes).At(now);
}
