using MoodleGrains.Announcements;
using MoodleGrains.Rules;

namespace MoodleGrains.Grains.Tests.Announcements;

/// <summary>A lecture at 10:00 (36000) until 11:00, announced the day before, people called five minutes before.</summary>
public sealed class AnnouncementTests
{
    private const long Start = 36000;
    private const long End = 39600;
    private const string Ping = "ping:5:36000";

    private static readonly DesiredAnnouncement Lecture = new(
        "Lecture", "Biology", Start, End, false, false, "https://moodle.example/mod/bigbluebuttonbn/view.php?id=41",
        "700000000000000001", [5], "en", RuleTerms.Delete, false, 3600, []);

    [Fact]
    public void What_is_wanted_is_posted_and_the_call_and_the_start_are_set() => Given.No<Announcement>()
        .When(new ReconcileAnnouncement(Lecture, 1000))
        .Then(
            new AnnouncementChanged(Lecture, 1000),
            new PostOrdered(Slots.Post, 1, 1, Of(Card.Scheduled), null),
            new PingSet(Ping, Start - 300, 2),
            new WakeSet(Start, 3))
        .When(new ReconcileAnnouncement(Lecture, 1001)).ThenNothing();

    [Fact]
    public void A_change_while_the_post_is_under_way_waits_and_is_then_one_edit() => Given.No<Announcement>()
        .When(new ReconcileAnnouncement(Lecture, 1000))
        .When(new ReconcileAnnouncement(Lecture with { Name = "One" }, 1001)).Then(
            new AnnouncementChanged(Lecture with { Name = "One" }, 1001))
        .When(new ReconcileAnnouncement(Lecture with { Name = "Two" }, 1002)).Then(
            new AnnouncementChanged(Lecture with { Name = "Two" }, 1002))
        .When(new MessagePosted(Slots.Post, "m1", 1003))
        .Then(new PostDone(Slots.Post, "m1", 1003), new EditOrdered(Slots.Post, 4, "m1", Of(Card.Scheduled) with { Name = "Two" }))
        .When(new MessagePosted(Slots.Post, "m1", 1004)).ThenNothing();

    [Fact]
    public void People_are_called_once_and_the_call_goes_with_the_post_at_the_end()
    {
        var scene = Posted()
            .When(new StartPing(Ping, Start - 300))
            .Then(new PostOrdered(Ping, 4, 4, Of(Card.Ping), "700000000000000001"))
            .When(new StartPing(Ping, Start - 299)).ThenNothing()
            .When(new MessagePosted(Ping, "m2", Start - 298))
            .When(Rings(Start))
            .Then(
                new TimePassed(Start),
                new EditOrdered(Slots.Post, 5, "m1", Of(Card.Open)),
                new WakeSet(End, 6))
            .When(new MessageEdited(Slots.Post, "0-5"));
        scene.When(new Woken(End, "6"))
            .Then(new TimePassed(End), new DeletionOrdered(Ping, 7, "m2"), new DeletionOrdered(Slots.Post, 8, "m1"));
    }

    [Fact]
    public void A_post_that_is_to_be_marked_says_that_it_is_over_and_stays() => Posted(Lecture with { AtEnd = RuleTerms.Mark })
        .When(Rings(Start), new MessageEdited(Slots.Post, "0-4"))
        .When(new Woken(End, "5"))
        .Then(new TimePassed(End), new EditOrdered(Slots.Post, 6, "m1", Of(Card.Ended)));

    [Fact]
    public void What_is_over_before_anybody_was_told_is_not_posted() => Given.No<Announcement>()
        .When(new ReconcileAnnouncement(Lecture with { AtEnd = RuleTerms.Mark }, End + 60))
        .Then(new AnnouncementChanged(Lecture with { AtEnd = RuleTerms.Mark }, End + 60));

    [Theory]
    [InlineData(Start - 1, true)]
    [InlineData(Start, false)]
    public void A_call_missed_in_an_outage_goes_late_unless_the_class_has_begun(long now, bool goes)
    {
        var scene = Posted().When(new StartPing(Ping, now));
        scene.Events.OfType<PostOrdered>().Any(e => e.Slot == Ping).ShouldBe(goes);
        scene.Events.OfType<PingSkipped>().Any().ShouldBe(!goes);
    }

