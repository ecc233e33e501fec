using MoodleGrains.Conferences;
using MoodleGrains.Convergence;
using static MoodleGrains.Grains.Tests.Stamps;

namespace MoodleGrains.Grains.Tests.Conferences;

public sealed class ConferenceTests
{
    private const string Page = "https://moodle.example/mod/bigbluebuttonbn/view.php?id=1";

    [Fact]
    public void Without_an_opening_time_a_conference_is_unscheduled_then_scheduled_then_cancelled()
    {
        var scene = Given.No<Conference>().When(Told(null, null, Created(100)));
        Row(scene).Status.ShouldBe("unscheduled");
        scene.When(Told(5000, Page, Updated(200)))
            .Then(
                new ConferenceRescheduled(
                    5000,
                    null,
                    ConferenceField.StartsAt | ConferenceField.Name | ConferenceField.Course | ConferenceField.Instance,
                    Updated(200)),
                new ConferencePlaced(null, null, Page, ConferenceField.JoinUrl, Updated(200)));
        Row(scene).Status.ShouldBe("scheduled");
        Row(scene).StartsAt.ShouldBe(5000);
        scene.When(new ObserveConferenceDeleted(Deleted(300)));
        Row(scene).Status.ShouldBe("cancelled");
    }

    [Theory]
    [InlineData("https://bbb.example/bigbluebutton/api/join?fullName=Ann&checksum=abc")]
    [InlineData("https://moodle.example/mod/bigbluebuttonbn/bbb_view.php?action=join&id=41&bn=6")]
    [InlineData("https://moodle.example/mod/bigbluebuttonbn/view.php?id=41&token=secret")]
    public void A_personal_address_is_never_kept(string url) =>
        Row(Given.No<Conference>().When(Told(5000, url, Created(100)))).JoinUrl.ShouldBeNull();

    [Fact]
    public void An_older_time_that_comes_late_changes_nothing() => Given.No<Conference>()
        .When(Told(5000, null, Created(100)), Told(7000, null, Updated(300)), Told(6000, null, Updated(200)))
        .ThenNothing();

    [Theory]
    [InlineData(
        "https://moodle.example/mod/bigbluebuttonbn/guest.php?uid=0a1b2c",
        "https://moodle.example/mod/bigbluebuttonbn/guest.php?uid=0a1b2c")]
    [InlineData("https://bbb.example/bigbluebutton/api/join?fullName=Ann&checksum=abc", null)]
    [InlineData("https://moodle.example/mod/bigbluebuttonbn/guest.php?uid=0a1b2c&sesskey=x", null)]
    [InlineData("", null)]
    public void Only_the_page_for_guests_is_kept_as_such_and_goes_when_guests_are_shut_out(string url, string? kept)
    {
        var scene = Given.No<Conference>().When(Told(5000, Page, Polled(100)) with { GuestUrl = url });
        Row(scene).GuestUrl.ShouldBe(kept);
        Row(scene).Link.ShouldBe(kept ?? Page);
        scene.When(Told(5000, Page, Polled(200)) with { GuestUrl = "" });
        Row(scene).Link.ShouldBe(Page);
    }

    [Fact]
    public void What_was_found_to_be_a_series_stays_one_and_an_occurrence_names_it()
    {
        var scene = Given.No<Conference>().When(Told(5000, Page, Polled(100)));
        Row(scene).Recurring.ShouldBeFalse();
        scene.When(Told(5000, Page, Polled(200)) with { Recurring = true })
            .Then(new ConferenceSeriesFound(
                ConferenceField.Recurring | ConferenceField.Name | ConferenceField.StartsAt | ConferenceField.Course
                    | ConferenceField.Instance
                    | ConferenceField.JoinUrl,
                Polled(200)));
        scene.When(Told(6000, Page, Polled(300)));
        Row(scene).Recurring.ShouldBeTrue();
        Row(Given.No<Conference>().When(Told(5000, Page, Polled(100)) with { Series = 41 })).Series.ShouldBe(41);
    }

