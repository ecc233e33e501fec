namespace MoodleGrains.Conferences;

/// <summary>A conference as it is read. Times are Unix seconds, null if none; what was never told is null.</summary>
public sealed record ConferenceRow : IReadModelRow, IReadModel<ConferenceRow>
{
    /// <summary>It has an opening time; whether it is open or over is a matter of the clock.</summary>
    public const string Scheduled = "scheduled";

    /// <summary>No opening time is known.</summary>
    public const string Unscheduled = "unscheduled";

    /// <summary>It was deleted.</summary>
    public const string Cancelled = "cancelled";

    /// <inheritdoc/>
    public static ReadModelSchema<ConferenceRow> Schema { get; } = new(
        "conferences",
        6,
        [
            new("site", ColumnType.Text),
            new("id", ColumnType.Bigint),
        ],
        [
            new("module", ColumnType.Text),
            new("instance_id", ColumnType.Bigint),
            new("course_module_id", ColumnType.Bigint),
            new("course_id", ColumnType.Bigint),
            new("name", ColumnType.Text),
            new("starts_at", ColumnType.Time),
            new("ends_at", ColumnType.Time),
            new("visible", ColumnType.Boolean),
            new("status", ColumnType.Text),
            new("join_url", ColumnType.Text),
            new("guest_url", ColumnType.Text),
            new("running", ColumnType.Boolean),
            new("source", ColumnType.Text),
            new("sequence", ColumnType.Bigint),
            new("changed_at", ColumnType.Time),
            new("cancelled_at", ColumnType.Time),
            new("listed_at", ColumnType.Time),
            new("series_id", ColumnType.Bigint, "series"),
            new("recurring", ColumnType.Boolean),
        ])
    {
        Indexes = ["starts_at, site", "ends_at, site", "course_id, site"],
    };

    /// <inheritdoc/>
    public required string DocumentId { get; init; }

    /// <summary>The slug of the site.</summary>
    public required string Site { get; init; }

    /// <summary>
    /// Moodle's id of its course module; of a calendar entry or an occurrence its event's as a negative number
    /// (<see cref="ConferenceId"/>).
    /// </summary>
    public required long Id { get; init; }

    /// <summary>The activity module (<c>bigbluebuttonbn</c>), or <see cref="ConferenceId.Calendar"/>.</summary>
    public required string Module { get; init; }

    /// <summary>The activity's id in its module's table.</summary>
    public long? InstanceId { get; init; }

    /// <summary>Of one occurrence of a series: the course module of its activity.</summary>
    public long? Series { get; init; }

    /// <summary>
    /// Whether it is a series: its occurrences are rows of their own, its times are those of the next one. Calendars, lists and digests
    /// show the occurrences, a channel announces the series.
    /// </summary>
    public bool Recurring { get; init; }

    /// <summary>The course module of its activity; null for an entry of the calendar that belongs to none.</summary>
    public long? CourseModuleId => Id > 0 ? Id : Series;

    /// <summary>The course it is in.</summary>
    public long? CourseId { get; init; }

    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>Opening time.</summary>
    public long? StartsAt { get; init; }

    /// <summary>Closing time.</summary>
    public long? EndsAt { get; init; }

    /// <summary>Whether students see it.</summary>
    public bool? Visible { get; init; }

    /// <summary><see cref="Scheduled"/>, <see cref="Unscheduled"/> or <see cref="Cancelled"/>.</summary>
    public string Status { get; init; } = Unscheduled;

    /// <summary>The activity's view page, or a calendar entry's link: it works for whoever clicks.</summary>
    public string? JoinUrl { get; init; }

    /// <summary>The page for guests; null where guest access is off or the reading account may not see it.</summary>
    public string? GuestUrl { get; init; }

    /// <summary>Whether its server says that it runs.</summary>
    public bool Running { get; init; }

    /// <summary>What it is: <c>activity</c> or <c>calendar</c>.</summary>
    public string Source => CourseModuleId is null ? ConferenceId.Calendar : "activity";

    /// <summary>Rises with every change that a calendar would show, from 0.</summary>
    public long Sequence { get; init; }

    /// <summary>When the last such change was told, by the site's clock.</summary>
    public long? ChangedAt { get; init; }

    /// <summary>When its deletion was told, by the site's clock.</summary>
    public long? CancelledAt { get; init; }

