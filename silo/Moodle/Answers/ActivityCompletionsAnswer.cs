using System.Text.Json;
using MoodleGrains.Convergence;
using MoodleGrains.Silo.Json;
using MoodleGrains.Users;

namespace MoodleGrains.Silo.Moodle.Answers;

/// <summary><c>core_completion_get_activities_completion_status</c>: one user in one course.</summary>
public static class ActivityCompletionsAnswer
{
    /// <summary>What the answer tells.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="course">The course that was asked about.</param>
    /// <param name="user">The user that was asked about.</param>
    /// <param name="at">The HTTP Date of the answer, Unix seconds.</param>
    /// <returns>One observation an activity.</returns>
    /// <exception cref="FormatException">It is no such answer; the message names the field and Moodle's error code.</exception>
    public static IReadOnlyList<(StreamKey Grain, ICommand Command)> Read(
        string site, JsonElement answer, long course, long user, long at)
    {
        var grain = StreamKey.For("user", site, user);
        var told = new List<(StreamKey, ICommand)>();
        foreach (var status in MoodleJson.List(answer, "statuses"u8))
        {
            told.Add((grain, new ObserveCompletion(
                course,
                MoodleJson.Needed(status, "cmid"u8),
                (int)MoodleJson.Needed(status, "state"u8),
                MoodleJson.Time(status, "timecompleted"u8) is { } time and > 0 ? time : null,
                new FieldVersion(null, at, SourcePrecedence.Polled))));
        }

        return told;
    }
}
