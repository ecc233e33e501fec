namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>The BigBlueButton activities of courses, without their times.</summary>
/// <param name="At">The site's clock at the (first) answer, Unix seconds.</param>
/// <param name="Conferences">The activities that this account sees.</param>
/// <param name="Refused">Courses that were asked for and not answered: gone, or this account may not read them.</param>
/// <param name="Told">One observation an activity.</param>
internal sealed record ConferencesRead(
    long At,
    IReadOnlyList<ConferenceSeen> Conferences,
    IReadOnlySet<long> Refused,
    IReadOnlyList<(StreamKey Grain, ICommand Command)> Told)
{
    /// <summary>Courses that made Moodle refuse the whole question, each with its fault; they are among the refused ones.</summary>
    public IReadOnlyDictionary<long, MoodleFault> Faults { get; init; } = new Dictionary<long, MoodleFault>();
}

/// <summary>A BigBlueButton activity.</summary>
/// <param name="Instance">Its id among the BigBlueButton activities.</param>
/// <param name="CourseModule">Its course module.</param>
/// <param name="Course">Its course.</param>
/// <param name="Visible">Whether students see it.</param>
/// <param name="TimeModified">
/// When its form was last saved, Unix seconds; 0 if never since it was made, null where Moodle does not tell.
/// </param>
internal sealed record ConferenceSeen(long Instance, long CourseModule, long Course, bool? Visible, long? TimeModified);

/// <summary>What <c>mod_bigbluebuttonbn_meeting_info</c> tells of one conference.</summary>
/// <param name="At">The site's clock at the answer, Unix seconds.</param>
/// <param name="Instance">Its id among the BigBlueButton activities.</param>
/// <param name="CourseModule">Its course module.</param>
/// <param name="OpensAt">Its opening time, Unix seconds; 0 for none.</param>
/// <param name="ClosesAt">Its closing time, Unix seconds; 0 for none.</param>
/// <param name="Running">Whether somebody is in it now.</param>
/// <param name="Told">The observation.</param>
internal sealed record MeetingRead(
    long At, long Instance, long CourseModule, long OpensAt, long ClosesAt, bool Running, (StreamKey Grain, ICommand Command) Told);

/// <summary>Calendar entries (<c>core_calendar_get_calendar_events</c>).</summary>
/// <param name="At">The site's clock at the (first) answer, Unix seconds.</param>
/// <param name="Entries">The entries.</param>
/// <param name="Told">The starts of those conferences whose course module was given.</param>
internal sealed record CalendarRead(
    long At, IReadOnlyList<CalendarEntry> Entries, IReadOnlyList<(StreamKey Grain, ICommand Command)> Told)
{
    /// <summary>Courses that made Moodle refuse the whole question, each with its fault; their entries are not known.</summary>
    public IReadOnlyDictionary<long, MoodleFault> Faults { get; init; } = new Dictionary<long, MoodleFault>();
}

/// <summary>One calendar entry.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name, exactly as stored; for a conference Moodle adds a suffix (" is scheduled for").</param>
/// <param name="Description">Its description, HTML as stored: untrusted.</param>
/// <param name="Location">Its place, where the answer tells one.</param>
/// <param name="CourseId">Its course; null or the front page for entries of the site or a person.</param>
/// <param name="CategoryId">Its category, for category entries.</param>
/// <param name="Module">The module's name, for entries of an activity; null for plain entries.</param>
/// <param name="Instance">For entries of an activity its id among those of its module: not the course module.</param>
/// <param name="EventType"><c>meeting_start</c>, <c>course</c>, <c>site</c>, <c>group</c>, <c>user</c>, <c>due</c>, …</param>
/// <param name="StartsAt">Unix seconds.</param>
/// <param name="Duration">Seconds; 0 for none.</param>
/// <param name="Visible">Whether it is shown. That of a hidden conference is.</param>
/// <param name="TimeModified">When it changed last, Unix seconds.</param>
internal sealed record CalendarEntry(
    long Id,
    string Name,
    string Description,
    string? Location,
    long? CourseId,
    long? CategoryId,
    string? Module,
    long? Instance,
    string EventType,
    long StartsAt,
    long Duration,
    bool Visible,
    long? TimeModified);

/// <summary>Things to do on the account's timeline. A conference is among them only while it can be joined.</summary>
/// <param name="At">The site's clock at the (first) answer, Unix seconds.</param>
/// <param name="Entries">The entries.</param>
internal sealed record ActionsRead(long At, IReadOnlyList<ActionEntry> Entries);

/// <summary>One thing to do. Its links to join and edit are left out: they are personal, and the latter holds a sesskey.</summary>
/// <param name="Id">The calendar entry's id.</param>
/// <param name="ActivityName">The plain name of the activity.</param>
/// <param name="CourseId">Its course.</param>
/// <param name="Module">The module's name.</param>
/// <param name="CourseModule">Its course module.</param>
/// <param name="EventType"><c>meeting_start</c>, <c>due</c>, …</param>
/// <param name="StartsAt">Unix seconds.</param>
/// <param name="Duration">Seconds; 0 for none.</param>
/// <param name="ViewUrl">The activity's page.</param>
internal sealed record ActionEntry(
    long Id, string? ActivityName, long? CourseId, string? Module, long? CourseModule, string EventType, long StartsAt, long Duration,
    string? ViewUrl);
