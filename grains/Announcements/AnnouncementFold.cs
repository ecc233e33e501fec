using System.Collections.Immutable;

namespace MoodleGrains.Announcements;

/// <summary>Announcement and event to announcement.</summary>
internal static class AnnouncementFold
{
    public static Announcement Evolve(Announcement state, IEvent @event) => @event switch
    {
        AnnouncementChanged e => Changed(state, e),
        TimePassed e => At(state, e.At),
        WakeSet e => state with { WakeAt = e.DueAt, WakeNumber = e.Number, Orders = e.Number },
        PingSet e => state with { Ping = new(e.Slot, e.DueAt, e.Again), Orders = e.Number },
        PingSkipped e => Pinged(state, e.Slot),
        NoticeOpened e => state with
        {
            Notices = state.Notices.SetItem(e.Slot, new(e.WasStartsAt, e.RemoveAt)),
            Orders = state.Orders + 1,
        },
        PostOrdered e => Posting(Pinged(state, e.Slot), e),
        EditOrdered e => Ordered(state, e.Slot, e.Number, m => m with { Id = e.MessageId, Doing = Order.Edit, Saying = e.Card }),
        DeletionOrdered e => Ordered(state, e.Slot, e.Number, m => m with { Id = e.MessageId, Doing = Order.Delete, Saying = null }),
        PostDone e => Told(At(state, e.At), e.Slot, m => m with { Id = e.MessageId, Says = m.First == m.Number ? m.Saying : null }),
        EditDone e => Told(state, e.Slot, m => m with { Says = m.Saying }),
        DeletionDone e => state with { Messages = state.Messages.Remove(e.Slot) },
        MessageLost e => state with
        {
            Messages = state.Messages.Remove(e.Slot),
            Notices = state.Notices.Remove(e.Slot),
            Lost = Slots.IsLasting(e.Slot) ? state.Lost + 1 : state.Lost,
        },
        OrderFailed e => Told(state, e.Slot, m => m with { Failed = m.Doing }),
        _ => state,
    };

    private static Announcement Changed(Announcement state, AnnouncementChanged e)
    {
        var moved = e.Wanted?.StartsAt != state.Wanted?.StartsAt;
        var ping = state.Ping is { } next
            && e.Wanted is { Cancelled: false } wanted
            && Slots.TryPing(next.Slot, out _, out var startsAt)
            && wanted.StartsAt == startsAt
                ? next with { Again = false }
                : null;
        return At(state, e.At) with
        {
            Wanted = e.Wanted,
            Ping = ping,
            Lost = moved ? 0 : state.Lost,
            Messages = state.Messages.SetItems(state.Messages
                .Where(message => message.Value.Failed != Order.None)
                .Select(message => KeyValuePair.Create(message.Key, message.Value with { Retry = true }))),
            Notices = e.Wanted is null ? state.Notices.Clear() : At(state, e.At).Notices,
        };
    }

    /// <summary>
    /// What time makes pointless goes: pings of classes that have begun, notices that stood long enough, a timer that rang.
    /// </summary>
    private static Announcement At(Announcement state, long at)
    {
        var now = Math.Max(at, state.Now);
        return state with
        {
            Now = now,
            Pinged = state.Pinged.Except(state.Pinged.Where(slot => Slots.TryPing(slot, out _, out var startsAt) && startsAt <= now)),
            Notices = state.Notices.RemoveRange(state.Notices.Where(notice => notice.Value.RemoveAt <= now).Select(notice => notice.Key)),
            WakeAt = state.WakeAt <= now ? null : state.WakeAt,
        };
    }

    private static Announcement Pinged(Announcement state, string slot) => !Slots.TryPing(slot, out _, out _)
        ? state
        : state with
        {
            Pinged = state.Pinged.Add(slot),
            Ping = state.Ping?.Slot == slot ? null : state.Ping,
        };

    private static Announcement Posting(Announcement state, PostOrdered e) =>
        Ordered(state, e.Slot, e.Number, m => m with { Doing = Order.Post, Saying = e.Card, First = e.First });

    private static Announcement Ordered(Announcement state, string slot, long number, Func<Message, Message> change) => state with
    {
        Messages = state.Messages.SetItem(
            slot,
            change(state.Messages.GetValueOrDefault(slot) ?? new()) with { Number = number, Failed = Order.None, Retry = false }),
        Orders = number,
    };

    private static Announcement Told(Announcement state, string slot, Func<Message, Message> change) =>
        state.Messages.TryGetValue(slot, out var message)
            ? state with
            {
                Messages = state.Messages.SetItem(
                    slot, change(message with { Failed = Order.None, Retry = false }) with { Doing = Order.None }),
            }
            : state;
}
