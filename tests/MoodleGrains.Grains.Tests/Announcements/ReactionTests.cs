using MoodleGrains.Announcements;
using MoodleGrains.Conferences;
using MoodleGrains.Courses;
using MoodleGrains.Digests;
using MoodleGrains.Polling;
using MoodleGrains.Rosters;

namespace MoodleGrains.Grains.Tests.Announcements;

public sealed class ReactionTests
{
    private static readonly StreamKey Entry = new AnnouncementId("campus", "e77", "lectures").Grain;

    [Fact]
    public void Orders_on_one_message_share_a_key_and_are_told_apart_by_their_markers()
    {
        var card = new Card(Card.Scheduled, "en", "Lecture", null, 1, 2, null, null, false);
        var post = Only(Entry, new PostOrdered("post", 1, 1, card, null));
        var edit = Only(Entry, new EditOrdered("post", 2, "m1", card));
        post.Key.ShouldBe("announcement-campus-e77-lectures/post");
        edit.Key.ShouldBe(post.Key);
        edit.Id.ShouldNotBe(post.Id);
        var body = post.Body.ShouldBeOfType<PostMessage>();
        body.Channel.ShouldBe("lectures");
        body.Nonce.Length.ShouldBeLessThanOrEqualTo(25);
        ((EditMessage)edit.Body).Marker.ShouldNotBe(body.Marker);

        var again = Only(Entry, new PostOrdered("post", 3, 1, card, null));
        again.Supersedes.ShouldBeTrue();
        ((PostMessage)again.Body).Marker.ShouldBe(body.Marker, "it is the same message");
        ((PostMessage)again.Body).Nonce.ShouldBe(body.Nonce);
    }

    [Fact]
    public void Timers_replace_each_other_and_name_the_conference()
    {
        var ping = Only(Entry, new PingSet("ping:5:1000", 700, 2));
        (ping.DueAt, ping.Supersedes).ShouldBe((700, true));
        ping.Body.ShouldBe(new ReadBeforePing(Entry.Value, "campus", "e77", "ping:5:1000"));
        var wake = Only(Entry, new WakeSet(1000, 3));
        (wake.DueAt, wake.Supersedes).ShouldBe((1000, true));
        wake.Body.ShouldBe(new Wake(Entry.Value, "3"));
        wake.Key.ShouldNotBe(ping.Key);
    }

    [Fact]
    public void What_others_show_of_a_conference_or_its_course_asks_for_a_reconcile_and_nothing_else_does()
    {
        var stamp = Stamps.Polled(100);
        var conference = ConferenceId.OfCalendarEntry("campus", 77);
        Announced(conference, new ConferenceRenamed("New", 0, ConferenceField.Name, stamp)).ShouldBe(
            new ReconcileAnnouncements("campus", "conference", "e77"));
        Announced(StreamKey.For("course", "campus", 13), new CourseHidden(CourseField.Visible, stamp)).ShouldBe(
            new ReconcileAnnouncements("campus", "course", "13"));
        Announced(conference, new ConferenceTouched(ConferenceField.Name, stamp)).ShouldBeNull();
        Announced(StreamKey.For("course", "campus", 13), new CourseDescribed("x", 0, CourseField.Summary, stamp)).ShouldBeNull();
    }

    /// <summary>What follows from events is written with them, before they have a place or a time.</summary>
    [Fact]
    public void What_follows_from_an_announcement_depends_on_nothing_but_what_its_events_say()
    {
        var asked = 0;
        foreach (var e in Samples.All.Where(e => Announcement.Events.Any(type => type.Type == e.GetType())))
        {
            var recorded = Recorded(Entry, e);
            var effects = AnnouncementReactions.React(recorded);
            AnnouncementReactions.React(recorded with { Position = 0, At = default }).Select(effect => $"{effect}")
                .ShouldBe(effects.Select(effect => $"{effect}"));
            asked += effects.Count;
            IReadOnlyList<Effect>[] others =
            [
                AnnounceReactions.React(recorded), ContestedReaction.React(recorded), DigestReactions.React(recorded), InvitationReactions
                    .React(recorded),
                RosterReactions.React(recorded),
            ];
            others.ShouldAllBe(other => other.Count == 0);
        }

        asked.ShouldBeGreaterThanOrEqualTo(5);
    }

    private static IEffectBody? Announced(StreamKey grain, IEvent e) => AnnounceReactions.React(Recorded(grain, e)).SingleOrDefault()?.Body;

    private static Effect Only(StreamKey grain, IEvent e) => AnnouncementReactions.React(Recorded(grain, e)).Single();

    private static RecordedEvent Recorded(StreamKey grain, IEvent e) =>
        new(1, grain, 1, EventType.SnakeCase(e.GetType().Name), DateTimeOffset.UnixEpoch, e);
}
