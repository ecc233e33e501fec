using System.Text.Json;
using MoodleGrains.Announcements;
using MoodleGrains.Rules;

namespace MoodleGrains.Grains.Tests.Announcements;

/// <summary>
/// One class, one channel, and all between: effects are done at least once, silos die before, amid and after, Discord is away,
/// people delete messages, old words come again.
/// </summary>
internal sealed class World(int seed, bool webhook = false)
{
    public static readonly StreamKey Grain = new AnnouncementId("campus", "41", "900000000000000001").Grain;

    private const int LastAttempt = 5;

    private readonly Random random = new(seed);
    private readonly List<ICommand> told = [];
    private readonly List<IEvent> stream = [];
    private bool away;
    private int changes;

    public ModelClass Class { get; } = new();

    public ModelChannel Channel { get; } = new(webhook);

    public ModelOutbox Outbox { get; } = new();

    public Announcement State { get; private set; } = Announcement.Initial;

    public long Now { get; set; } = 1_800_000_000;

    /// <summary>Whether somebody deleted a message by hand.</summary>
    public bool Meddled { get; private set; }

    /// <summary>Starts that were called for or near when they were given up, with the end until which that is to be said.</summary>
    public Dictionary<long, long> Owed { get; } = [];

    public int Next(int below) => random.Next(below);

    public void Changed()
        => Outbox.Put(new("announce", $"announce-{++changes}", new ReconcileAnnouncements("campus", "conference", "41"), Supersedes: true));

    /// <summary>Whatever may happen, happens.</summary>
    public void Step(int op)
    {
        switch (op % 40)
        {
            case < 12:
                ClassChanges.One(this, op);
                break;
            case 12:
                if (!webhook
                    && Channel.Messages.Keys.Where(id => State.Messages.Values.Any(m => m.Id == id)).ToList() is { Count: > 0 } known)
                {
                    Channel.Messages.Remove(known[Next(known.Count)]);
                    Meddled = true;
                }

                break;
            case 13 when told.Count > 0:
                Tell(told[Next(told.Count)]);
                break;
            case 14:
                away = !away;
                break;
            case 15 or 16 or 17 or 18:
                Now += Next(120);
                break;
            case 19:
                Now += Next(7200);
                break;
            case 20:
                Now += Next(86400);
                break;
            default:
                if (Outbox.Due(Now) is { Count: > 0 } due)
                {
                    Deliver(due[Next(due.Count)], faults: true);
                }

                break;
        }
    }

    /// <summary>All is up again; what is due is done, as often as it takes.</summary>
    public void Calm(bool faults = false)
    {
        away = false;
        Outbox.Replay();
        for (var i = 0; Outbox.Due(Now) is { Count: > 0 } due; i++)
        {
            i.ShouldBeLessThan(2000, $"it never comes to rest:\n{Outbox.Text()}");
            Deliver(due[Next(due.Count)], faults);
        }
    }

    public void Tell(ICommand command)
    {
        if (command is ReconcileAnnouncement reconcile)
        {
            Owe(reconcile);
        }

        var decision = Announcement.Decide(State, command);
        decision.Refusal.ShouldBeNull();
        foreach (var e in decision.Events)
        {
            stream.Add(e);
            State = Announcement.Evolve(State, e);
            var recorded = new RecordedEvent(
                stream.Count,
                Grain,
                stream.Count,
                EventType.SnakeCase(e.GetType().Name),
                DateTimeOffset.UnixEpoch,
                e);
            foreach (var effect in AnnouncementReactions.React(recorded))
            {
                Outbox.Put(effect);
            }
        }
    }

    /// <summary>The state is what a cold activation makes of the stream, and what a snapshot keeps.</summary>
    public void Refolds()
    {
        var types = Announcement.Events.ToDictionary(type => type.Type);
        var json = JsonSerializer.Serialize(State, Announcement.Snapshot);
        var cold = stream.Select(e => types[e.GetType()].Read(types[e.GetType()].Write(e)))
            .Aggregate(Announcement.Initial, Announcement.Evolve);
        JsonSerializer.Serialize(cold, Announcement.Snapshot).ShouldBe(json);
        JsonSerializer.Serialize(JsonSerializer.Deserialize(json, Announcement.Snapshot)!, Announcement.Snapshot).ShouldBe(json);
    }

