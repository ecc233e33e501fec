namespace MoodleGrains.Digests;

/// <summary>An invitation to the digest as it is read.</summary>
public sealed record InvitationRow : IReadModelRow, IReadModel<InvitationRow>
{
    /// <inheritdoc/>
    public static ReadModelSchema<InvitationRow> Schema { get; } = new(
        "invitations",
        2,
        [
            new("site", ColumnType.Text),
            new("id", ColumnType.Bigint),
        ],
        [
            new("course_id", ColumnType.Bigint),
            new("users", ColumnType.Bigint),
            new("started_at", ColumnType.Time),
            new("released_at", ColumnType.Time),
        ]);

    /// <inheritdoc/>
    public required string DocumentId { get; init; }

    /// <summary>The slug of the site.</summary>
    public required string Site { get; init; }

    /// <summary>Its number.</summary>
    public required long Id { get; init; }

    /// <summary>The course whose participants are invited; null for the whole site.</summary>
    public long? CourseId { get; init; }

    /// <summary>How many are invited.</summary>
    public long Users { get; init; }

    /// <summary>When it was started, Unix seconds.</summary>
    public long? StartedAt { get; init; }

    /// <summary>When the invitations went out, Unix seconds; null while it waits for a person.</summary>
    public long? ReleasedAt { get; init; }

    /// <inheritdoc/>
    public static string? DocumentOf(RecordedEvent recorded) =>
        recorded.Event is InvitationHeld or InvitationReleased ? recorded.Grain.Value : null;

    /// <inheritdoc/>
    public static InvitationRow? Fold(InvitationRow? row, RecordedEvent recorded)
    {
        row ??= new() { DocumentId = recorded.Grain.Value, Site = recorded.Grain.Site, Id = recorded.Grain.Number };
        return recorded.Event switch
        {
            InvitationHeld e => row with { CourseId = e.CourseId, Users = e.Users.Count, StartedAt = e.At },
            InvitationReleased e => row with
            {
                CourseId = e.CourseId,
                Users = e.Users.Count,
                StartedAt = row.StartedAt ?? e.At,
                ReleasedAt = e.At,
            },
            _ => row,
        };
    }
}
