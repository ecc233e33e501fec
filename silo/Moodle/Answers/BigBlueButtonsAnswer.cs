using System.Text.Json;
using MoodleGrains.Conferences;
using MoodleGrains.Convergence;
using MoodleGrains.Silo.Json;

namespace MoodleGrains.Silo.Moodle.Answers;

/// <summary><c>mod_bigbluebuttonbn_get_bigbluebuttonbns_by_courses</c>: the conferences of courses, without their times.</summary>
public static class BigBlueButtonsAnswer
{
    /// <summary>Moodle's name of the activity module.</summary>
    public const string Module = "bigbluebuttonbn";

    /// <summary>What the answer tells.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="raw">Whether it was asked with <c>moodlewssettingraw=true</c>; without it names are not told.</param>
    /// <param name="at">The HTTP Date of the answer, Unix seconds.</param>
    /// <returns>One observation a conference.</returns>
    /// <exception cref="FormatException">It is no such answer; the message names the field and Moodle's error code.</exception>
    public static IReadOnlyList<(StreamKey Grain, ICommand Command)> Read(string site, JsonElement answer, bool raw, long at)
    {
        var told = new List<(StreamKey, ICommand)>();
        foreach (var room in MoodleJson.List(answer, "bigbluebuttonbns"u8))
        {
            told.Add((
                StreamKey.For("conference", site, MoodleJson.Needed(room, "coursemodule"u8)),
                new ObserveConference(
                    Module,
                    MoodleJson.Needed(room, "id"u8),
                    MoodleJson.Needed(room, "course"u8),
                    raw ? MoodleJson.Exact(room, "name"u8) : null,
                    StartsAt: null,
                    EndsAt: null,
                    MoodleJson.Flag(room, "visible"u8),
                    JoinUrl: null,
                    new FieldVersion(null, at, SourcePrecedence.Polled))));
        }

        return told;
    }
}
