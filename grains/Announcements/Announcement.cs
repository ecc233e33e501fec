using System.Collections.Immutable;
using System.Text.Json.Serialization.Metadata;

namespace MoodleGrains.Announcements;

/// <summary>
/// A conference in a channel, or among a server's scheduled events (<see cref="AnnouncementId"/>): what is wanted and what is there.
/// Whatever it is told, its decision is the difference (<see cref="Planning"/>).
/// </summary>
public sealed record Announcement : IAggregate<Announcement>
{
    /// <inheritdoc/>
    public static string Kind => "announcement";

    /// <inheritdoc/>
    public static Announcement Initial { get; } = new();

    /// <inheritdoc/>
    public static IReadOnlyList<EventType> Events => AnnouncementJson.Types;

    /// <inheritdoc/>
    public static JsonTypeInfo<Announcement> Snapshot => AnnouncementSnapshotJson.It.Announcement;

    /// <inheritdoc/>
    public static int SnapshotVersion => 2;

    /// <summary>What is wanted; null for nothing.</summary>
    public DesiredAnnouncement? Wanted { get; init; }

    /// <summary>The latest time it knows of, Unix seconds; it never goes back.</summary>
    public long Now { get; init; }

    /// <summary>How many orders there were.</summary>
    public long Orders { get; init; }

    /// <summary>Its messages, by slot.</summary>
    public ImmutableSortedDictionary<string, Message> Messages { get; init; } = ImmutableSortedDictionary<string, Message>.Empty;

    /// <summary>What is to be said of starts that will not be, by slot.</summary>
    public ImmutableSortedDictionary<string, Notice> Notices { get; init; } = ImmutableSortedDictionary<string, Notice>.Empty;

    /// <summary>The pings that were ordered or skipped, of starts to come: none is sent twice.</summary>
    public ImmutableSortedSet<string> Pinged { get; init; } = [];

    /// <summary>The ping that is set.</summary>
    public NextPing? Ping { get; init; }

    /// <summary>When the timer that is set rings, Unix seconds; null for none.</summary>
    public long? WakeAt { get; init; }

    /// <summary>The number of that timer.</summary>
    public long WakeNumber { get; init; }

    /// <summary>How often the post was deleted by hand. It is posted anew once.</summary>
    public int Lost { get; init; }

    /// <inheritdoc/>
    public static Decision Decide(Announcement state, ICommand command) => command switch
    {
        ReconcileAnnouncement c => Planning.Reconcile(state, c),
        Woken c => Planning.Wake(state, c),
        StartPing c => Pinging.Start(state, c),
        MessagePosted c => MessageOutcomes.Posted(state, c),
        MessageEdited c => MessageOutcomes.Edited(state, c),
        MessageDeleted c => MessageOutcomes.Deleted(state, c),
        MessageGone c => MessageOutcomes.Gone(state, c),
        MessageFailed c => MessageOutcomes.Failed(state, c),
        _ => Decision.Refuse(
            "unknown_command",
            $"An announcement has no command {command.GetType().Name}; send it to another kind of grain."),
    };

    /// <inheritdoc/>
    public static Announcement Evolve(Announcement state, IEvent @event) => AnnouncementFold.Evolve(state, @event);

    /// <summary>
    /// Whether a post is still wanted. Asked before each attempt at a ping, and each further attempt at any post: nobody is called to a
    /// class that has begun, or was moved while Discord did not answer. If not, the channel is read back: a message that an earlier attempt
    /// left there is told by <see cref="MessagePosted"/>, and is then deleted by an order of its own; else the answer is
    /// <see cref="MessageFailed"/>. Either way the effect is done.
    /// </summary>
    /// <param name="slot">Which message.</param>
    /// <param name="marker">The post's marker.</param>
    /// <param name="now">Unix seconds.</param>
    /// <returns>True if it is.</returns>
    public bool StillWants(string slot, string marker, long now) =>
        Messages.TryGetValue(slot, out var message)
        && message is { Id: null }
        && (message.Doing == Order.Post || message.Failed == Order.Post)
        && Marker.Number(marker) == message.First
        && DesiredMessage.Of(this, slot, Math.Max(now, Now)) is not null
        && (!Slots.TryPing(slot, out _, out var startsAt) || now < startsAt);
}
