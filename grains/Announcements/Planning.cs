using MoodleGrains.Conferences;

namespace MoodleGrains.Announcements;

/// <summary>The difference between what is wanted and what is there, as events: orders, timers, notices.</summary>
internal sealed class Planning
{
    private const long Day = 24 * 60 * 60;

    private readonly List<IEvent> events = [];

    private Planning(Announcement state, long now)
    {
        State = state;
        Now = Math.Max(now, state.Now);
    }

    /// <summary>The announcement after the events so far.</summary>
    public Announcement State { get; private set; }

    /// <summary>The time; it never goes back, whatever clock told it.</summary>
    public long Now { get; }

    /// <summary>The number of the next order.</summary>
    public long Next => State.Orders + 1;

    private string Lasting => State.Wanted?.AsEvent == true ? Slots.Event : Slots.Post;

    public static Decision Reconcile(Announcement state, ReconcileAnnouncement command)
    {
        var plan = Begin(state, command.Now);
        if (state.Wanted != command.Wanted)
        {
            plan.Add(new AnnouncementChanged(command.Wanted, plan.Now));
            plan.OpenNotice(state.Wanted, state.Messages.GetValueOrDefault(Slots.Post));
        }

        return plan.Finish();
    }

    public static Decision Wake(Announcement state, Woken command)
    {
        if (state.WakeAt is not { } due || command.Token != Token(state.WakeNumber))
        {
            return Decision.Nothing;
        }

        var plan = new Planning(state, command.Now);
        plan.Add(plan.Now < due ? new WakeSet(due, plan.Next) : new TimePassed(plan.Now));
        return plan.Finish();
    }

    /// <summary>Begins a plan; where time has changed what is wanted, that is its first event.</summary>
    public static Planning Begin(Announcement state, long now)
    {
        var plan = new Planning(state, now);
        if (state.Wanted?.Clock is { } clock && clock.At(state.Now) != clock.At(plan.Now)
            || state.Notices.Values.Any(notice => notice.RemoveAt <= plan.Now))
        {
            plan.Add(new TimePassed(plan.Now));
        }

        return plan;
    }

    /// <summary>The token of a timer.</summary>
    public static string Token(long number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>One more event.</summary>
    public void Add(IEvent @event)
    {
        events.Add(@event);
        State = Announcement.Evolve(State, @event);
    }

    /// <summary>Orders and timers that follow, and the decision.</summary>
    public Decision Finish()
    {
        foreach (var slot in State.Messages.Keys.Concat(State.Notices.Keys).Append(Lasting).Distinct().ToList())
        {
            Straighten(slot);
        }

        Pinging.Set(this);
        if (NextWake() is { } due && due != State.WakeAt)
        {
            Add(new WakeSet(due, Next));
        }

        return Decision.Of(events);
    }

    private void Straighten(string slot)
    {
        var there = State.Messages.GetValueOrDefault(slot);
        if (there is { Doing: not Order.None })
        {
            return;
        }

        var wanted = DesiredMessage.Of(State, slot, Now);
        if (there?.Id is { } id)
        {
            if (wanted is null || DesiredMessage.MustBeAnother(slot, there.Says, wanted, Now))
            {
                if (there.Failed != Order.Delete || there.Retry)
                {
                    Add(new DeletionOrdered(slot, Next, id));
                }
            }
            else if (wanted != there.Says && !(there.Failed == Order.Edit && !there.Retry && wanted == there.Saying))
            {
                Add(new EditOrdered(slot, Next, id, wanted));
            }
        }
        else if (wanted is not null && MayPost(slot) && !(there?.Failed == Order.Post && !there.Retry && wanted == there.Saying))
        {
            Add(new PostOrdered(slot, Next, there?.Failed == Order.Post ? there.First : Next, wanted, null));
        }
    }

    // A ping calls once: whether it goes is decided when its time has come.
    private bool MayPost(string slot) => Slots.IsLasting(slot) ? State.Lost < 2 : !Slots.TryPing(slot, out _, out _);

    /// <summary>Whoever counts on a start that will not be is told: those who were called, and all within a day of it.</summary>
    private void OpenNotice(DesiredAnnouncement? was, Message? post)
    {
        if (was is not { StartsAt: { } startsAt, Clock: { End: { } end } clock }
            || State.Wanted is not { } wanted
            || clock.At(Now) is not (ConferencePhase.Scheduled or ConferencePhase.Open)
            || !(wanted.Cancelled || wanted.StartsAt != startsAt)
            || end <= Now
            || post is not { Stands: true }
            || State.Notices.Values.Any(notice => notice.WasStartsAt == startsAt))
        {
            return;
        }

        var called = State.Pinged.Any(slot => Slots.TryPing(slot, out _, out var start) && start == startsAt);
        if (called || startsAt - Now <= Day)
        {
            Add(new NoticeOpened(Slots.Notice(Next), startsAt, end));
        }
    }

    private long? NextWake()
    {
        var clock = State.Wanted?.Clock ?? default;
        // What a scheduled event does in time, Discord does.
        long?[] times = State.Wanted is null or { AsEvent: true }
            ? []
            : clock.At(Now) switch
            {
                ConferencePhase.Scheduled => [clock.StartsAt],
                ConferencePhase.Open => [clock.End],
                _ => [],
            };
        return times.Concat(State.Notices.Values.Select(notice => (long?)notice.RemoveAt)).Where(time => time > Now).Min();
    }
}
