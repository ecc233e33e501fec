using System.Globalization;

namespace MoodleGrains.Announcements;

/// <summary>
/// What an announcement decided, as effects. The orders on one message share a key, so that they are done one after the other and a
/// post is never tried again after its edit; messages do not wait for each other. A later timer replaces the one before.
/// </summary>
public sealed class AnnouncementReactions : IReaction
{
    /// <inheritdoc/>
    public static IReadOnlyList<Effect> React(RecordedEvent recorded) => AnnouncementId.TryRead(recorded.Grain, out var id)
        ? recorded.Event switch
        {
            PostOrdered e => [Post(recorded.Grain, id, e)],
            EditOrdered e => [Order(
                recorded.Grain, e.Slot, e.Number, Edit(recorded.Grain, id, e, Marker.Of(recorded.Grain, e.Slot, e.Number)),
                supersedes: true)],
            DeletionOrdered e => [Order(recorded.Grain, e.Slot, e.Number, Deletion(recorded.Grain, id, e), supersedes: true)],
            PingSet e => [new(
                $"{recorded.Grain}/read",
                Named(recorded.Grain, "read", e.Number),
                new ReadBeforePing(recorded.Grain.Value, id.Site, id.Conference, e.Slot),
                e.DueAt,
                Supersedes: true)],
            WakeSet e => [new(
                $"{recorded.Grain}/wake",
                Named(recorded.Grain, "wake", e.Number),
                new Wake(recorded.Grain.Value, Planning.Token(e.Number)),
                e.DueAt,
                Supersedes: true)],
            _ => [],
        }
        : [];

    // Only a post that is tried again makes the earlier one pointless: a ping and a post never share a key.
    private static Effect Post(StreamKey grain, AnnouncementId id, PostOrdered e)
    {
        var (marker, again) = (Marker.Of(grain, e.Slot, e.First), e.First != e.Number);
        return Order(
            grain,
            e.Slot,
            e.Number,
            id.Guild is { } guild
                ? new CreateGuildEvent(grain.Value, guild, e.Slot, marker, e.Card, again)
                : new PostMessage(grain.Value, id.Channel, e.Slot, marker, Marker.Nonce(grain, e.Slot, e.First), e.Card, e.Role, again),
            supersedes: again);
    }

    private static IEffectBody Edit(StreamKey grain, AnnouncementId id, EditOrdered e, string marker) => id.Guild is { } guild
        ? new EditGuildEvent(grain.Value, guild, e.Slot, e.MessageId, marker, e.Card)
        : new EditMessage(grain.Value, id.Channel, e.Slot, e.MessageId, marker, e.Card);

    private static IEffectBody Deletion(StreamKey grain, AnnouncementId id, DeletionOrdered e) => id.Guild is { } guild
        ? new DeleteGuildEvent(grain.Value, guild, e.Slot, e.MessageId)
        : new DeleteMessage(grain.Value, id.Channel, e.Slot, e.MessageId);

    private static Effect Order(StreamKey grain, string slot, long number, IEffectBody body, bool supersedes) =>
        new($"{grain}/{slot}", Named(grain, slot, number), body, Supersedes: supersedes);

    private static string Named(StreamKey grain, string what, long number) =>
        string.Create(CultureInfo.InvariantCulture, $"{grain}/{what}/{number}");
}
