using System.Text.Json;
using MoodleGrains.Silo.Json;
using MoodleGrains.Silo.Moodle.Answers;

namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>Conferences and the calendar.</summary>
internal sealed partial class MoodleSite
{
    private const int ActionsInOneAnswer = 50;

    /// <summary>
    /// <c>mod_bigbluebuttonbn_get_bigbluebuttonbns_by_courses</c>: the conferences of courses, hidden ones for those who may see them.
    /// </summary>
    /// <param name="courses">The courses; null for the account's own.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <returns>The conferences, without their times.</returns>
    public async Task<ConferencesRead> BigBlueButtonsAsync(IReadOnlyCollection<long>? courses, CancellationToken cancellationToken)
    {
        var faults = new Dictionary<long, MoodleFault>();
        var pages = courses is null
            ? [await AskAsync(MoodleFunctions.BigBlueButtons, new(), Read, cancellationToken)]
            : await AskInPartsAsync(
                MoodleFunctions.BigBlueButtons, courses, MoodleForm.RoomBeside(0), some => new MoodleForm().AddList(
                    "courseids",
                    some), Read,
                cancellationToken, faults);
        return new(
            pages.Count == 0 ? 0 : pages[0].At,
            [.. pages.SelectMany(page => page.Conferences)],
            pages.SelectMany(page => page.Refused).Concat(faults.Keys).ToHashSet(),
            [.. pages.SelectMany(page => page.Told)])
        { Faults = faults };

        ConferencesRead Read(Answered answer) => new(
            answer.At,
            [.. MoodleJson.List(answer.Body, "bigbluebuttonbns"u8).Select(room => new ConferenceSeen(
                MoodleJson.Needed(room, "id"u8),
                MoodleJson.Needed(room, "coursemodule"u8),
                MoodleJson.Needed(room, "course"u8),
                MoodleJson.Flag(room, "visible"u8),
                MoodleJson.Number(room, "timemodified"u8)))],
            Warnings(answer.Body).Select(warning => MoodleJson.Number(warning, "itemid"u8) ?? 0).ToHashSet(),
            BigBlueButtonsAnswer.Read(Slug, answer.Body, raw: true, answer.At));
    }

    /// <summary><c>mod_bigbluebuttonbn_meeting_info</c>: start and end of one conference, and whether it runs.</summary>
    /// <param name="instance">Its id among the BigBlueButton activities.</param>
    /// <param name="course">Its course, which the answer does not name.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>What Moodle knows; <see cref="FaultKind.ConferenceServerDown"/> is thrown where its server does not answer.</returns>
    public Task<MeetingRead> MeetingInfoAsync(long instance, long course, CancellationToken cancellationToken) =>
        AskAsync(
            MoodleFunctions.MeetingInfo,
            new MoodleForm().Add("bigbluebuttonbnid", instance).Add("groupid", 0),
            answer => new MeetingRead(
                answer.At,
                MoodleJson.Needed(answer.Body, "bigbluebuttonbnid"u8),
                MoodleJson.Needed(answer.Body, "cmid"u8),
                MoodleJson.Number(answer.Body, "openingtime"u8) ?? 0,
                MoodleJson.Number(answer.Body, "closingtime"u8) ?? 0,
                MoodleJson.Flag(answer.Body, "statusrunning"u8) ?? false,
                MeetingInfoAnswer.Read(Slug, answer.Body, course, answer.At)),
            cancellationToken);

    /// <summary><c>core_calendar_get_calendar_events</c>: entries of courses, and those of the site.</summary>
    /// <param name="courses">The courses.</param>
    /// <param name="from">From here, Unix seconds.</param>
    /// <param name="to">Up to here, Unix seconds.</param>
    /// <param name="courseModules">The course module of each BigBlueButton activity; the entries name the activity only.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <returns>The entries, an entry once.</returns>
    public async Task<CalendarRead> CalendarEventsAsync(
        IReadOnlyCollection<long> courses,
        long from,
        long to,
        IReadOnlyDictionary<long, long> courseModules,
        CancellationToken cancellationToken)
    {
        // Once is enough for the site's own entries.
        var withSite = true;
        var faults = new Dictionary<long, MoodleFault>();
        var pages = await AskInPartsAsync(
            MoodleFunctions.CalendarEvents,
            courses,
            MoodleForm.RoomBeside(4),
            some => new MoodleForm().Add("options[userevents]", false).Add("options[siteevents]", withSite)
                .Add("options[timestart]", from).Add("options[timeend]", to).AddList("events[courseids]", some),
            Read,
            cancellationToken,
            faults);
        return new(
            pages.Count == 0 ? 0 : pages[0].At,
            [.. pages.SelectMany(page => page.Entries).DistinctBy(entry => entry.Id)],
            [.. pages.SelectMany(page => page.Told)])
        { Faults = faults };

        CalendarRead Read(Answered answer)
        {
            withSite = false;
            return new(
                answer.At,
                [.. MoodleJson.List(answer.Body, "events"u8).Select(CalendarEntryOf)],
                CalendarEventsAnswer.Read(Slug, answer.Body, courseModules, answer.At));
        }
    }