    [Theory]
    [InlineData("https://us02web.zoom.us/j/81234567890?pwd=abcDEF", true)]
    [InlineData("https://meet.jit.si/Biology", true)]
    [InlineData("https://us02web.zoom.us/w/81234567890?tk=abc", false)]
    [InlineData("https://moodle.example/mod/zoom/loadmeeting.php?id=3&sesskey=abc", false)]
    [InlineData("https://moodle.example/mod/bigbluebuttonbn/bbb_view.php?action=join&id=41&bn=6", false)]
    [InlineData("https://bbb.example/bigbluebutton/api/join?fullName=Ann&checksum=abc", false)]
    [InlineData("https://ann:secret@meet.example/room", false)]
    [InlineData("javascript:alert(1)", false)]
    public void The_link_in_a_calendar_entry_is_kept_if_it_is_nobodys_own(string url, bool kept)
    {
        var told = new ObserveConference(ConferenceId.Calendar, 0, 13, new("Office hour"), 5000, 8600, true, url, Polled(100));
        var id = ConferenceId.OfCalendarEntry("campus", 77);
        var row = Fold.Rows<ConferenceRow, ConferenceRow>(id, Conference.Decide(Conference.Initial, told).Events).Values.Single();
        (row.Id, row.Source, row.Link).ShouldBe((-77, "calendar", kept ? url : null));
        ConferenceId.OfRow("campus", row.Id).ShouldBe(id);
    }

    [Fact]
    public void It_runs_and_stops_and_says_nothing_new_in_between()
    {
        var scene = Given.No<Conference>().When(Told(0, null, Polled(100)) with { Running = false });
        scene.Events.Count.ShouldBe(1);
        scene.When(Told(0, null, Polled(200)) with { Running = true })
            .Then(new ConferenceStarted(ConferenceField.Running | Rest, Polled(200)));
        Row(scene).Running.ShouldBeTrue();
        scene.When(Told(0, null, Polled(300)) with { Running = true }).ThenNothing();
        scene.When(Told(0, null, Polled(400)) with { Running = false })
            .Then(new ConferenceStopped(ConferenceField.Running | Rest, Polled(400)));
        Row(scene).Running.ShouldBeFalse();
    }

    [Fact]
    public void Its_sequence_rises_with_what_a_calendar_shows_and_with_nothing_else()
    {
        var scene = Given.No<Conference>().When(Told(5000, Page, Created(100)));
        Sequence().ShouldBe((0, 100));
        scene.When(Told(5000, Page, Updated(200)), Told(5000, Page, Polled(250)) with { Running = true });
        Sequence().ShouldBe((0, 100));
        scene.When(Told(6000, Page, Updated(300)));
        Sequence().ShouldBe((1, 300));
        scene.When(new ObserveConferenceDeleted(Deleted(400)));
        Sequence().ShouldBe((2, 400));
        Row(scene).CancelledAt.ShouldBe(400);

        (long, long?) Sequence() => (Row(scene).Sequence, Row(scene).ChangedAt);
    }

    [Fact]
    public void Events_of_before_guests_were_known_still_read()
    {
        var type = Conference.Events.Single(e => e.Name == "conference_placed");
        var old =
            """
            {"instanceId":6,"courseId":13,"joinUrl":"https://moodle.example/mod/bigbluebuttonbn/view.php?id=41","covers":32,
            "stamp":{"told":1795255500,"rank":"updated"}}
            """u8;
        ((ConferencePlaced)type.Read(old)).GuestUrl.ShouldBeNull();
    }

    private const ConferenceField Rest =
        ConferenceField.Name | ConferenceField.StartsAt | ConferenceField.Course | ConferenceField.Instance;

    private static ConferenceRow Row(Scene<Conference> scene) => scene.Rows<ConferenceRow>()["conference-campus-1"];

    private static ObserveConference Told(long? startsAt, string? url, FieldVersion stamp) =>
        new("bigbluebuttonbn", 6, 13, new("Lecture"), startsAt, null, null, url, stamp);
}
