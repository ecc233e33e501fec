using System.Text.Json.Serialization;

namespace MoodleGrains.Announcements;

/// <summary>Something else is wanted.</summary>
/// <param name="Wanted">What; null for nothing.</param>
/// <param name="At">When, Unix seconds.</param>
public sealed record AnnouncementChanged(DesiredAnnouncement? Wanted, long At) : IEvent;

/// <summary>Time passed, and that matters: the conference opened or ended, a notice has stood long enough.</summary>
/// <param name="At">When it is, Unix seconds.</param>
public sealed record TimePassed(long At) : IEvent;

/// <summary>A timer was set; an earlier one is stale.</summary>
/// <param name="DueAt">When it rings, Unix seconds.</param>
/// <param name="Number">Which, for its token.</param>
public sealed record WakeSet(long DueAt, long Number) : IEvent;

/// <summary>The next ping was set; an earlier one that did not ring is stale.</summary>
/// <param name="Slot">Which ping.</param>
/// <param name="DueAt">When the conference is read once more, Unix seconds.</param>
/// <param name="Number">Which order.</param>
/// <param name="Again">Whether the conference was just read to be elsewhere, and the change itself has not arrived yet.</param>
public sealed record PingSet(
    string Slot,
    long DueAt,
    long Number,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Again = false) : IEvent;

/// <summary>A ping will not be sent.</summary>
/// <param name="Slot">Which.</param>
/// <param name="Reason">
/// <c>begun</c>: the conference began before it could be sent; <c>quiet</c>: quiet hours last until it begins.
/// </param>
public sealed record PingSkipped(string Slot, string Reason) : IEvent;

/// <summary>It is to be said that the conference was cancelled or moved.</summary>
/// <param name="Slot">The notice.</param>
/// <param name="WasStartsAt">When it was to start, Unix seconds.</param>
/// <param name="RemoveAt">When it would have ended, Unix seconds: then the notice goes.</param>
public sealed record NoticeOpened(string Slot, long WasStartsAt, long RemoveAt) : IEvent;

/// <summary>A message was ordered to be posted.</summary>
/// <param name="Slot">Which.</param>
/// <param name="Number">Which order.</param>
/// <param name="First">The number of the first attempt at this message, by which it is found if it was posted after all.</param>
/// <param name="Card">What it says.</param>
/// <param name="Role">The role it pings; null for none.</param>
public sealed record PostOrdered(string Slot, long Number, long First, Card Card, string? Role) : IEvent;

/// <summary>A message was ordered to say something else.</summary>
/// <param name="Slot">Which.</param>
/// <param name="Number">Which order.</param>
/// <param name="MessageId">Discord's id of it.</param>
/// <param name="Card">What it is to say.</param>
public sealed record EditOrdered(string Slot, long Number, string MessageId, Card Card) : IEvent;

/// <summary>A message was ordered to be deleted.</summary>
/// <param name="Slot">Which; of one that should not be there, a slot of its own.</param>
/// <param name="Number">Which order.</param>
/// <param name="MessageId">Discord's id of it.</param>
public sealed record DeletionOrdered(string Slot, long Number, string MessageId) : IEvent;

/// <summary>A message stands in the channel.</summary>
/// <param name="Slot">Which.</param>
/// <param name="MessageId">Discord's id of it.</param>
/// <param name="At">When it was told, Unix seconds.</param>
public sealed record PostDone(string Slot, string MessageId, long At) : IEvent;

/// <summary>A message says what was ordered.</summary>
/// <param name="Slot">Which.</param>
/// <param name="Number">The order.</param>
public sealed record EditDone(string Slot, long Number) : IEvent;

/// <summary>A message is gone, as ordered.</summary>
/// <param name="Slot">Which.</param>
public sealed record DeletionDone(string Slot) : IEvent;

/// <summary>A message was deleted by hand.</summary>
/// <param name="Slot">Which.</param>
public sealed record MessageLost(string Slot) : IEvent;

/// <summary>What was ordered cannot be done; a person may see to it.</summary>
/// <param name="Slot">Which message.</param>
/// <param name="Reason">Why.</param>
public sealed record OrderFailed(string Slot, string Reason) : IEvent;

/// <summary>The JSON of an announcement's events.</summary>
[JsonSerializable(typeof(AnnouncementChanged))]
[JsonSerializable(typeof(TimePassed))]
[JsonSerializable(typeof(WakeSet))]
[JsonSerializable(typeof(PingSet))]
[JsonSerializable(typeof(PingSkipped))]
[JsonSerializable(typeof(NoticeOpened))]
[JsonSerializable(typeof(PostOrdered))]
[JsonSerializable(typeof(EditOrdered))]
[JsonSerializable(typeof(DeletionOrdered))]
[JsonSerializable(typeof(PostDone))]
[JsonSerializable(typeof(EditDone))]
[JsonSerializable(typeof(DeletionDone))]
[JsonSerializable(typeof(MessageLost))]
[JsonSerializable(typeof(OrderFailed))]
internal sealed partial class AnnouncementJson : JsonSerializerContext
{
    private static readonly AnnouncementJson It = new(StreamJson.Events());

    /// <summary>All of them.</summary>
    public static IReadOnlyList<EventType> Types { get; } =
    [
        EventType.Of(It.AnnouncementChanged),
        EventType.Of(It.TimePassed),
        EventType.Of(It.WakeSet),
        EventType.Of(It.PingSet),
        EventType.Of(It.PingSkipped),
        EventType.Of(It.NoticeOpened),
        EventType.Of(It.PostOrdered),
        EventType.Of(It.EditOrdered),
        EventType.Of(It.DeletionOrdered),
        EventType.Of(It.PostDone),
        EventType.Of(It.EditDone),
        EventType.Of(It.DeletionDone),
        EventType.Of(It.MessageLost),
        EventType.Of(It.OrderFailed),
    ];
}

/// <summary>The JSON of an announcement's snapshot.</summary>
[JsonSerializable(typeof(Announcement))]
internal sealed partial class AnnouncementSnapshotJson : JsonSerializerContext
{
    /// <summary>With the options of snapshots.</summary>
    public static AnnouncementSnapshotJson It { get; } = new(StreamJson.Snapshots());
}
