using MoodleGrains.Announcements;
using MoodleGrains.Rules;

namespace MoodleGrains.Grains.Tests.Announcements;

/// <summary>A lecture at 10:00 (36000) until 11:00 among the scheduled events of a server.</summary>
public sealed class GuildEventTests
{
    private const long Start = 36000;
    private const long End = 39600;

    private static readonly DesiredAnnouncement Lecture = new(
        "Lecture", "Biology", Start, End, false, false, "https://moodle.example/mod/bigbluebuttonbn/view.php?id=41",
        null, [], "en", RuleTerms.Delete, false, 3600, [])
    {
        AsEvent = true,
    };

    private static readonly Card Shown = new(Card.Scheduled, "en", "Lecture", "Biology", Start, End, Lecture.Link, null, false);

    [Fact]
    public void What_is_to_come_is_made_an_event_and_nobody_is_called() => Given.No<Announcement>()
        .When(new ReconcileAnnouncement(Lecture, 1000))
        .Then(new AnnouncementChanged(Lecture, 1000), new PostOrdered(Slots.Event, 1, 1, Shown, null))
        .When(new ReconcileAnnouncement(Lecture, 1001)).ThenNothing();

    [Fact]
    public void Without_a_closing_time_it_ends_when_the_rule_says() => Given.No<Announcement>()
        .When(new ReconcileAnnouncement(Lecture with { EndsAt = null, AssumedSeconds = 5400 }, 1000))
        .Then(
            new AnnouncementChanged(Lecture with { EndsAt = null, AssumedSeconds = 5400 }, 1000),
            new PostOrdered(Slots.Event, 1, 1, Shown with { EndsAt = Start + 5400 }, null));

    [Theory]
    [InlineData(Start)]
    [InlineData(End)]
    public void What_has_begun_gets_no_event(long now) =>
        Given.No<Announcement>().When(new ReconcileAnnouncement(Lecture, now)).Then(new AnnouncementChanged(Lecture, now));

    [Fact]
    public void Without_an_opening_time_there_is_no_event_even_while_it_runs()
    {
        var anytime = Lecture with { StartsAt = null, EndsAt = null, Running = true };
        Given.No<Announcement>().When(new ReconcileAnnouncement(anytime, 1000)).Then(new AnnouncementChanged(anytime, 1000));
    }

    [Fact]
    public void Moved_or_renamed_is_an_edit_of_the_same_event()
    {
        var moved = Lecture with { Name = "Lecture II", StartsAt = Start + 7200, EndsAt = End + 7200 };
        Made().When(new ReconcileAnnouncement(moved, 2000)).Then(
            new AnnouncementChanged(moved, 2000),
            new EditOrdered(Slots.Event, 2, "e1", Shown with { Name = "Lecture II", StartsAt = Start + 7200, EndsAt = End + 7200 }));
    }

    [Fact]
    public void Cancelled_or_out_of_scope_it_goes_and_nothing_is_said()
    {
        var cancelled = Lecture with { Cancelled = true };
        Made().When(new ReconcileAnnouncement(cancelled, Start - 60))
            .Then(new AnnouncementChanged(cancelled, Start - 60), new DeletionOrdered(Slots.Event, 2, "e1"));
        Made().When(new ReconcileAnnouncement(null, 2000))
            .Then(new AnnouncementChanged(null, 2000), new DeletionOrdered(Slots.Event, 2, "e1"));
    }

    [Fact]
    public void While_it_is_on_it_can_be_renamed_and_prolonged()
    {
        var longer = Lecture with { Name = "Lecture II", EndsAt = End + 600 };
        var scene = Made().When(new ReconcileAnnouncement(longer, Start + 60));
        scene.Events.OfType<EditOrdered>().Single().Card.ShouldBe(Shown with { Name = "Lecture II", EndsAt = End + 600 });
    }

    [Fact]
    public void What_Discord_has_ended_is_left_alone_and_what_ends_early_is_deleted()
    {
        Made().When(new ReconcileAnnouncement(Lecture with { Name = "Lecture II" }, End)).Events.OfType<EditOrdered>().ShouldBeEmpty();
        Made().When(new ReconcileAnnouncement(Lecture with { EndsAt = Start + 60 }, Start + 120)).Events.OfType<DeletionOrdered>().Count()
            .ShouldBe(1);
    }

