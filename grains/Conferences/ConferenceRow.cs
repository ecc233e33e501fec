namespace MoodleGrains.Conferences;

/// <summary>A conference as it is read. Times are Unix seconds, null if none; what was never told is null.</summary>
public sealed record ConferenceRow : IReadModel<ConferenceRow>
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
        1,
        ["site", "id"],
        [
            new("module", ColumnType.Text, row => row.Module),
            new("instance_id", ColumnType.Bigint, row => row.InstanceId),
            new("course_module_id", ColumnType.Bigint, row => row.Id),
            new("course_id", ColumnType.Bigint, row => row.CourseId),
            new("name", ColumnType.Text, row => row.Name),
            new("starts_at", ColumnType.Time, row => row.StartsAt),
            new("ends_at", ColumnType.Time, row => row.EndsAt),
            new("visible", ColumnType.Boolean, row => row.Visible),
            new("status", ColumnType.Text, row => row.Status),
            new("join_url", ColumnType.Text, row => row.JoinUrl),
        ],
        (key, columns) => new()
        {
            Site = key.Site,
            Id = key.Id,
            Module = columns.Text(0) ?? "",
            InstanceId = columns.Bigint(1),
            CourseId = columns.Bigint(3),
            Name = columns.Text(4),
            StartsAt = columns.Time(5),
            EndsAt = columns.Time(6),
            Visible = columns.Boolean(7),
            Status = columns.Text(8) ?? Unscheduled,
            JoinUrl = columns.Text(9),
        })
    {
        Indexes = ["site, starts_at"],
    };

    /// <summary>The slug of the site.</summary>
    public required string Site { get; init; }

    /// <summary>Moodle's id of its course module.</summary>
    public required long Id { get; init; }

    /// <summary>The activity module (<c>bigbluebuttonbn</c>).</summary>
    public required string Module { get; init; }

    /// <summary>The activity's id in its module's table.</summary>
    public long? InstanceId { get; init; }

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

    /// <summary>The activity's view page, which works for whoever clicks.</summary>
    public string? JoinUrl { get; init; }

    /// <inheritdoc/>
    public static RowKey? KeyOf(RecordedEvent recorded) => recorded.Event is IConferenceFact or ConferenceDeleted
        ? new(recorded.Grain.Site, recorded.Grain.Number)
        : null;

    /// <inheritdoc/>
    public static ConferenceRow? Fold(ConferenceRow? row, RecordedEvent recorded) => recorded.Event switch
    {
        ConferenceCreated e => new()
        {
            Site = recorded.Grain.Site,
            Id = recorded.Grain.Number,
            Module = e.Module,
            InstanceId = e.InstanceId,
            CourseId = e.CourseId,
            Name = e.Name,
            StartsAt = UnixTime.OrNull(e.StartsAt),
            EndsAt = UnixTime.OrNull(e.EndsAt),
            Visible = e.Visible,
            Status = StatusOf(UnixTime.OrNull(e.StartsAt)),
            JoinUrl = e.JoinUrl,
        },
        _ when row is null => null,
        ConferenceRenamed e => row with { Name = e.Name },
        ConferenceRescheduled e => Rescheduled(row, e),
        ConferenceHidden => row with { Visible = false },
        ConferenceShown => row with { Visible = true },
        ConferencePlaced e => row with
        {
            InstanceId = e.InstanceId ?? row.InstanceId,
            CourseId = e.CourseId ?? row.CourseId,
            JoinUrl = e.JoinUrl ?? row.JoinUrl,
        },
        ConferenceDeleted => row with { Status = Cancelled },
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
