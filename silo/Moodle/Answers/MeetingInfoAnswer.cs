using System.Globalization;
using System.Net;
using System.Text.Json;
using MoodleGrains.Conferences;
using MoodleGrains.Convergence;
using MoodleGrains.Silo.Json;

namespace MoodleGrains.Silo.Moodle.Answers;

/// <summary>
/// <c>mod_bigbluebuttonbn_meeting_info</c>: the only answer that tells start and end of a conference together, and whether it runs.
/// Where guest access is on, moderators are also told the page for guests and its password (from Moodle's source, classes/meeting.php;
/// not recorded); the password is not read.
/// </summary>
public static class MeetingInfoAnswer
{
    private const string Folder = "/mod/bigbluebuttonbn/";

    /// <summary>What the answer tells. A time that Moodle leaves out is none (0).</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="course">The course of the conference, which the answer does not name.</param>
    /// <param name="at">The HTTP Date of the answer, Unix seconds.</param>
    /// <returns>The observation.</returns>
    /// <exception cref="FormatException">It is no such answer; the message names the field and Moodle's error code.</exception>
    public static (StreamKey Grain, ICommand Command) Read(string site, JsonElement answer, long course, long at)
    {
        var module = MoodleJson.Needed(answer, "cmid"u8);
        return (StreamKey.For("conference", site, module),
            new ObserveConference(
                BigBlueButtonsAnswer.Module,
                MoodleJson.Needed(answer, "bigbluebuttonbnid"u8),
                course,
                Name: null,
                MoodleJson.Time(answer, "openingtime"u8) ?? 0,
                MoodleJson.Time(answer, "closingtime"u8) ?? 0,
                Visible: null,
                ViewPage(MoodleJson.Word(answer, "joinurl"u8), module),
                new FieldVersion(null, at, SourcePrecedence.Polled))
            {
                Running = MoodleJson.Flag(answer, "statusrunning"u8),
                GuestUrl = GuestPage(answer),
            });
    }

    // Empty where guests are not let in; not told where they are and the asking account may not know how.
    private static string? GuestPage(JsonElement answer) => MoodleJson.Flag(answer, "guestaccessenabled"u8) switch
    {
        false => "",
        true => WebUtility.HtmlDecode(MoodleJson.Word(answer, "guestjoinurl"u8)),
        null => null,
    };

    // `joinurl` is HTML-escaped and joins at once; the activity's own page beside it explains what is missing to whoever may not join.
    private static string? ViewPage(string? join, long module)
    {
        var folder = WebUtility.HtmlDecode(join)?.IndexOf(Folder, StringComparison.Ordinal) ?? -1;
        return folder < 0
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{WebUtility.HtmlDecode(join)![..folder]}{Folder}view.php?id={module}");
    }
}
