namespace MoodleGrains.Users;

/// <summary>A user's account as it is read, without anything personal: names stand in the people table.</summary>
public sealed record UserRow : IReadModel<UserRow>
{
    /// <inheritdoc/>
    public static ReadModelSchema<UserRow> Schema { get; } = new(
        "users",
        1,
        ["site", "id"],
        [
            new("suspended", ColumnType.Boolean, row => row.Suspended),
            new("deleted_at", ColumnType.Time, row => row.DeletedAt),
        ],
        (key, columns) => new()
        {
            Site = key.Site,
            Id = key.Id,
            Suspended = columns.Boolean(0),
            DeletedAt = columns.Time(1),
        });

    /// <summary>The slug of the site.</summary>
    public required string Site { get; init; }

    /// <summary>Moodle's id of the user.</summary>
    public required long Id { get; init; }

    /// <summary>Whether the account is suspended; null if not told.</summary>
    public bool? Suspended { get; init; }

    /// <summary>When its deletion was told, Unix seconds.</summary>
    public long? DeletedAt { get; init; }

    /// <inheritdoc/>
    public static RowKey? KeyOf(RecordedEvent recorded) =>
        recorded.Event is UserCreated or UserSuspended or UserReactivated or UserDeleted
            ? new(recorded.Grain.Site, recorded.Grain.Number)
            : null;

    /// <inheritdoc/>
    public static UserRow? Fold(UserRow? row, RecordedEvent recorded) => recorded.Event switch
    {
        UserCreated e => new() { Site = recorded.Grain.Site, Id = recorded.Grain.Number, Suspended = e.Suspended },
        UserDeleted e => (row ?? new() { Site = recorded.Grain.Site, Id = recorded.Grain.Number }) with { DeletedAt = e.Stamp.Told },
        _ when row is null => null,
        UserSuspended => row with { Suspended = true },
        UserReactivated => row with { Suspended = false },
        _ => row,
    };
}