    private void Deliver(ModelOutbox.Item item, bool faults)
    {
        item.Attempts++;
        var luck = faults ? Next(8) : 7;
        if (luck == 0)
        {
            return;
        }

        ICommand? outcome;
        switch (item.Effect.Body)
        {
            case ReconcileAnnouncements:
                outcome = new ReconcileAnnouncement(Class.Wanted(), Now);
                break;
            case Wake body:
                body.Grain.ShouldBe(Grain.Value);
                outcome = new Woken(Now, body.Token);
                break;
            case ReadBeforePing body:
                Slots.TryPing(body.PingId, out _, out var startsAt).ShouldBeTrue();
                var unreachable = faults && Next(5) == 0;
                outcome = new StartPing(
                    body.PingId,
                    Now,
                    unreachable || (Class.Row is { Visible: not false } row && row.StartsAt == startsAt && !Class.Cancelled));
                break;
            default:
                if (away)
                {
                    Exhausted(item);
                    return;
                }

                outcome = Discord(item);
                break;
        }

        if (luck == 1)
        {
            return;
        }

        Tell(outcome);
        if (outcome is not (ReconcileAnnouncement or Woken or StartPing))
        {
            told.Add(outcome);
        }

        if (luck != 2)
        {
            Outbox.Done(item);
        }
    }

    private ICommand Discord(ModelOutbox.Item item)
    {
        switch (item.Effect.Body)
        {
            case PostMessage post:
                var ping = Slots.TryPing(post.Slot, out _, out _);
                if ((ping || item.Attempts > 1)
                    && ((webhook && ping && item.Attempts > 1) || !State.StillWants(post.Slot, post.Marker, Now)))
                {
                    return Channel.Find(post) is { } there
                        ? new MessagePosted(post.Slot, there, Now, post.Marker)
                        : new MessageFailed(post.Slot, "no longer wanted");
                }

                if (ping)
                {
                    Now.ShouldBeLessThan(post.Card.StartsAt!.Value, "nobody is called to a class that has begun");
                }

                return new MessagePosted(post.Slot, Channel.Post(post, Now), Now, post.Marker);
            case EditMessage edit:
                return Channel.Edit(edit) ? new MessageEdited(edit.Slot, edit.Marker) : new MessageGone(edit.Slot, edit.MessageId);
            case DeleteMessage delete:
                Channel.Messages.Remove(delete.MessageId);
                return new MessageDeleted(delete.Slot);
            default:
                throw new InvalidOperationException($"{item.Effect.Body} is not known here.");
        }
    }

    private void Exhausted(ModelOutbox.Item item)
    {
        if (item.Attempts >= LastAttempt)
        {
            item.Dead = true;
            var slot = item.Effect.Body switch
            {
                PostMessage b => b.Slot,
                EditMessage b => b.Slot,
                DeleteMessage b => b.Slot,
                _ => throw new InvalidOperationException(),
            };
            Tell(new MessageFailed(slot, "Discord does not answer"));
        }
    }

    /// <summary>The promise about notices, kept beside the grain: called for or within a day, seen in the channel, and not over.</summary>
    private void Owe(ReconcileAnnouncement command)
    {
        if (command.Wanted is null)
        {
            Owed.Clear();
        }

        if (State.Wanted is { StartsAt: { } startsAt, Cancelled: false } was
            && command.Wanted is { } wanted
            && (wanted.Cancelled || wanted.StartsAt != startsAt)
            && State.Messages.GetValueOrDefault(Slots.Post) is { Stands: true })
        {
            var end = was.EndsAt > startsAt ? was.EndsAt.Value : startsAt + was.AssumedSeconds;
            var called = Channel.Calls.Any(call => Slots.TryPing(call.Slot, out _, out var start) && start == startsAt);
            if (Now < end && (called || startsAt - Now <= 86400))
            {
                Owed[startsAt] = end;
            }
        }
    }
}
