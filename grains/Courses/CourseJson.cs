using System.Text.Json.Serialization;

namespace MoodleGrains.Courses;

/// <summary>The JSON of a course's events.</summary>
[JsonSerializable(typeof(CourseCreated))]
[JsonSerializable(typeof(CourseRenamed))]
[JsonSerializable(typeof(CourseMoved))]
[JsonSerializable(typeof(CourseHidden))]
[JsonSerializable(typeof(CourseShown))]
[JsonSerializable(typeof(CourseRescheduled))]
[JsonSerializable(typeof(CourseDescribed))]
[JsonSerializable(typeof(CourseReconfigured))]
[JsonSerializable(typeof(CourseTouched))]
[JsonSerializable(typeof(CourseContested))]
[JsonSerializable(typeof(CourseSettled))]
[JsonSerializable(typeof(CourseDeleted))]
[JsonSerializable(typeof(UserEnrolled))]
[JsonSerializable(typeof(UserUnenrolled))]
[JsonSerializable(typeof(EnrolmentEnded))]
[JsonSerializable(typeof(EnrolmentActivated))]
[JsonSerializable(typeof(EnrolmentSuspended))]
[JsonSerializable(typeof(EnrolmentContested))]
[JsonSerializable(typeof(EnrolmentSettled))]
[JsonSerializable(typeof(RoleAssigned))]
[JsonSerializable(typeof(RoleUnassigned))]
[JsonSerializable(typeof(RoleAssignmentEnded))]
internal sealed partial class CourseJson : JsonSerializerContext
{
    private static readonly CourseJson It = new(StreamJson.Events());

    /// <summary>All of them.</summary>
    public static IReadOnlyList<EventType> Types { get; } =
    [
        EventType.Of(It.CourseCreated),
        EventType.Of(It.CourseRenamed),
        EventType.Of(It.CourseMoved),
        EventType.Of(It.CourseHidden),
        EventType.Of(It.CourseShown),
        EventType.Of(It.CourseRescheduled),
        EventType.Of(It.CourseDescribed),
        EventType.Of(It.CourseReconfigured),
        EventType.Of(It.CourseTouched),
        EventType.Of(It.CourseContested),
        EventType.Of(It.CourseSettled),
        EventType.Of(It.CourseDeleted),
        EventType.Of(It.UserEnrolled),
        EventType.Of(It.UserUnenrolled),
        EventType.Of(It.EnrolmentEnded),
        EventType.Of(It.EnrolmentActivated),
        EventType.Of(It.EnrolmentSuspended),
        EventType.Of(It.EnrolmentContested),
        EventType.Of(It.EnrolmentSettled),
        EventType.Of(It.RoleAssigned),
        EventType.Of(It.RoleUnassigned),
        EventType.Of(It.RoleAssignmentEnded),
    ];
}

/// <summary>The JSON of a course's snapshot.</summary>
[JsonSerializable(typeof(Course))]
internal sealed partial class CourseSnapshotJson : JsonSerializerContext
{
    /// <summary>With the options of snapshots.</summary>
    public static CourseSnapshotJson It { get; } = new(StreamJson.Snapshots());
}
