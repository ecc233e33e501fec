using MoodleGrains.Conferences;

namespace MoodleGrains.Announcements;

/// <summary>
/// When people are called. Of several pings that are due at once (after an outage, at the end of quiet hours) the one with the
/// shortest lead time goes, and after it none with a longer one: one call is enough.
/// </summary>
internal static class Pinging
{
    private const long Patience = 30;

    /// <summary>The timer of the next ping, if it is not set.</summary>
    public static void Set(Planning plan)
    {
        var state = plan.State;
        var next = Open(state, plan.Now).OrderBy(ping => ping.At).ThenBy(ping => ping.Lead).FirstOrDefault();
        if (next.Slot is null || (state.Ping is { } set && set.Slot == next.Slot
            && (set.Again || set.DueAt == next.At || (set.DueAt <= plan.Now && next.At <= plan.Now))))
        {
            return;
        }

        plan.Add(new PingSet(next.Slot, next.At, plan.Next));
    }

    public static Decision Start(Announcement state, StartPing command)
    {
        if (state.Ping is not { } set || set.Slot != command.PingId)
        {
            return Decision.Nothing;
        }

        var plan = Planning.Begin(state, command.Now);
        if (plan.Now < set.DueAt)
        {
            // The timer that was set earlier rang; the later one stands again.
            plan.Add(new PingSet(set.Slot, set.DueAt, plan.Next, set.Again));
            return plan.Finish();
        }

        var due = Open(state, plan.Now).Where(ping => ping.At <= plan.Now).OrderBy(ping => ping.Lead).ToList();
        if (due.Count == 0)
        {
            var open = Open(state, plan.Now).FirstOrDefault(ping => ping.Slot == set.Slot);
            if (open.Slot is null)
            {
                var begun = state.Wanted?.StartsAt is not { } startsAt || startsAt <= plan.Now;
                plan.Add(new PingSkipped(set.Slot, begun ? "begun" : "quiet"));
            }
        }
        else if (!command.Holds)
        {
            plan.Add(new PingSet(set.Slot, plan.Now + Patience, plan.Next, Again: true));
        }
        else
        {
            plan.Add(new PostOrdered(due[0].Slot, plan.Next, plan.Next, DesiredMessage.Make(Card.Ping, state.Wanted!), state.Wanted!.Role));
        }

        return plan.Finish();
    }

    /// <summary>The pings that may still go, each with the earliest time from now on at which it may.</summary>
    private static IEnumerable<(string Slot, int Lead, long At)> Open(Announcement state, long now)
    {
        if (state.Wanted is not { StartsAt: { } startsAt } wanted || wanted.Clock.At(now) != ConferencePhase.Scheduled)
        {
            yield break;
        }

        var called = state.Pinged
            .Select(ping => Slots.TryPing(ping, out var lead, out var start) && start == startsAt ? lead : int.MaxValue)
            .DefaultIfEmpty(int.MaxValue)
            .Min();
        foreach (var lead in wanted.LeadMinutes.Where(lead => lead < called))
        {
            var slot = Slots.Ping(lead, startsAt);
            var at = Past(wanted.Quiet, Math.Max(now, startsAt - (lead * 60L)));
            if (at < startsAt)
            {
                yield return (slot, lead, at);
            }
        }
    }

    private static long Past(IReadOnlyList<Spell> quiet, long at) =>
        quiet.Aggregate(at, (time, spell) => spell.From <= time && time < spell.To ? spell.To : time);
}
