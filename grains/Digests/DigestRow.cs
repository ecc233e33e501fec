namespace MoodleGrains.Digests;

/// <summary>A user's digest as it is read. Times are Unix seconds, null if none.</summary>
public sealed record DigestRow : IReadModel<DigestRow>
{
    /// <summary>The outcome of a digest that was handed to the mail server; the others are of <see cref="SkipReason"/>.</summary>
    public const string Sent = "sent";

    /// <inheritdoc/>
    public static ReadModelSchema<DigestRow> Schema { get; } = new(
        "digests",
        1,
        ["site", "user_id"],
        [
            new("subscribed", ColumnType.Boolean, row => row.Wish is not null),
            new("rhythm", ColumnType.Text, row => row.Wish?.Rhythm),
            new("weekday", ColumnType.Bigint, row => (long?)row.Wish?.Weekday),
            new("hour", ColumnType.Bigint, row => (long?)row.Wish?.Hour),
            new("zone", ColumnType.Text, row => row.Wish?.Zone),
            new("language", ColumnType.Text, row => row.Wish?.Language),
            new("next_at", ColumnType.Time, row => row.NextAt),
            new("invited_at", ColumnType.Time, row => row.InvitedAt),
            new("last_at", ColumnType.Time, row => row.LastAt),
            new("last_outcome", ColumnType.Text, row => row.LastOutcome),
        ],
        (key, columns) => new()
        {
            Site = key.Site,
            UserId = key.Id,
            Wish = columns.Text(1) is { } rhythm
                ? new(rhythm, (int)(columns.Bigint(2) ?? 1), (int)(columns.Bigint(3) ?? 0), columns.Text(4) ?? "", columns.Text(5) ?? "")
                : null,
            NextAt = columns.Time(6),
            InvitedAt = columns.Time(7),
            LastAt = columns.Time(8),
            LastOutcome = columns.Text(9),
        });

    /// <summary>The slug of the site.</summary>
    public required string Site { get; init; }

    /// <summary>Moodle's id of the user.</summary>
    public required long UserId { get; init; }

    /// <summary>How it is wanted; null while it is off.</summary>
    public DigestWish? Wish { get; init; }

    /// <summary>Its next turn.</summary>
    public long? NextAt { get; init; }

    /// <summary>When its user was invited.</summary>
    public long? InvitedAt { get; init; }

    /// <summary>The last turn of which the outcome is known.</summary>
    public long? LastAt { get; init; }

    /// <summary>What became of it: <see cref="Sent"/> or a reason of <see cref="SkipReason"/>.</summary>
    public string? LastOutcome { get; init; }

    /// <inheritdoc/>
    public static RowKey? KeyOf(RecordedEvent recorded) =>
        recorded.Event is DigestSubscribed or DigestUnsubscribed or DigestInvited or DigestFellDue or DigestSent or DigestSkipped
            ? new(recorded.Grain.Site, recorded.Grain.Number)
            : null;

    /// <inheritdoc/>
    public static DigestRow? Fold(DigestRow? row, RecordedEvent recorded)
    {
        row ??= new() { Site = recorded.Grain.Site, UserId = recorded.Grain.Number };
        return recorded.Event switch
        {
            DigestSubscribed e => row with { Wish = e.Wish, NextAt = e.NextAt },
            DigestUnsubscribed => row with { Wish = null, NextAt = null },
            DigestInvited e => row with { InvitedAt = e.At },
            DigestFellDue e => row with { NextAt = e.NextAt },
            DigestSent e => row with { LastAt = e.DueAt, LastOutcome = Sent },
            DigestSkipped e => row with { LastAt = e.DueAt, LastOutcome = e.Reason },
            _ => row,
        };
    }
}
