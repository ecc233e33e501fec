using MoodleGrains.Announcements;
using MoodleGrains.Rules;
using Xunit.Abstractions;

namespace MoodleGrains.Grains.Tests.Announcements;

/// <summary>
/// The law of announcements: whatever happens to a class, to Discord and to silos, when all is up again the channel shows what
/// Moodle has, once; nobody is ever called twice for the same thing, and while all is up everybody is called in time.
/// </summary>
public sealed class AnnouncementLawTests(ITestOutputHelper output)
{
    [Fact]
    public void Whatever_happened_the_channel_finally_shows_what_Moodle_has() => Histories.Hold(output, 200, 150, (ops, luck) =>
    {
        var world = new World(luck);
        ClassChanges.Move(world, 3600);
        world.Changed();
        foreach (var op in ops)
        {
            world.Step(op);
            Posts(world).ShouldBeLessThanOrEqualTo(1, "never two posts");
        }

        world.Calm();
        Shows(world);
        world.Refolds();

        for (var i = 0; world.Outbox.NextTimer(world.Now) is { } next; i++)
        {
            i.ShouldBeLessThan(100, "timers come to an end");
            world.Now = next;
            world.Calm();
            Shows(world);
        }

        world.Channel.In("notice").ShouldBeEmpty("what would have ended is no longer spoken of");
        world.Channel.Calls.Select(call => call.Slot).ShouldBeUnique("nobody is called twice for the same thing");
    });

    [Fact]
    public void While_all_is_up_everybody_is_called_once_and_in_time() => Histories.Hold(output, 10, 120, (ops, luck) =>
    {
        const int Tick = 20;
        var world = new World(luck);
        ClassChanges.Move(world, 3600);
        world.Changed();
        world.Calm(faults: true);
        foreach (var op in ops)
        {
            if (op % 4 == 0)
            {
                ClassChanges.One(world, op / 4);
            }

            world.Calm(faults: true);
            for (var i = 0; i < 9; i++)
            {
                var before = Due(world).ToHashSet();
                world.Now += Tick;
                world.Calm(faults: true);
                var calls = world.Channel.Calls;
                calls.Select(call => call.Slot).ShouldBeUnique();
                var late = Due(world).Where(slot => !before.Contains(slot)).ToList();
                if (late.Count == 1)
                {
                    calls[^1].Slot.ShouldBe(late[0]);
                    calls[^1].At.ShouldBe(world.Now);
                }

                Shows(world);
            }
        }
    });

    [Fact]
    public void A_channel_behind_a_webhook_URL_has_every_post_and_no_ping_twice() => Histories.Hold(output, 100, 120, (ops, luck) =>
    {
        var world = new World(luck, webhook: true);
        ClassChanges.Move(world, 3600);
        world.Changed();
        foreach (var op in ops)
        {
            world.Step(op);
        }

        world.Calm();
        world.Channel.Calls.Select(call => call.Slot).ShouldBeUnique();
        if (Wanted(world) is { } card)
        {
            world.Channel.In(Slots.Post).ShouldContain(m => m.Value.Card == card);
        }
    });

    private static int Posts(World world) => world.Channel.In(Slots.Post).Count();

    /// <summary>The pings whose time has come and whose class has not begun, quiet hours left out.</summary>
    private static IEnumerable<string> Due(World world) =>
        world.Class.Wanted() is { StartsAt: { } startsAt, Cancelled: false } wanted && world.Now < startsAt
            ? wanted.LeadMinutes
                .Where(lead => startsAt - (lead * 60) <= world.Now
                    && (wanted.Quiet.Count == 0 || !ModelClass.IsQuiet(world.Now)))
                .Select(lead => Slots.Ping(lead, startsAt))
            : [];

    private static Card? Wanted(World world)
    {
        var phase = world.Class.Phase(world.Now);
        return world.Class.Wanted() is null || phase is "none" or Card.Cancelled or Card.Ended ? null : world.Class.About(phase);
    }

    private static void Shows(World world)
    {
        Post(world);
        Pings(world);
        Notices(world);
        world.Channel.Messages.Values.ShouldAllBe(m => !m.Post.Slot.StartsWith("stray", StringComparison.Ordinal));
    }

    private static void Post(World world)
    {
        var posts = world.Channel.In(Slots.Post).Select(m => m.Value.Card).ToList();
        var phase = world.Class.Phase(world.Now);
        if (phase == Card.Ended && world.Class.Wanted() is not null && world.Class.Terms.AtEnd == RuleTerms.Mark)
        {
            // Where it was not announced before, it is not announced as ended.
            posts.ShouldAllBe(card => card == world.Class.About(Card.Ended));
            posts.Count.ShouldBeLessThanOrEqualTo(1);
        }
        else if (Wanted(world) is not { } card)
        {
            posts.ShouldBeEmpty();
        }
        else if (!world.Meddled)
        {
            posts.ShouldBe([card]);
        }
        else
        {
            // Who deletes a post learns nothing to the grain before it edits the post.
            posts.ShouldAllBe(there => there == card);
        }
    }

    private static void Pings(World world)
    {
        var pings = world.Channel.In("ping").ToList();
        if (world.Class.Wanted() is null || world.Class.Phase(world.Now) is not (Card.Scheduled or Card.Open))
        {
            pings.ShouldBeEmpty("a call stands no longer than its class");
        }

        pings.ShouldAllBe(m => m.Value.Card == world.Class.About(Card.Ping));
        pings.Select(m => m.Value.Post.Slot).ShouldBeUnique();
    }

    private static void Notices(World world)
    {
        var notices = world.Channel.In("notice").Select(m => m.Value.Card).ToList();
        if (world.Class.Wanted() is null)
        {
            notices.ShouldBeEmpty();
            return;
        }

        foreach (var (startsAt, end) in world.Owed.Where(owed => world.Now < owed.Value && owed.Key != world.Class.Row.StartsAt))
        {
            if (!world.Meddled)
            {
                notices.Count(card => world.Class.Cancelled
                    ? card.Kind == Card.Cancelled && card.StartsAt == startsAt
                    : card.Kind == Card.Moved && card.WasStartsAt == startsAt && card.StartsAt == world.Class.Row.StartsAt)
                    .ShouldBe(1, $"the start {startsAt} was given up, which is said until {end}");
            }
        }
    }
}
