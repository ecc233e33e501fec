using System.Text.Json;
using MoodleGrains.Convergence;
using MoodleGrains.Courses;
using MoodleGrains.Silo.Json;
using MoodleGrains.Users;

namespace MoodleGrains.Silo.Moodle.Answers;

/// <summary>
/// <c>core_enrol_get_enrolled_users</c>, asked without options: everybody enrolled, suspended enrolments among them.
/// </summary>
public static class EnrolledUsersAnswer
{
    /// <summary>What the answer tells.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="course">The course that was asked about.</param>
    /// <param name="courseVisible">
    /// Whether the course is visible. <c>enrolledcourses</c> holds the course where the enrolment is active, but a hidden
    /// course only for those who may view it: that it is not there then tells nothing.
    /// </param>
    /// <param name="at">The HTTP Date of the answer, Unix seconds.</param>
    /// <returns>One observation of the course's participants, and the persons.</returns>
    /// <exception cref="FormatException">
    /// It is no such answer, or roles are missing because fields were selected; the message names the field and Moodle's error code.
    /// </exception>
    public static (StreamKey Grain, ICommand Command, IReadOnlyList<ObservedPerson> People) Read(
        string site, JsonElement answer, long course, bool courseVisible, long at)
    {
        var stamp = new FieldVersion(null, at, SourcePrecedence.Polled);
        var participants = new List<Participant>();
        var people = new List<ObservedPerson>();
        foreach (var user in MoodleJson.List(answer, default))
        {
            participants.Add(new Participant(
                MoodleJson.Needed(user, "id"u8),
                Lists(user, course) ? true : courseVisible ? false : null,
                [.. MoodleJson.List(user, "roles"u8).Select(role => MoodleJson.Needed(role, "roleid"u8))]));
            people.Add(PersonOf.Row(user, stamp));
        }

        return (StreamKey.For("course", site, course), new ObserveParticipants(participants, stamp), people);
    }

    // Moodle leaves the list out where it would be empty.
    private static bool Lists(JsonElement user, long course) =>
        user.TryGetProperty("enrolledcourses"u8, out var courses)
        && courses.ValueKind == JsonValueKind.Array
        && courses.EnumerateArray().Any(listed => MoodleJson.Needed(listed, "id"u8) == course);
}
