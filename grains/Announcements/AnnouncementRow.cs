using MoodleGrains.Conferences;

namespace MoodleGrains.Announcements;

/// <summary>An announcement as it is read. Times are Unix seconds, null if none.</summary>
public sealed record AnnouncementRow : IReadModelRow, IReadModel<AnnouncementRow>
{
    /// <summary>Nothing was posted yet.</summary>
    public const string None = "none";

    /// <summary>The post was ordered.</summary>
    public const string Ordered = "ordered";

    /// <summary>The post stands in the channel.</summary>
    public const string Posted = "posted";

    /// <summary>The post was deleted, as ordered.</summary>
    public const string Removed = "removed";

    /// <summary>The post was deleted by hand.</summary>
    public const string Lost = "lost";

    /// <summary>What was ordered could not be done; <see cref="LastError"/> says why.</summary>
    public const string Failed = "failed";

    /// <inheritdoc/>
    public static ReadModelSchema<AnnouncementRow> Schema { get; } = new(
        "announcements",
        4,
        [
            new("site", ColumnType.Text),
            new("conference_id", ColumnType.Bigint),
            new("channel", ColumnType.Text),
        ],
        [
            new("rules", ColumnType.Text),
            new("wanted", ColumnType.Boolean),
            new("name", ColumnType.Text, "conferenceName"),
            new("starts_at", ColumnType.Time),
            new("state", ColumnType.Text),
            new("message_id", ColumnType.Text),
            new("pings", ColumnType.Bigint),
            new("pinged_at", ColumnType.Time),
            new("ping_message_id", ColumnType.Text),
            new("next_ping_at", ColumnType.Time),
            new("last_error", ColumnType.Text),
            new("created_at", ColumnType.Time),
            new("changed_at", ColumnType.Time),
        ])
    {
        Indexes = ["channel, site"],
    };

    /// <inheritdoc/>
    public required string DocumentId { get; init; }

    /// <summary>The slug of the site.</summary>
    public required string Site { get; init; }

    /// <summary>The conference, as its row has it.</summary>
    public required long ConferenceId { get; init; }

    /// <summary>Where: <see cref="AnnouncementId.Channel"/>.</summary>
    public required string Channel { get; init; }

    /// <summary>The names of the rules that want it, or wanted it last, with commas.</summary>
    public string Rules { get; init; } = "";

    /// <summary>Whether a rule wants it, and it was not cancelled.</summary>
    public bool Wanted { get; init; }

    /// <summary>The conference's name, as announced.</summary>
    public string? ConferenceName { get; init; }

    /// <summary>The conference's start, as announced.</summary>
    public long? StartsAt { get; init; }

    /// <summary>What became of the post: one of the constants of this class.</summary>
    public string State { get; init; } = None;

    /// <summary>Discord's id of the post, while it stands.</summary>
    public string? MessageId { get; init; }

    /// <summary>How many pings were posted.</summary>
    public long Pings { get; init; }

    /// <summary>When the last of them was.</summary>
    public long? PingedAt { get; init; }

    /// <summary>Discord's id of the last of them.</summary>
    public string? PingMessageId { get; init; }

    /// <summary>When people are called next.</summary>
    public long? NextPingAt { get; init; }

    /// <summary>Why the last order that failed did; null once one succeeded.</summary>
    public string? LastError { get; init; }

    /// <summary>When it was first wanted.</summary>
    public long CreatedAt { get; init; }

    /// <summary>When something else was last wanted.</summary>
    public long ChangedAt { get; init; }

    /// <inheritdoc/>
    public static string? DocumentOf(RecordedEvent recorded) =>
        AnnouncementId.TryRead(recorded.Grain, out _) ? recorded.Grain.Value : null;

    /// <inheritdoc/>
    public static AnnouncementRow? Fold(AnnouncementRow? row, RecordedEvent recorded) => recorded.Event switch
    {
        AnnouncementChanged e => Changed(row, recorded.Grain, e),
        _ when row is null => null,
        PingSet e => row with { NextPingAt = e.DueAt },
        PingSkipped => row with { NextPingAt = null },
        PostOrdered { Slot: Slots.Post or Slots.Event } => row with { State = Ordered },
        PostOrdered e when Slots.TryPing(e.Slot, out _, out _) => row with { NextPingAt = null },
        PostDone { Slot: Slots.Post or Slots.Event } e => row with { State = Posted, MessageId = e.MessageId, LastError = null },
        PostDone e when Slots.TryPing(e.Slot, out _, out _) => row with
        {
            Pings = row.Pings + 1,
            PingedAt = e.At,
            PingMessageId = e.MessageId,
            LastError = null,
        },
        EditDone { Slot: Slots.Post or Slots.Event } => row with { State = Posted, LastError = null },
        DeletionDone { Slot: Slots.Post or Slots.Event } => row with { State = Removed, MessageId = null, LastError = null },
        MessageLost { Slot: Slots.Post or Slots.Event } => row with { State = Lost, MessageId = null },
        OrderFailed { Slot: Slots.Post or Slots.Event } e => row with { State = Failed, LastError = e.Reason },
        OrderFailed e => row with { LastError = e.Reason },
        _ => row,
    };

    private static AnnouncementRow? Changed(AnnouncementRow? row, StreamKey grain, AnnouncementChanged e)
    {
        if (row is null)
        {
            if (!AnnouncementId.TryRead(grain, out var id))
            {
                return null;
            }

            row = new()
            {
                DocumentId = grain.Value,
                Site = id.Site,
                ConferenceId = Conferences.ConferenceId.Row(id.Conference),
                Channel = id.Channel,
                CreatedAt = e.At,
            };
        }

        return e.Wanted is not { } wanted
            ? row with { Wanted = false, NextPingAt = null, ChangedAt = e.At }
            : row with
            {
                Rules = string.Join(',', wanted.Rules),
                Wanted = !wanted.Cancelled,
                ConferenceName = wanted.Name,
                StartsAt = wanted.StartsAt,
                NextPingAt = wanted.StartsAt == row.StartsAt ? row.NextPingAt : null,
                ChangedAt = e.At,
            };
    }
}