    /// <summary>
    /// Since when people may have seen it in a calendar, by the site's clock; null for one that was hidden or without opening time all
    /// along: then nobody is told that it was cancelled.
    /// </summary>
    public long? ListedAt { get; init; }

    /// <summary>The link to show: for guests where they are let in, else the activity's own.</summary>
    public string? Link => GuestUrl ?? JoinUrl;

    /// <summary>Its times, to be read by a clock.</summary>
    /// <param name="courseDeleted">Whether its course was deleted, which takes it along without a word.</param>
    /// <param name="assumed">How long it lasts where no closing time is known, seconds.</param>
    /// <returns>The clock.</returns>
    public ConferenceClock Clock(bool courseDeleted, long assumed) =>
        new(StartsAt, EndsAt, Running, courseDeleted || Status == Cancelled, assumed);

    /// <inheritdoc/>
    public static string? DocumentOf(RecordedEvent recorded) => recorded.Event is IConferenceFact or ConferenceDeleted
        ? recorded.Grain.Value
        : null;

    /// <inheritdoc/>
    public static ConferenceRow? Fold(ConferenceRow? row, RecordedEvent recorded) =>
        Folded(row, recorded) is { } after ? recorded.Event is IConferenceFact fact ? Listed(after, fact.Stamp.Told) : after : null;

    private static ConferenceRow? Folded(ConferenceRow? row, RecordedEvent recorded) => recorded.Event switch
    {
        ConferenceCreated e => new()
        {
            DocumentId = recorded.Grain.Value,
            Site = recorded.Grain.Site,
            Id = ConferenceId.Row(recorded.Grain.Name),
            Module = e.Module,
            Series = e.Series,
            InstanceId = e.InstanceId,
            CourseId = e.CourseId,
            Name = e.Name,
            StartsAt = UnixTime.OrNull(e.StartsAt),
            EndsAt = UnixTime.OrNull(e.EndsAt),
            Visible = e.Visible,
            Status = StatusOf(UnixTime.OrNull(e.StartsAt)),
            JoinUrl = e.JoinUrl,
            ChangedAt = e.Stamp.Told,
        },
        _ when row is null => null,
        ConferenceRenamed e => Shown(row, e.Stamp) with { Name = e.Name },
        ConferenceRescheduled e => Rescheduled(Shown(row, e.Stamp), e),
        ConferenceHidden e => Shown(row, e.Stamp) with { Visible = false },
        ConferenceShown e => Shown(row, e.Stamp) with { Visible = true },
        ConferencePlaced e => Shown(row, e.Stamp) with
        {
            InstanceId = e.InstanceId ?? row.InstanceId,
            CourseId = e.CourseId ?? row.CourseId,
            JoinUrl = e.JoinUrl ?? row.JoinUrl,
            GuestUrl = e.GuestUrl is { } guest ? guest == "" ? null : guest : row.GuestUrl,
        },
        ConferenceSeriesFound => row with { Recurring = true },
        ConferenceStarted => row with { Running = true },
        ConferenceStopped => row with { Running = false },
        ConferenceDeleted e => Shown(row, e.Stamp) with { Status = Cancelled, CancelledAt = e.Stamp.Told },
        _ => row,
    };

    private static ConferenceRow Shown(ConferenceRow row, Convergence.FieldVersion stamp) =>
        row with { Sequence = row.Sequence + 1, ChangedAt = stamp.Told };

    // One telling may be several events: what got its time and was hidden in the same second was never seen.
    private static ConferenceRow Listed(ConferenceRow row, long told) =>
        (row is { StartsAt: not null, Visible: not false }, row.ListedAt) switch
        {
            (true, null) => row with { ListedAt = told },
            (false, { } since) when since == told => row with { ListedAt = null },
            _ => row,
        };

    private static ConferenceRow Rescheduled(ConferenceRow row, ConferenceRescheduled e)
    {
        var startsAt = e.StartsAt is null ? row.StartsAt : UnixTime.OrNull(e.StartsAt);
        return row with
        {
            StartsAt = startsAt,
            EndsAt = e.EndsAt is null ? row.EndsAt : UnixTime.OrNull(e.EndsAt),
            Status = StatusOf(startsAt),
        };
    }

    private static string StatusOf(long? startsAt) => startsAt is null ? Unscheduled : Scheduled;
}
