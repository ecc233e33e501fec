namespace MoodleGrains.Users;

/// <summary>A user's account as it is read, without anything personal: names stand in the people table.</summary>
public sealed record UserRow : IReadModelRow, IReadModel<UserRow>
{
    /// <inheritdoc/>
    public static ReadModelSchema<UserRow> Schema { get; } = new(
        "users",
        2,
        [
            new("site", ColumnType.Text),
            new("id", ColumnType.Bigint),
        ],
        [
            new("suspended", ColumnType.Boolean),
            new("deleted_at", ColumnType.Time),
        ]);

    /// <inheritdoc/>
    public required string DocumentId { get; init; }

    /// <summary>The slug of the site.</summary>
    public required string Site { get; init; }

    /// <summary>Moodle's id of the user.</summary>
    public required long Id { get; init; }

    /// <summary>Whether the account is suspended; null if not told.</summary>
    public bool? Suspended { get; init; }

    /// <summary>When its deletion was told, Unix seconds.</summary>
    public long? DeletedAt { get; init; }

    /// <inheritdoc/>
    public static string? DocumentOf(RecordedEvent recorded) =>
        recorded.Event is UserCreated or UserSuspended or UserReactivated or UserDeleted
            ? recorded.Grain.Value
            : null;

    /// <inheritdoc/>
    public static UserRow? Fold(UserRow? row, RecordedEvent recorded) => recorded.Event switch
    {
        UserCreated e => New(recorded.Grain) with { Suspended = e.Suspended },
        UserDeleted e => (row ?? New(recorded.Grain)) with { DeletedAt = e.Stamp.Told },
        _ when row is null => null,
        UserSuspended => row with { Suspended = true },
        UserReactivated => row with { Suspended = false },
        _ => row,
    };

    private static UserRow New(StreamKey grain) => new() { DocumentId = grain.Value, Site = grain.Site, Id = grain.Number };
}