    [Fact]
    public void Of_calls_that_are_due_at_once_only_the_shortest_goes()
    {
        var scene = Given.No<Announcement>().When(new ReconcileAnnouncement(Lecture with { LeadMinutes = [5, 30, 60] }, Start - 120));
        scene.State.Ping!.Slot.ShouldBe(Ping);
        scene.When(new StartPing(Ping, Start - 120))
            .When(new ReconcileAnnouncement(Lecture with { LeadMinutes = [5, 30, 60, 90] }, Start - 100));
        scene.State.Ping.ShouldBeNull("who was called five minutes before need not be called again");
    }

    [Fact]
    public void Quiet_hours_hold_a_call_back_until_they_end_and_a_post_never()
    {
        var quiet = Lecture with { Quiet = [new(1000, Start - 60)] };
        var scene = Given.No<Announcement>().When(new ReconcileAnnouncement(quiet, 2000));
        scene.Events.OfType<PostOrdered>().Count().ShouldBe(1);
        scene.Events.OfType<PingSet>().Single().DueAt.ShouldBe(Start - 60);
        scene.When(new StartPing(Ping, Start - 300));
        scene.Events.OfType<PostOrdered>().Count().ShouldBe(1, "the timer of before is stale");
        scene.When(new StartPing(Ping, Start - 60)).Then(new PostOrdered(Ping, 5, 5, Of(Card.Ping), "700000000000000001"));
    }

    [Fact]
    public void A_class_that_Moodle_was_just_read_to_have_moved_is_not_called_for_and_the_move_sets_the_next_call()
    {
        var moved = Lecture with { StartsAt = Start + 7200, EndsAt = End + 7200 };
        var scene = Posted()
            .When(new StartPing(Ping, Start - 300, Holds: false))
            .Then(new PingSet(Ping, Start - 270, 4, Again: true))
            .When(new ReconcileAnnouncement(moved, Start - 290));
        scene.State.Ping.ShouldBe(new NextPing("ping:5:43200", Start + 6900, false));
        scene.When(new StartPing(Ping, Start - 270)).ThenNothing();
    }

    [Fact]
    public void A_class_moved_after_its_call_is_told_of_and_called_for_again()
    {
        var moved = Lecture with { StartsAt = Start + 7200, EndsAt = End + 7200 };
        var scene = Posted().When(new StartPing(Ping, Start - 300), new MessagePosted(Ping, "m2", Start - 299));
        scene.When(new ReconcileAnnouncement(moved, Start - 200));
        scene.Events.OfType<NoticeOpened>().Single().ShouldBe(new NoticeOpened("notice:5", Start, End));
        scene.Events.OfType<PostOrdered>().Last().Card.ShouldBe(
            Of(Card.Moved) with { StartsAt = Start + 7200, EndsAt = End + 7200, WasStartsAt = Start });
        scene.Events.OfType<DeletionOrdered>().Single().MessageId.ShouldBe("m2", "nobody is called to the old time any more");
        scene.State.Ping!.Slot.ShouldBe("ping:5:43200");
        scene.When(new MessagePosted("notice:5", "m3", Start - 198));
        scene.When(new Woken(End, $"{scene.State.WakeNumber}"));
        scene.Events.OfType<DeletionOrdered>().Last().MessageId.ShouldBe("m3", "at the old end the notice goes");
    }

    [Theory]
    [InlineData(86400, true)]
    [InlineData(86401, false)]
    public void A_class_cancelled_within_a_day_of_its_start_is_told_of_and_one_further_away_just_goes(long before, bool told)
    {
        const long NextWeek = Start + (7 * 86400);
        var later = Lecture with { StartsAt = NextWeek, EndsAt = null };
        var scene = Posted(later).When(new ReconcileAnnouncement(later with { Cancelled = true }, NextWeek - before));
        scene.Events.OfType<DeletionOrdered>().Single().MessageId.ShouldBe("m1");
        scene.Events.OfType<PostOrdered>().Any(e => e.Card.Kind == Card.Cancelled && e.Card.StartsAt == NextWeek).ShouldBe(told);
    }

    [Fact]
    public void What_is_out_of_scope_goes_without_a_word() => Posted()
        .When(new ReconcileAnnouncement(null, Start - 100))
        .Then(new AnnouncementChanged(null, Start - 100), new DeletionOrdered(Slots.Post, 4, "m1"));

