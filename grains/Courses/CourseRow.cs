namespace MoodleGrains.Courses;

/// <summary>A course as it is read. Times are Unix seconds, null if none; what was never told is null.</summary>
public sealed record CourseRow : IReadModelRow, IReadModel<CourseRow>
{
    /// <inheritdoc/>
    public static ReadModelSchema<CourseRow> Schema { get; } = new(
        "courses",
        4,
        [
            new("site", ColumnType.Text),
            new("id", ColumnType.Bigint),
        ],
        [
            new("short_name", ColumnType.Text),
            new("full_name", ColumnType.Text),
            new("id_number", ColumnType.Text),
            new("category_id", ColumnType.Bigint),
            new("summary", ColumnType.Text),
            new("visible", ColumnType.Boolean),
            new("format", ColumnType.Text),
            new("language", ColumnType.Text),
            new("starts_at", ColumnType.Time),
            new("ends_at", ColumnType.Time),
            new("created_at", ColumnType.Time),
            new("modified_at", ColumnType.Time),
            new("deleted_at", ColumnType.Time),
            new("sequence", ColumnType.Bigint),
            new("changed_at", ColumnType.Time),
        ])
    {
        Indexes = ["category_id, site"],
    };

    /// <inheritdoc/>
    public required string DocumentId { get; init; }

    /// <summary>The slug of the site.</summary>
    public required string Site { get; init; }

    /// <summary>Moodle's id of the course.</summary>
    public required long Id { get; init; }

    /// <summary>The short name.</summary>
    public string? ShortName { get; init; }

    /// <summary>The full name.</summary>
    public string? FullName { get; init; }

    /// <summary>The idnumber, empty if none.</summary>
    public string? IdNumber { get; init; }

    /// <summary>The category's id.</summary>
    public long? CategoryId { get; init; }

    /// <summary>The summary as stored (HTML, never echoed raw to a page).</summary>
    public string? Summary { get; init; }

    /// <summary>Whether students see it.</summary>
    public bool? Visible { get; init; }

    /// <summary>The course format.</summary>
    public string? Format { get; init; }

    /// <summary>The forced language, empty if none.</summary>
    public string? Language { get; init; }

    /// <summary>Start date.</summary>
    public long? StartsAt { get; init; }

    /// <summary>End date.</summary>
    public long? EndsAt { get; init; }

    /// <summary>When Moodle created it.</summary>
    public long? CreatedAt { get; init; }

    /// <summary>When its row was last changed.</summary>
    public long? ModifiedAt { get; init; }

    /// <summary>When its deletion was told.</summary>
    public long? DeletedAt { get; init; }

    /// <summary>
    /// Rises whenever what others show of a course changes (full name, visible, deleted): calendars add it to a conference's own.
    /// </summary>
    public long Sequence { get; init; }

    /// <summary>When that last happened.</summary>
    public long? ChangedAt { get; init; }

    /// <inheritdoc/>
    public static string? DocumentOf(RecordedEvent recorded) => recorded.Event is ICourseFact or CourseDeleted
        ? recorded.Grain.Value
        : null;

    /// <inheritdoc/>
    public static CourseRow? Fold(CourseRow? row, RecordedEvent recorded) => recorded.Event switch
    {
        CourseCreated e => Counted(Created(recorded.Grain, e), e.Stamp.Told),
        CourseDeleted e when row is not null => Counted(row with { DeletedAt = e.Stamp.Told }, e.Stamp.Told),
        CourseRenamed { FullName: not null } or CourseHidden or CourseShown when row is not null && recorded.Event is ICourseFact e =>
            Counted(Told(row, e), e.Stamp.Told),
        ICourseFact e when row is not null => Told(row, e),
        _ => row,
    };

    // What was told later may have happened earlier; the time only goes on.
    private static CourseRow Counted(CourseRow row, long told) => row with
    {
        Sequence = row.Sequence + 1,
        ChangedAt = Math.Max(row.ChangedAt ?? told, told),
    };

    private static CourseRow Told(CourseRow row, ICourseFact fact) => Changed(row, fact) with
    {
        ModifiedAt = (fact.Covers & CourseField.ModifiedAt) == 0 ? row.ModifiedAt : UnixTime.OrNull(fact.Stamp.Modified) ?? fact.Stamp.Told,
    };

    private static CourseRow Created(StreamKey grain, CourseCreated e) => new()
    {
        DocumentId = grain.Value,
        Site = grain.Site,
        Id = grain.Number,
        ShortName = e.ShortName,
        FullName = e.FullName,
        IdNumber = e.IdNumber,
        CategoryId = e.CategoryId,
        Summary = e.Summary,
        Visible = e.Visible,
        Format = e.Format,
        Language = e.Language,
        StartsAt = UnixTime.OrNull(e.StartsAt),
        EndsAt = UnixTime.OrNull(e.EndsAt),
        CreatedAt = UnixTime.OrNull(e.CreatedAt),
        ModifiedAt = (e.Covers & CourseField.ModifiedAt) == 0 ? null : UnixTime.OrNull(e.Stamp.Modified) ?? e.Stamp.Told,
    };

    private static CourseRow Changed(CourseRow row, ICourseFact fact) => fact switch
    {
        CourseRenamed e => row with { ShortName = e.ShortName ?? row.ShortName, FullName = e.FullName ?? row.FullName },
        CourseMoved e => row with { CategoryId = e.CategoryId },
        CourseHidden => row with { Visible = false },
        CourseShown => row with { Visible = true },
        CourseRescheduled e => row with
        {
            StartsAt = e.StartsAt is null ? row.StartsAt : UnixTime.OrNull(e.StartsAt),
            EndsAt = e.EndsAt is null ? row.EndsAt : UnixTime.OrNull(e.EndsAt),
        },
        CourseDescribed e => row with { Summary = e.Summary },
        CourseReconfigured e => row with
        {
            IdNumber = e.IdNumber ?? row.IdNumber,
            Format = e.Format ?? row.Format,
            Language = e.Language ?? row.Language,
            CreatedAt = e.CreatedAt is null ? row.CreatedAt : UnixTime.OrNull(e.CreatedAt),
        },
        _ => row,
    };
}
