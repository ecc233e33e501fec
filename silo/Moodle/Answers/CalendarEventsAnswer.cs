using System.Text.Json;
using MoodleGrains.Conferences;
using MoodleGrains.Convergence;
using MoodleGrains.Silo.Json;

namespace MoodleGrains.Silo.Moodle.Answers;

/// <summary>
/// <c>core_calendar_get_calendar_events</c>: when conferences start. The event has no duration, carries a suffix in its
/// name, and is visible even where the conference is hidden: only its start is told. That there is no event tells nothing:
/// it may lie outside the asked window, and a conference without opening time has none.
/// </summary>
public static class CalendarEventsAnswer
{
    /// <summary>What the answer tells.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="courseModules">The course module of each BigBlueButton activity; the events name the activity only.</param>
    /// <param name="at">The HTTP Date of the answer, Unix seconds.</param>
    /// <returns>One observation a conference whose course module is known.</returns>
    /// <exception cref="FormatException">It is no such answer; the message names the field and Moodle's error code.</exception>
    public static IReadOnlyList<(StreamKey Grain, ICommand Command)> Read(
        string site, JsonElement answer, IReadOnlyDictionary<long, long> courseModules, long at)
    {
        var told = new List<(StreamKey, ICommand)>();
        foreach (var entry in MoodleJson.List(answer, "events"u8))
        {
            if (MoodleJson.Word(entry, "modulename"u8) != BigBlueButtonsAnswer.Module
                || MoodleJson.Word(entry, "eventtype"u8) != "meeting_start"
                || !courseModules.TryGetValue(MoodleJson.Needed(entry, "instance"u8), out var module))
            {
                continue;
            }

            told.Add((
                StreamKey.For("conference", site, module),
                new ObserveConference(
                    BigBlueButtonsAnswer.Module,
                    MoodleJson.Needed(entry, "instance"u8),
                    MoodleJson.Needed(entry, "courseid"u8),
                    Name: null,
                    MoodleJson.Time(entry, "timestart"u8) ?? MoodleJson.Needed(entry, "timestart"u8),
                    EndsAt: null,
                    Visible: null,
                    JoinUrl: null,
                    new FieldVersion(null, at, SourcePrecedence.Polled))));
        }

        return told;
    }
}