    [Fact]
    public void A_post_deleted_by_hand_is_posted_anew_once_and_not_twice()
    {
        var scene = Posted().When(new ReconcileAnnouncement(Lecture with { Name = "New" }, 2000));
        scene.When(new MessageGone(Slots.Post, "m1"))
            .Then(new MessageLost(Slots.Post), new PostOrdered(Slots.Post, 5, 5, Of(Card.Scheduled) with { Name = "New" }, null))
            .When(new MessageGone(Slots.Post, "m1")).ThenNothing()
            .When(new MessagePosted(Slots.Post, "m2", 2001), new ReconcileAnnouncement(Lecture, 2002))
            .When(new MessageGone(Slots.Post, "m2")).Then(new MessageLost(Slots.Post))
            .When(new ReconcileAnnouncement(Lecture with { Name = "Newer" }, 2003));
        scene.State.Messages.ShouldBeEmpty();
    }

    [Fact]
    public void A_post_that_failed_is_tried_again_when_something_else_is_wanted_as_the_same_message_and_then_made_sure_of()
    {
        var scene = Given.No<Announcement>().When(new ReconcileAnnouncement(Lecture, 1000), new MessageFailed(Slots.Post, "no access"));
        scene.When(new ReconcileAnnouncement(Lecture, 1001)).ThenNothing();
        var renamed = Lecture with { Name = "New" };
        scene.When(new ReconcileAnnouncement(renamed, 1002))
            .Then(new AnnouncementChanged(renamed, 1002), new PostOrdered(Slots.Post, 4, 1, Of(Card.Scheduled) with { Name = "New" }, null))
            .When(new MessagePosted(Slots.Post, "m1", 1003))
            .Then(new PostDone(Slots.Post, "m1", 1003), new EditOrdered(Slots.Post, 5, "m1", Of(Card.Scheduled) with { Name = "New" }));
    }

    [Fact]
    public void A_message_nobody_waits_for_is_deleted() => Posted()
        .When(new MessagePosted(Slots.Post, "m9", 2000))
        .Then(new DeletionOrdered("stray:4", 4, "m9"));

    [Fact]
    public void Without_opening_time_it_is_announced_while_it_runs_if_the_rule_says_so()
    {
        var anytime = Lecture with { StartsAt = null, EndsAt = null, RunningNow = true };
        Given.No<Announcement>()
            .When(new ReconcileAnnouncement(anytime, 1000)).Then(new AnnouncementChanged(anytime, 1000))
            .When(new ReconcileAnnouncement(anytime with { Running = true }, 1001))
            .Then(
                new AnnouncementChanged(anytime with { Running = true }, 1001),
                new PostOrdered(Slots.Post, 1, 1, Of(Card.Running) with { StartsAt = null, EndsAt = null }, null))
            .When(new MessagePosted(Slots.Post, "m1", 1002), new ReconcileAnnouncement(anytime, 1003))
            .Then(new AnnouncementChanged(anytime, 1003), new DeletionOrdered(Slots.Post, 2, "m1"));
    }

    [Fact]
    public void A_call_is_no_longer_wanted_once_the_class_has_begun_or_was_moved()
    {
        var state = Posted().When(new StartPing(Ping, Start - 300)).State;
        state.StillWants(Ping, "0-4", Start - 1).ShouldBeTrue();
        state.StillWants(Ping, "0-4", Start).ShouldBeFalse();
        state.StillWants(Ping, "0-3", Start - 1).ShouldBeFalse();
        Announcement.Evolve(state, new AnnouncementChanged(Lecture with { StartsAt = Start + 60 }, Start - 200))
            .StillWants(Ping, "0-4", Start - 1).ShouldBeFalse();
    }

    [Fact]
    public void A_timer_that_was_replaced_changes_nothing() => Posted().When(new Woken(Start, "2")).ThenNothing();

    private static Card Of(string kind) => new(kind, "en", "Lecture", "Biology", Start, End, Lecture.Link, null, false);

    private static Woken Rings(long at) => new(at, "3");

    private static Scene<Announcement> Posted(DesiredAnnouncement? wanted = null) =>
        Given.No<Announcement>().When(new ReconcileAnnouncement(wanted ?? Lecture, 1000), new MessagePosted(Slots.Post, "m1", 1001));
}
