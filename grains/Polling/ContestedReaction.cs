using MoodleGrains.Categories;
using MoodleGrains.Conferences;
using MoodleGrains.Courses;
using MoodleGrains.Users;

namespace MoodleGrains.Polling;

/// <summary>What is contested, or was told with a damaged text only, is read from Moodle soon.</summary>
public sealed class ContestedReaction : IReaction
{
    /// <inheritdoc/>
    public static IReadOnlyList<Effect> React(RecordedEvent recorded) => recorded.Event switch
    {
        CourseContested e => Read(recorded, ReadScope.Course, e.Stamp.Told),
        CourseCreated { Damaged: not CourseField.None } e => Read(recorded, ReadScope.Course, e.Stamp.Told),
        CourseRenamed { Damaged: not CourseField.None } e => Read(recorded, ReadScope.Course, e.Stamp.Told),
        CourseDescribed { Damaged: not CourseField.None } e => Read(recorded, ReadScope.Course, e.Stamp.Told),
        CourseReconfigured { Damaged: not CourseField.None } e => Read(recorded, ReadScope.Course, e.Stamp.Told),
        EnrolmentContested e => Read(recorded, ReadScope.Enrolments, e.Stamp.Told),
        CategoryContested e => Read(recorded, ReadScope.Category, e.Stamp.Told),
        CategoryCreated { Damaged: not CategoryField.None } e => Read(recorded, ReadScope.Category, e.Stamp.Told),
        CategoryRenamed { Damaged: not CategoryField.None } e => Read(recorded, ReadScope.Category, e.Stamp.Told),
        CategoryReconfigured { Damaged: not CategoryField.None } e => Read(recorded, ReadScope.Category, e.Stamp.Told),
        CategoryDescribed { Damaged: not CategoryField.None } e => Read(recorded, ReadScope.Category, e.Stamp.Told),
        ConferenceContested e when recorded.Grain.Number > 0 => Read(recorded, ReadScope.Conference, e.Stamp.Told),
        UserContested e => Read(recorded, ReadScope.User, e.Stamp.Told),
        CompletionContested e =>
            new ReadSoon(recorded.Grain.Site, ReadScope.Completions, e.CourseId, recorded.Grain.Number).Effects(e.Stamp.Told),
        _ => [],
    };

    private static IReadOnlyList<Effect> Read(RecordedEvent recorded, string scope, long told) =>
        new ReadSoon(recorded.Grain.Site, scope, recorded.Grain.Number).Effects(told);
}
