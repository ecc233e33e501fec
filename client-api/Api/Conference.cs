using System.Text.Json.Serialization;
using MoodleGrains.Conferences;

namespace MoodleGrains.ClientApi.Api;

/// <summary>A video conference in a course. Times are UTC.</summary>
public sealed record Conference
{
    /// <summary>The slug of the site.</summary>
    public required string Site { get; init; }

    /// <summary>
    /// Its id: that of its course module; of an entry of Moodle's calendar that belongs to no activity, and of an occurrence of a series,
    /// that of the event in Moodle's calendar, below 0.
    /// </summary>
    public required long Id { get; init; }

    /// <summary>The activity module, such as bigbluebuttonbn; calendar for an entry of Moodle's calendar.</summary>
    public string? Module { get; init; }

    /// <summary>The activity's id in its module's table.</summary>
    public long? InstanceId { get; init; }

    /// <summary>Moodle's id of the course module; null for an entry of Moodle's calendar.</summary>
    public long? CourseModuleId { get; init; }

    /// <summary>Of one occurrence of a series: the id of the conference that is the series.</summary>
    public long? SeriesId { get; init; }

    /// <summary>
    /// Whether it is a series: its times are those of the next occurrence. Lists have the occurrences in its place, each as a conference of
    /// its own.
    /// </summary>
    public bool Recurring { get; init; }

    /// <summary>The course it is in.</summary>
    public long? CourseId { get; init; }

    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>When it opens; null if never told.</summary>
    public DateTime? StartsAt { get; init; }

    /// <summary>When it closes; null if never told.</summary>
    public DateTime? EndsAt { get; init; }

    /// <summary>Whether students see it; null if never told. A hidden course or category hides it too, and is not counted here.</summary>
    public bool? Visible { get; init; }

    /// <summary>How it stands by the clock.</summary>
    public ConferenceStatus Status { get; init; }

    /// <summary>
    /// A link that works for whoever clicks: the page for guests where they are let in, else the activity's page in Moodle, or the link
    /// in the calendar entry.
    /// </summary>
    public string? JoinUrl { get; init; }

    /// <summary>Whether its server says that it runs; the status tells it.</summary>
    internal bool Running { get; init; }

    /// <summary>Whether it, or its course, was deleted.</summary>
    internal bool Cancelled { get; init; }

    /// <summary>The conference with its status at an instant; it is not stored, because the clock changes it.</summary>
    /// <param name="instant">The instant, UTC.</param>
    /// <returns>The conference.</returns>
    internal Conference At(DateTime instant) => this with
    {
        Status = new ConferenceClock(Unix(StartsAt), Unix(EndsAt), Running, Cancelled, ConferenceClock.UsualSeconds)
            .At(new DateTimeOffset(instant).ToUnixTimeSeconds()) switch
        {
            ConferencePhase.Cancelled => ConferenceStatus.Cancelled,
            ConferencePhase.Unscheduled => ConferenceStatus.Unscheduled,
            ConferencePhase.Scheduled => ConferenceStatus.Scheduled,
            ConferencePhase.Ended => ConferenceStatus.Ended,
            ConferencePhase.Running => ConferenceStatus.Running,
            _ => ConferenceStatus.Open,
        },
    };

    private static long? Unix(DateTime? time) => time is { } utc ? new DateTimeOffset(utc, TimeSpan.Zero).ToUnixTimeSeconds() : null;
}

/// <summary>How a conference stands by the clock.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ConferenceStatus>))]
public enum ConferenceStatus
{
    /// <summary>It has no start.</summary>
    [JsonStringEnumMemberName("unscheduled")]
    Unscheduled,

    /// <summary>Its start is to come.</summary>
    [JsonStringEnumMemberName("scheduled")]
    Scheduled,

    /// <summary>It has started and is not over; without an end it is over an hour after its start, once it does not run.</summary>
    [JsonStringEnumMemberName("open")]
    Open,

    /// <summary>It has no start and runs now.</summary>
    [JsonStringEnumMemberName("running")]
    Running,

    /// <summary>Its end is past.</summary>
    [JsonStringEnumMemberName("ended")]
    Ended,

    /// <summary>It was deleted, or its course was.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,
}
