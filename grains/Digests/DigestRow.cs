namespace MoodleGrains.Digests;

/// <summary>A user's digest as it is read. Times are Unix seconds, null if none.</summary>
public sealed record DigestRow : IReadModelRow, IReadModel<DigestRow>
{
    /// <summary>The outcome of a digest that was handed to the mail server; the others are of <see cref="SkipReason"/>.</summary>
    public const string Sent = "sent";

    /// <inheritdoc/>
    public static ReadModelSchema<DigestRow> Schema { get; } = new(
        "digests",
        2,
        [
            new("site", ColumnType.Text),
            new("user_id", ColumnType.Bigint),
        ],
        [
            new("subscribed", ColumnType.Boolean),
            new("rhythm", ColumnType.Text),
            new("weekday", ColumnType.Bigint),
            new("hour", ColumnType.Bigint),
            new("zone", ColumnType.Text),
            new("language", ColumnType.Text),
            new("next_at", ColumnType.Time),
            new("invited_at", ColumnType.Time),
            new("last_at", ColumnType.Time),
            new("last_outcome", ColumnType.Text),
        ]);

    /// <inheritdoc/>
    public required string DocumentId { get; init; }

    /// <summary>The slug of the site.</summary>
    public required string Site { get; init; }

    /// <summary>Moodle's id of the user.</summary>
    public required long UserId { get; init; }

    /// <summary>How it is wanted; null while it is off.</summary>
    public DigestWish? Wish { get; init; }

    /// <summary>Whether it is wanted.</summary>
    public bool Subscribed => Wish is not null;

    /// <inheritdoc cref="DigestWish.Rhythm"/>
    public string? Rhythm => Wish?.Rhythm;

    /// <inheritdoc cref="DigestWish.Weekday"/>
    public int? Weekday => Wish?.Weekday;

    /// <inheritdoc cref="DigestWish.Hour"/>
    public int? Hour => Wish?.Hour;

    /// <inheritdoc cref="DigestWish.Zone"/>
    public string? Zone => Wish?.Zone;

    /// <inheritdoc cref="DigestWish.Language"/>
    public string? Language => Wish?.Language;

    /// <summary>Its next turn.</summary>
    public long? NextAt { get; init; }

    /// <summary>When its user was invited.</summary>
    public long? InvitedAt { get; init; }

    /// <summary>The last turn of which the outcome is known.</summary>
    public long? LastAt { get; init; }

    /// <summary>What became of it: <see cref="Sent"/> or a reason of <see cref="SkipReason"/>.</summary>
    public string? LastOutcome { get; init; }

    /// <inheritdoc/>
    public static string? DocumentOf(RecordedEvent recorded) =>
        recorded.Event is DigestSubscribed or DigestUnsubscribed or DigestInvited or DigestFellDue or DigestSent or DigestSkipped
            ? recorded.Grain.Value
            : null;

    /// <inheritdoc/>
    public static DigestRow? Fold(DigestRow? row, RecordedEvent recorded)
    {
        row ??= new() { DocumentId = recorded.Grain.Value, Site = recorded.Grain.Site, UserId = recorded.Grain.Number };
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
