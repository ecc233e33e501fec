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
                recorded.Grain,
                e.Slot,
                e.Number,
                new EditMessage(recorded.Grain.Value, id.Channel, e.Slot, e.MessageId, Marker.Of(recorded.Grain, e.Slot, e.Number), e.Card),
                supersedes: true)],
            DeletionOrdered e => [Order(
                recorded.Grain,
                e.Slot,
                e.Number,
                new DeleteMessage(recorded.Grain.Value, id.Channel, e.Slot, e.MessageId),
                supersedes: true)],
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
    private static Effect Post(GrainId grain, AnnouncementId id, PostOrdered e) => Order(
        grain,
        e.Slot,
        e.Number,
        new PostMessage(
            grain.Value,
            id.Channel,
            e.Slot,
            Marker.Of(grain, e.Slot, e.First),
            Marker.Nonce(grain, e.Slot, e.First),
            e.Card,
            e.Role,
            Again: e.First != e.Number),
        supersedes: e.First != e.Number);

    private static Effect Order(GrainId grain, string slot, long number, IEffectBody body, bool supersedes) =>
        new($"{grain}/{slot}", Named(grain, slot, number), body, Supersedes: supersedes);

    private static string Named(GrainId grain, string what, long number) =>
        string.Create(CultureInfo.InvariantCulture, $"{grain}/{what}/{number}");
}