    /// <summary><c>core_calendar_get_action_events_by_timesort</c>: the account's own timeline, in pages of 50.</summary>
    /// <param name="from">From here, Unix seconds.</param>
    /// <param name="to">Up to here, Unix seconds; null for no end.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <returns>The entries.</returns>
    public async Task<ActionsRead> ActionEventsAsync(long from, long? to, CancellationToken cancellationToken)
    {
        var entries = new List<ActionEntry>();
        long? at = null, after = null;
        while (true)
        {
            var form = new MoodleForm().Add("timesortfrom", from).Add("timesortto", to).Add("aftereventid", after)
                .Add("limitnum", ActionsInOneAnswer);
            var page = await AskAsync(MoodleFunctions.ActionEventsByTime, form, ReadActions, cancellationToken);
            at ??= page.At;
            entries.AddRange(page.Entries);
            if (page.Entries.Count < ActionsInOneAnswer)
            {
                return new(at.Value, entries);
            }

            after = page.Entries[^1].Id;
        }
    }

    /// <summary>
    /// <c>core_calendar_get_action_events_by_course</c>. Moodle 4.5 answers <see cref="FaultKind.InvalidResponse"/> to accounts that are
    /// not enrolled.
    /// </summary>
    /// <param name="course">The course.</param>
    /// <param name="from">From here, Unix seconds.</param>
    /// <param name="to">Up to here, Unix seconds; null for no end.</param>
    /// <param name="cancellationToken">Stops the call.</param>
    /// <returns>The first 50 entries.</returns>
    public Task<ActionsRead> ActionEventsByCourseAsync(long course, long from, long? to, CancellationToken cancellationToken) =>
        AskAsync(
            MoodleFunctions.ActionEventsByCourse,
            new MoodleForm().Add("courseid", course).Add("timesortfrom", from).Add("timesortto", to).Add("limitnum", ActionsInOneAnswer),
            ReadActions,
            cancellationToken);

    /// <summary><c>core_calendar_get_action_events_by_courses</c>; in the mobile service, not recorded.</summary>
    /// <param name="courses">The courses.</param>
    /// <param name="from">From here, Unix seconds.</param>
    /// <param name="to">Up to here, Unix seconds; null for no end.</param>
    /// <param name="cancellationToken">Stops the calls.</param>
    /// <returns>The first 50 entries of each course.</returns>
    public async Task<ActionsRead> ActionEventsByCoursesAsync(
        IReadOnlyCollection<long> courses, long from, long? to, CancellationToken cancellationToken)
    {
        var pages = await AskInPartsAsync(
            MoodleFunctions.ActionEventsByCourses,
            courses,
            MoodleForm.RoomBeside(3),
            some => new MoodleForm().Add("timesortfrom", from).Add("timesortto", to).Add("limitnum", ActionsInOneAnswer)
                .AddList("courseids", some),
            answer => new ActionsRead(answer.At, [.. MoodleJson.List(answer.Body, "groupedbycourse"u8)
                .SelectMany(course => MoodleJson.List(course, "events"u8)).Select(ActionEntryOf)]),
            cancellationToken);
        return new(pages.Count == 0 ? 0 : pages[0].At, [.. pages.SelectMany(page => page.Entries)]);
    }

    private static ActionsRead ReadActions(Answered answer) =>
        new(answer.At, [.. MoodleJson.List(answer.Body, "events"u8).Select(ActionEntryOf)]);

    private static ActionEntry ActionEntryOf(JsonElement entry) => new(
        MoodleJson.Needed(entry, "id"u8),
        MoodleJson.Word(entry, "activityname"u8),
        MoodleJson.Map(entry, "course"u8) is { } course ? MoodleJson.Number(course, "id"u8) : null,
        MoodleJson.Word(entry, "modulename"u8),
        MoodleJson.Number(entry, "instance"u8),
        MoodleJson.Word(entry, "eventtype"u8) ?? "",
        MoodleJson.Needed(entry, "timestart"u8),
        MoodleJson.Number(entry, "timeduration"u8) ?? 0,
        MoodleJson.Word(entry, "url"u8));

    private static CalendarEntry CalendarEntryOf(JsonElement entry) => new(
        MoodleJson.Needed(entry, "id"u8),
        MoodleJson.Word(entry, "name"u8) ?? "",
        MoodleJson.Word(entry, "description"u8) ?? "",
        MoodleJson.Word(entry, "location"u8),
        MoodleJson.Number(entry, "courseid"u8),
        MoodleJson.Number(entry, "categoryid"u8),
        MoodleJson.Word(entry, "modulename"u8) is { Length: > 0 } module ? module : null,
        MoodleJson.Number(entry, "instance"u8),
        MoodleJson.Word(entry, "eventtype"u8) ?? "",
        MoodleJson.Needed(entry, "timestart"u8),
        MoodleJson.Number(entry, "timeduration"u8) ?? 0,
        MoodleJson.Flag(entry, "visible"u8) ?? true,
        MoodleJson.Number(entry, "timemodified"u8));

    // Enumerates nothing where there are none.
    private static JsonElement.ArrayEnumerator Warnings(JsonElement body) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty("warnings"u8, out var warnings)
        && warnings.ValueKind == JsonValueKind.Array
            ? warnings.EnumerateArray()
            : default;
}
