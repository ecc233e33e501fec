namespace MoodleGrains.Announcements;

/// <summary>
/// What became of the orders. A word may come late, twice, or about an order that is no longer the last: only what fits the
/// order in flight, or the one that failed, counts.
/// </summary>
internal static class MessageOutcomes
{
    public static Decision Posted(Announcement state, MessagePosted command)
    {
        var there = state.Messages.GetValueOrDefault(command.Slot);
        if (there?.Id == command.MessageId || state.Messages.Values.Any(m => m.Id == command.MessageId))
        {
            return Decision.Nothing;
        }

        var plan = Planning.Begin(state, command.Now);
        var awaited = there is { Id: null } && (there.Doing == Order.Post || there.Failed == Order.Post)
            && (command.Marker is null || Marker.Number(command.Marker) == there.First);
        if (awaited)
        {
            plan.Add(new PostDone(command.Slot, command.MessageId, plan.Now));
        }
        else
        {
            // Posted twice, or long after it was given up: it should not be there.
            plan.Add(new DeletionOrdered(Slots.Stray(plan.Next), plan.Next, command.MessageId));
        }

        return plan.Finish();
    }

    public static Decision Edited(Announcement state, MessageEdited command) =>
        state.Messages.TryGetValue(command.Slot, out var there)
        && (there.Doing == Order.Edit || there.Failed == Order.Edit)
        && Marker.Number(command.Marker) == there.Number
            ? Then(state, new EditDone(command.Slot, there.Number))
            : Decision.Nothing;

    public static Decision Deleted(Announcement state, MessageDeleted command) =>
        state.Messages.TryGetValue(command.Slot, out var there)
        && (there.Doing == Order.Delete || there.Failed == Order.Delete)
            ? Then(state, new DeletionDone(command.Slot))
            : Decision.Nothing;

    public static Decision Gone(Announcement state, MessageGone command)
    {
        if (!state.Messages.TryGetValue(command.Slot, out var there)
            || there.Id is null
            || (command.MessageId is { } id ? id != there.Id : there.Doing is not (Order.Edit or Order.Delete)))
        {
            return Decision.Nothing;
        }

        return Then(state, there.Doing == Order.Delete ? new DeletionDone(command.Slot) : new MessageLost(command.Slot));
    }

    public static Decision Failed(Announcement state, MessageFailed command) =>
        state.Messages.TryGetValue(command.Slot, out var there) && there.Doing != Order.None
            ? Then(state, new OrderFailed(command.Slot, command.Reason))
            : Decision.Nothing;

    private static Decision Then(Announcement state, IEvent @event)
    {
        var plan = Planning.Begin(state, state.Now);
        plan.Add(@event);
        return plan.Finish();
    }
}
