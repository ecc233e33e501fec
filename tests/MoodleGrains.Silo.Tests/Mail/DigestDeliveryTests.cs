using MoodleGrains.Conferences;
using MoodleGrains.Convergence;
using MoodleGrains.Courses;
using MoodleGrains.Digests;
using MoodleGrains.Silo.Inbox;
using MoodleGrains.Silo.Mail;
using MoodleGrains.Silo.Tests.EventStore;
using MoodleGrains.Users;

namespace MoodleGrains.Silo.Tests.Mail;

[Collection(MailTests.Name)]
public sealed class DigestDeliveryTests(SmtpServer smtp, PostgresServer postgres)
{
    private static readonly StreamKey Mine = StreamKey.For(Digest.Kind, "campus", 4);
    private static readonly DigestWish Mornings = new(DigestWish.Daily, 1, 7, "Europe/Brussels", "de");
    private readonly HandClock clock = new(new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero));
    private AccountToday today = new(true, false);

    [Fact]
    public async Task A_subscriber_gets_the_coming_conferences_and_each_change_once()
    {
        await using var silo = await Campus("once@students.example");
        await Tell(silo, 101, "Vorlesung <1> & @everyone", HandClock.At("2026-11-23T09:00Z"));
        await silo.Grains.Send(Mine, new(new SubscribeToDigest(Mornings, clock.Now)), default);
        await Turn(silo, "2026-11-22T06:00Z");

        var mail = await smtp.To("once@students.example");
        mail.Header("Subject").ShouldBe("Ihre Kurse: 1 Konferenzen stehen an, 1 Änderungen");
        mail.Text.ShouldContain("- Mo. 23. Nov., 10:00 · Vorlesung <1> & @everyone (Biology)");
        mail.Text.ShouldContain("Neu: Vorlesung <1>");
        mail.Text.ShouldContain("https://moodle.example/mod/bigbluebuttonbn/view.php?id=101");
        mail.Html.ShouldContain("Vorlesung &lt;1&gt; &amp; @everyone");
        mail.Header("List-Unsubscribe-Post").ShouldBe("List-Unsubscribe=One-Click");
        mail.Header("List-Unsubscribe")!.ShouldStartWith("<https://grains.example/at/digests/");

        // The next one tells what happened since, and not again what was told.
        await Reported(silo, HandClock.At("2026-11-22T06:00Z"));
        await Tell(silo, 102, "Übung", HandClock.At("2026-11-24T09:00Z"));
        await Turn(silo, "2026-11-23T06:00Z");
        await Eventually.Holds(() => smtp.All("once@students.example").Count == 2, "the second digest came");
        var second = smtp.All("once@students.example")[1];
        second.Text.ShouldContain("Neu: Übung");
        second.Text.ShouldNotContain("Neu: Vorlesung");
        second.Header("References").ShouldBe(mail.Header("References"));
        second.Header("Message-ID").ShouldNotBe(mail.Header("Message-ID"));
    }

    [Theory]
    [InlineData("de", "Vorlesung & Übung <b> (Biologie)")]
    [InlineData("fr", "Lecture & lab (Biology)")]
    public async Task Names_are_those_of_the_digests_language_and_nothing_in_them_turns_the_line_around(string language, string shown)
    {
        var address = $"names-{language}@students.example";
        await using var silo = await Campus(address, "{mlang other}Biology{mlang}{mlang de}Biologie{mlang}");
        await Tell(
            silo,
            101,
            "\u202e<span lang=\"en\" class=\"multilang\">Lecture &amp; lab</span><span lang=\"de\" class=\"multilang\">Vorlesung &amp; "
                + "Übung &lt;b&gt;</span>",
            HandClock.At("2026-11-23T09:00Z"));
        await silo.Grains.Send(Mine, new(new SubscribeToDigest(Mornings with { Language = language }, clock.Now)), default);
        await Turn(silo, "2026-11-22T06:00Z");

        var mail = await smtp.To(address);
        mail.Text.ShouldContain($", 10:00 · {shown}\r\n");
        mail.Text.ShouldContain($" {shown}, ");
        mail.Text.ShouldNotContain("span");
        mail.Text.ShouldNotContain("mlang");
        mail.Text.ShouldNotContain("\u202e");
        System.Net.WebUtility.HtmlDecode(mail.Html).ShouldContain($"· {shown}");
        mail.Html.ShouldNotContain("<b>");
    }

    [Theory]
    [InlineData("suspended")]
    [InlineData("deleted")]
    [InlineData("unconfirmed")]
    [InlineData("stopped")]
    [InlineData("untold")]
    public async Task Whoever_may_not_be_mailed_gets_nothing(string why)
    {
        var address = $"{why}@students.example";
        await using var silo = await Campus(address);
        await Tell(silo, 101, "Lecture", HandClock.At("2026-11-23T09:00Z"));
        await silo.Grains.Send(Mine, new(new SubscribeToDigest(Mornings, clock.Now)), default);
        var user = StreamKey.For("user", "campus", 4);
        var later = new FieldVersion(null, clock.Now + 1, SourcePrecedence.Deleted);
        switch (why)
        {
            case "suspended": await silo.Grains.Send(user, new(new ObserveUser(true, later)), default); break;
            case "deleted": await silo.Grains.Send(user, new(new ObserveUserDeleted(later)), default); break;
            case "unconfirmed": await silo.Database.Run("update mg_people set confirmed = false"); break;
            case "stopped": today = new(true, true); break;
            default: today = new(null, null); break;
        }

        await Turn(silo, "2026-11-22T06:00Z");
        await Reported(silo, HandClock.At("2026-11-22T06:00Z"));
        (await silo.Database.Rows("select last_outcome from mg_digests")).ShouldBe([why == "untold" ? "not_told" : "not_reachable"]);
        smtp.All(address).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_digest_with_nothing_to_tell_is_not_sent()
    {
        await using var silo = await Campus("empty@students.example");
        await silo.Grains.Send(Mine, new(new SubscribeToDigest(Mornings, clock.Now)), default);
        await Turn(silo, "2026-11-22T06:00Z");
        await Reported(silo, HandClock.At("2026-11-22T06:00Z"));
        smtp.All("empty@students.example").ShouldBeEmpty();
    }

    [Fact]
    public async Task A_mailbox_that_refuses_for_good_is_a_dead_letter_with_its_remedy_and_without_the_address()
    {
        await using var silo = await Campus("refused-4@students.example");
        await silo.Grains.Send(Mine, new(new InviteToDigest("fr", clock.Now)), default);
        await Eventually.Holds(
            async () => await silo.Database
                .Scalar<long>("select count(*) from mg_effects where state = 'dead'") == 1, "the letter is dead");
        var dead = (await silo.Database.Rows("select last_error, remedy, body::text from mg_effects where state = 'dead'")).Single();
        dead.ShouldContain("550");
        dead.ShouldContain("Mend the address in Moodle");
        dead.ShouldNotContain("@");
        (await silo.Database.TablesWith("refused-4@students.example")).ShouldBe(["mg_people"]);

        await using var erase = silo.Database.CreateBatch();
        erase.BatchCommands.Add(People.Erased("campus", 4));
        await erase.ExecuteNonQueryAsync();
        (await silo.Database.TablesWith("refused-4@students.example")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_of_those_invited_gets_one_invitation_in_its_language()
    {
        await using var silo = await Campus("invited@students.example");
        var invitation = StreamKey.For(Invitation.Kind, "campus", 1);
        await silo.Grains.Send(invitation, new(new StartInvitation([4], null, 50, "fr", clock.Now)), default);
        var mail = await smtp.To("invited@students.example");
        mail.Header("Subject").ShouldBe("Souhaitez-vous un récapitulatif de vos conférences ?");
        await silo.Grains
            .Send(StreamKey.For(Invitation.Kind, "campus", 2), new(new StartInvitation([4], null, 50, "fr", clock.Now)), default);
        await Eventually.Holds(
            async () => await silo.Database
                .Scalar<long>("select count(*) from mg_effects where type = 'invite_users' and state = 'done'") == 2,
            "both invitations were seen to");
        smtp.All("invited@students.example").Count.ShouldBe(1);
    }

    private async Task<SiloHarness> Campus(string email, string courseName = "Biology")
    {
        var silo = await postgres.Started(with: options => options with
        {
            Time = clock,
            Handlers = runtime => EffectHandlers.Mail(smtp.Settings, runtime, (_, _, _) => new(today), [], "en"),
        });
        var told = new FieldVersion(null, clock.Now - 100, SourcePrecedence.Created);
        await silo.Database.Run($"insert into mg_people (site, user_id, email, confirmed) values ('campus', 4, '{email}', true)");
        await silo.Grains.Send(StreamKey.For("user", "campus", 4), new(new ObserveUser(false, told)), default);
        var course = StreamKey.For("course", "campus", 13);
        await silo.Grains.Send(course, new(new ObserveCourse(new() { FullName = new(courseName), Visible = true }, told)), default);
        await silo.Grains.Send(
            course, new(new ObserveEnrolment(4, 27, EnrolmentChange.Created, "manual", true, clock.Now - 100, 0, 0, null, told)), default);
        return silo;
    }

    private async Task Tell(SiloHarness silo, long id, string name, long start)
    {
        var outcome = await silo.Grains.Send(
            StreamKey.For("conference", "campus", id),
            new(new ObserveConference(
                "bigbluebuttonbn",
                id,
                13,
                new(name),
                start,
                start + 3600,
                true,
                $"https://moodle.example/mod/bigbluebuttonbn/view.php?id={id}",
                new FieldVersion(null, clock.Now, SourcePrecedence.Created))),
            default);
    }

    private async Task Turn(SiloHarness silo, string at)
    {
        // The timer is there before the clock moves.
        await Eventually.Holds(
            async () => await silo.Database
                .Scalar<long>($"select count(*) from mg_effects where type = 'wake' and due = '{at}' and state = 'waiting'") == 1,
            $"the timer for {at} is set");
        clock.Set(HandClock.At(at));
    }

    private static Task Reported(SiloHarness silo, long turn) => Eventually.Holds(
        async () => (await silo.Database.Rows($"select 1 from mg_digests where last_at = to_timestamp({turn})")).Count == 1,
        "what became of the turn is known");
}
