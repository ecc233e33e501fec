using System.Text.Json;
using MoodleGrains.Convergence;
using MoodleGrains.Silo.Json;
using MoodleGrains.Users;

namespace MoodleGrains.Silo.Moodle.Answers;

/// <summary>
/// <c>core_completion_get_course_completion_status</c>: one user in one course. It refuses (nocriteriaset, usernotenroled)
/// where there is nothing to tell.
/// </summary>
public static class CourseCompletionAnswer
{
    /// <summary>What the answer tells: whether, not when; the times in it are those of single criteria.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="course">The course that was asked about.</param>
    /// <param name="user">The user that was asked about.</param>
    /// <param name="at">The HTTP Date of the answer, Unix seconds.</param>
    /// <returns>The observation.</returns>
    /// <exception cref="FormatException">It is no such answer; the message names the field and Moodle's error code.</exception>
    public static (StreamKey Grain, ICommand Command) Read(string site, JsonElement answer, long course, long user, long at) =>
        (StreamKey.For("user", site, user),
            new ObserveCompletion(
                course,
                CourseModuleId: null,
                MoodleJson.Map(answer, "completionstatus"u8) is { } status && MoodleJson.Flag(status, "completed"u8) is { } completed
                    ? completed ? 1 : 0
                    : throw new FormatException($"completionstatus.completed: missing{MoodleJson.Refusal(answer)}."),
                At: null,
                new FieldVersion(null, at, SourcePrecedence.Polled)));
}
