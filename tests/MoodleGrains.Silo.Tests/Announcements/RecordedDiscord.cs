using System.Collections.Concurrent;
using MoodleGrains.Announcements;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Tests.Announcements;

/// <summary>
/// A Discord in memory: channels with the messages that stand in them. It never fails; it tells the announcement as the adapter does.
/// </summary>
internal sealed class RecordedDiscord(IAggregateClient grains, TimeProvider time)
    : IDeliverer<PostMessage>, IDeliverer<EditMessage>, IDeliverer<DeleteMessage>, IDeliverer<ReadBeforePing>
{
    private readonly ConcurrentDictionary<string, (string Channel, Card Card)> messages = new();
    private int made;

    /// <summary>How many posts there were, messages that are gone included.</summary>
    public int Posted => Volatile.Read(ref made);

    public IReadOnlyList<EffectHandler> Handlers =>
    [
        EffectHandler.For<PostMessage>(AnnouncementEffectTypes.PostMessage, this, OutboxParts.Discord),
        EffectHandler.For<EditMessage>(AnnouncementEffectTypes.EditMessage, this, OutboxParts.Discord),
        EffectHandler.For<DeleteMessage>(AnnouncementEffectTypes.DeleteMessage, this, OutboxParts.Discord),
        EffectHandler.For<ReadBeforePing>(AnnouncementEffectTypes.ReadBeforePing, this, OutboxParts.Moodle),
    ];

    /// <summary>What stands in a channel, as <c>kind name</c>, in order.</summary>
    public string[] In(string channel) =>
        [.. messages.Values.Where(one => one.Channel == channel).Select(one => $"{one.Card.Kind} {one.Card.Name}")
            .Order(StringComparer.Ordinal)];

    public async ValueTask<Delivered> DeliverAsync(Due<PostMessage> effect, CancellationToken cancellationToken)
    {
        var id = $"{100_000_000_000_000_000 + Interlocked.Increment(ref made)}";
        messages[id] = (effect.Body.Channel, effect.Body.Card);
        return await Tell(
            effect.Body.Announcement,
            new MessagePosted(effect.Body.Slot, id, time.GetUtcNow().ToUnixTimeSeconds()),
            cancellationToken);
    }

    public async ValueTask<Delivered> DeliverAsync(Due<EditMessage> effect, CancellationToken cancellationToken)
    {
        messages[effect.Body.MessageId] = (effect.Body.Channel, effect.Body.Card);
        return await Tell(effect.Body.Announcement, new MessageEdited(effect.Body.Slot, effect.Body.Marker), cancellationToken);
    }

    public async ValueTask<Delivered> DeliverAsync(Due<DeleteMessage> effect, CancellationToken cancellationToken)
    {
        messages.TryRemove(effect.Body.MessageId, out _);
        return await Tell(effect.Body.Announcement, new MessageDeleted(effect.Body.Slot), cancellationToken);
    }

    public ValueTask<Delivered> DeliverAsync(Due<ReadBeforePing> effect, CancellationToken cancellationToken) =>
        Tell(effect.Body.Announcement, new StartPing(effect.Body.PingId, time.GetUtcNow().ToUnixTimeSeconds()), cancellationToken);

    private async ValueTask<Delivered> Tell(string announcement, ICommand command, CancellationToken cancellationToken)
    {
        await grains.Send(new(announcement), new(command), cancellationToken);
        return new Delivered.Done();
    }
}