    [Theory]
    [InlineData(Start + 60)]
    [InlineData(End + 60)]
    public void The_next_date_of_a_class_whose_event_has_begun_is_another_event(long now)
    {
        var next = Lecture with { StartsAt = Start + 604800, EndsAt = End + 604800 };
        var scene = Made().When(new ReconcileAnnouncement(next, now));
        scene.Events.OfType<EditOrdered>().ShouldBeEmpty("Discord changes no start of what has begun");
        scene.Events.OfType<DeletionOrdered>().Single().MessageId.ShouldBe("e1");
        scene.When(new MessageDeleted(Slots.Event));
        scene.Events.OfType<PostOrdered>().Last().Card.ShouldBe(Shown with { StartsAt = Start + 604800, EndsAt = End + 604800 });
    }

    [Fact]
    public void A_start_moved_into_the_past_before_it_began_takes_the_event_away() => Made()
        .When(new ReconcileAnnouncement(Lecture with { StartsAt = Start - 3600 }, Start - 600))
        .Then(
            new AnnouncementChanged(Lecture with { StartsAt = Start - 3600 }, Start - 600),
            new DeletionOrdered(Slots.Event, 2, "e1"));

    [Fact]
    public void Deleted_by_hand_it_is_made_anew_once_and_not_twice()
    {
        var scene = Made()
            .When(new ReconcileAnnouncement(Lecture with { Name = "New" }, 2000), new MessageGone(Slots.Event, "e1"))
            .Then(new MessageLost(Slots.Event), new PostOrdered(Slots.Event, 3, 3, Shown with { Name = "New" }, null))
            .When(new MessagePosted(Slots.Event, "e2", 2001), new ReconcileAnnouncement(Lecture, 2002), new MessageGone(Slots.Event, "e2"))
            .Then(new MessageLost(Slots.Event))
            .When(new ReconcileAnnouncement(Lecture with { Name = "Newer" }, 2003));
        scene.State.Messages.ShouldBeEmpty();
    }

    [Fact]
    public void One_that_waits_is_wanted_until_the_class_begins_or_is_cancelled()
    {
        var state = Given.No<Announcement>().When(new ReconcileAnnouncement(Lecture, 1000)).State;
        state.StillWants(Slots.Event, "0-1", Start - 1).ShouldBeTrue();
        state.StillWants(Slots.Event, "0-1", Start).ShouldBeFalse();
        Announcement.Evolve(state, new AnnouncementChanged(Lecture with { Cancelled = true }, 1001)).StillWants(Slots.Event, "0-1", 1002)
            .ShouldBeFalse();
    }

    [Fact]
    public void Its_orders_go_to_the_server_and_the_row_tells_what_stands_there()
    {
        var grain = new AnnouncementId("campus", "41", AnnouncementId.OfGuild("600000000000000001")).Grain;
        StreamKey.TryParse(grain.Value, out _).ShouldBeTrue();
        var made = Only(grain, new PostOrdered(Slots.Event, 1, 1, Shown, null)).Body.ShouldBeOfType<CreateGuildEvent>();
        (made.Guild, made.Again).ShouldBe(("600000000000000001", false));
        var edit = Only(grain, new EditOrdered(Slots.Event, 2, "e1", Shown)).Body.ShouldBeOfType<EditGuildEvent>();
        edit.Marker.ShouldNotBe(made.Marker);
        Only(grain, new DeletionOrdered(Slots.Stray(3), 3, "e2")).Body
            .ShouldBe(new DeleteGuildEvent(grain.Value, "600000000000000001", Slots.Stray(3), "e2"));

        var row = Fold.Rows<AnnouncementRow, AnnouncementRow>(grain, Made().Events).Values.Single();
        (row.Channel, row.State, row.MessageId).ShouldBe(("guild.600000000000000001", AnnouncementRow.Posted, "e1"));
    }

    private static Effect Only(StreamKey grain, IEvent e) => AnnouncementReactions.React(
        new(1, grain, 1, EventType.SnakeCase(e.GetType().Name), DateTimeOffset.UnixEpoch, e)).Single();

    private static Scene<Announcement> Made() =>
        Given.No<Announcement>().When(new ReconcileAnnouncement(Lecture, 1000), new MessagePosted(Slots.Event, "e1", 1001));
}
