using MoodleGrains.Digests;
using MoodleGrains.Mail;

namespace MoodleGrains.Grains.Tests.Digests;

public sealed class DigestTests
{
    // 2026-11-21 10:00 UTC, a Saturday.
    private const long Now = 1795255200;
    private const long Day = 86_400;
    private static readonly DigestWish Mornings = new(DigestWish.Daily, 1, 7, "UTC", "en");
    private static readonly DigestSubscribed Subscribed = new(Mornings, Now + (21 * 3600), Now);

    [Fact]
    public void It_is_off_until_its_user_switches_it_on() =>
        Given.No<Digest>().When(new Woken(Now, "0")).ThenNothing()
            .When(new SubscribeToDigest(Mornings, Now)).Then(Subscribed)
            .When(new SubscribeToDigest(Mornings, Now + 5)).ThenNothing();

    [Fact]
    public void Its_turn_makes_one_mail_and_the_next_turn() =>
        Given.A<Digest>(Subscribed)
            .When(new Woken(Subscribed.NextAt, Digest.Token(Subscribed.NextAt)))
            .Then(new DigestFellDue(Subscribed.NextAt, null, Mornings, Subscribed.NextAt + Day))
            .When(new Woken(Subscribed.NextAt, Digest.Token(Subscribed.NextAt))).ThenNothing()
            .When(new ReportDigest(Subscribed.NextAt, null, 70)).Then(new DigestSent(Subscribed.NextAt, 70))
            .When(new ReportDigest(Subscribed.NextAt, null, 71)).ThenNothing()
            .When(new Woken(Subscribed.NextAt + Day, Digest.Token(Subscribed.NextAt + Day)))
            .Then(new DigestFellDue(Subscribed.NextAt + Day, 70, Mornings, Subscribed.NextAt + (2 * Day)));

    [Fact]
    public void Three_days_missed_are_one_digest() =>
        Given.A<Digest>(Subscribed)
            .When(new Woken(Subscribed.NextAt + (3 * Day) + 60, Digest.Token(Subscribed.NextAt)))
            .Then(new DigestFellDue(Subscribed.NextAt, null, Mornings, Subscribed.NextAt + (4 * Day)));

    [Fact]
    public void What_was_not_told_is_told_by_the_next_one() =>
        Given.A<Digest>(Subscribed, new DigestFellDue(1, null, Mornings, 2), new DigestSent(1, 70), new DigestFellDue(2, 70, Mornings, 3))
            .When(new ReportDigest(2, SkipReason.NotReachable, null)).Then(new DigestSkipped(2, SkipReason.NotReachable, null))
            .When(new Woken(Now, "3")).Then(new DigestFellDue(3, 70, Mornings, DigestTime.NextAfter(Now, Mornings)));

    [Fact]
    public void Switched_off_it_stays_off() =>
        Given.A<Digest>(Subscribed)
            .When(new UnsubscribeFromDigest(Now)).Then(new DigestUnsubscribed(Now))
            .When(new UnsubscribeFromDigest(Now)).ThenNothing()
            .When(new Woken(Subscribed.NextAt, Digest.Token(Subscribed.NextAt))).ThenNothing()
            .When(new InviteToDigest("en", Now)).ThenNothing();

    [Fact]
    public void Nobody_is_invited_twice() =>
        Given.No<Digest>()
            .When(new InviteToDigest("fr", Now)).Then(new DigestInvited("fr", Now))
            .When(new InviteToDigest("fr", Now)).ThenNothing();

    [Theory]
    [InlineData("hourly", 1, 7, "UTC", "en", "rhythm is 'hourly'")]
    [InlineData("weekly", 0, 7, "UTC", "en", "weekday is '0'")]
    [InlineData("daily", 1, 24, "UTC", "en", "hour is '24'")]
    [InlineData("daily", 1, 7, "Mars/Base", "en", "zone is 'Mars/Base'")]
    [InlineData("daily", 1, 7, "../../etc/passwd", "en", "zone is")]
    [InlineData("daily", 1, 7, "/etc/passwd", "en", "zone is")]
    [InlineData("daily", 1, 7, "UTC", "la", "language is 'la'")]
    public void A_wish_that_cannot_be_done_is_refused_by_its_field(
        string rhythm,
        int day,
        int hour,
        string zone,
        string language,
        string said) =>
        Digest.Decide(Digest.Initial, new SubscribeToDigest(new(rhythm, day, hour, zone, language), Now)).Refusal!.Reason
            .ShouldContain(said);

    [Fact]
    public void The_timer_of_a_turn_and_its_mail_have_keys_of_their_own_and_an_id_an_event()
    {
        var effects = DigestReactions.React(new(
            9, StreamKey.For("digest", "campus", 4), 3, "", DateTimeOffset.UnixEpoch, new DigestFellDue(1, 70, Mornings, 2)));
        effects.Select(e => e.Id).ShouldBe(["wake-digest-campus-4-3", "mail-digest-campus-4-3"]);
        effects.Select(e => e.Key).ShouldBeUnique();
        effects.ShouldAllBe(e => e.Supersedes);
        effects[0].DueAt.ShouldBe(2);
        effects[1].Body.ShouldBe(new SendMail("campus", 4, Letter.Digest, "en", "UTC", 1, 70, Day));
    }

    [Fact]
    public void An_invitation_to_many_waits_for_a_person()
    {
        long[] many = [4, 5, 6];
        Given.No<Invitation>()
            .When(new StartInvitation(many, 41, 2, "de", Now)).Then(new InvitationHeld(many, 41, 2, "de", Now))
            .When(new StartInvitation(many, 41, 2, "de", Now)).ThenNothing()
            .When(new ApproveInvitation(Now + 9)).Then(new InvitationReleased(many, 41, "de", Now + 9))
            .When(new ApproveInvitation(Now + 10)).ThenNothing();
        Given.No<Invitation>().When(new StartInvitation([4, 5], null, 2, "de", Now)).Then(new InvitationReleased([4, 5], null, "de", Now));
        Invitation.Decide(Invitation.Initial, new StartInvitation([], null, 2, "de", Now)).Refusal!.Code.ShouldBe("nobody");
        Invitation.Decide(Invitation.Initial, new ApproveInvitation(Now)).Refusal!.Code.ShouldBe("not_there");
    }
}
