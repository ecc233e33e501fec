namespace MoodleGrains.Categories;

/// <summary>A category as it is read. Times are Unix seconds; what was never told is null.</summary>
public sealed record CategoryRow : IReadModelRow, IReadModel<CategoryRow>
{
    /// <inheritdoc/>
    public static ReadModelSchema<CategoryRow> Schema { get; } = new(
        "categories",
        2,
        [
            new("site", ColumnType.Text),
            new("id", ColumnType.Bigint),
        ],
        [
            new("name", ColumnType.Text),
            new("id_number", ColumnType.Text),
            new("parent_id", ColumnType.Bigint),
            new("description", ColumnType.Text),
            new("visible", ColumnType.Boolean),
            new("modified_at", ColumnType.Time),
            new("deleted_at", ColumnType.Time),
        ]);

    /// <inheritdoc/>
    public required string DocumentId { get; init; }

    /// <summary>The slug of the site.</summary>
    public required string Site { get; init; }

    /// <summary>Moodle's id of the category.</summary>
    public required long Id { get; init; }

    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>The idnumber, empty if none.</summary>
    public string? IdNumber { get; init; }

    /// <summary>The parent's id, 0 at the top.</summary>
    public long? ParentId { get; init; }

    /// <summary>The description as stored (HTML, never echoed raw to a page).</summary>
    public string? Description { get; init; }

    /// <summary>Whether students see it.</summary>
    public bool? Visible { get; init; }

    /// <summary>When its row was last changed.</summary>
    public long? ModifiedAt { get; init; }

    /// <summary>When its deletion was told.</summary>
    public long? DeletedAt { get; init; }

    /// <inheritdoc/>
    public static string? DocumentOf(RecordedEvent recorded) => recorded.Event is ICategoryFact or CategoryDeleted
        ? recorded.Grain.Value
        : null;

    /// <inheritdoc/>
    public static CategoryRow? Fold(CategoryRow? row, RecordedEvent recorded) => recorded.Event switch
    {
        CategoryCreated e => new()
        {
            DocumentId = recorded.Grain.Value,
            Site = recorded.Grain.Site,
            Id = recorded.Grain.Number,
            Name = e.Name,
            IdNumber = e.IdNumber,
            ParentId = e.ParentId,
            Description = e.Description,
            Visible = e.Visible,
            ModifiedAt = (e.Covers & CategoryField.ModifiedAt) == 0 ? null : UnixTime.OrNull(e.Stamp.Modified) ?? e.Stamp.Told,
        },
        CategoryDeleted e when row is not null => row with { DeletedAt = e.Stamp.Told },
        ICategoryFact e when row is not null => Changed(row, e) with
        {
            ModifiedAt = (e.Covers & CategoryField.ModifiedAt) == 0 ? row.ModifiedAt : UnixTime.OrNull(e.Stamp.Modified) ?? e.Stamp.Told,
        },
        _ => row,
    };

    private static CategoryRow Changed(CategoryRow row, ICategoryFact fact) => fact switch
    {
        CategoryRenamed e => row with { Name = e.Name },
        CategoryReconfigured e => row with { IdNumber = e.IdNumber },
        CategoryMoved e => row with { ParentId = e.ParentId },
        CategoryDescribed e => row with { Description = e.Description },
        CategoryHidden => row with { Visible = false },
        CategoryShown => row with { Visible = true },
        _ => row,
    };
}
