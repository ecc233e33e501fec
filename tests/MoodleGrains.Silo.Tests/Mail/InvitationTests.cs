using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MoodleGrains.Convergence;
using MoodleGrains.Courses;
using MoodleGrains.Digests;
using MoodleGrains.Silo.Mail;
using MoodleGrains.Silo.Tests.Api;
using MoodleGrains.Silo.Tests.Inbox;
using MoodleGrains.Users;

namespace MoodleGrains.Silo.Tests.Mail;

/// <summary>From an administrator's word to a letter, from the letter to a digest, and out of it again by one click.</summary>
[Collection(MailTests.Name)]
public sealed partial class InvitationTests(SmtpServer smtp, PostgresServer postgres)
{
    private const string Invitations = "/api/v1/sites/campus/digest-invitations";
    private const long Stopped = 8;
    private readonly HandClock clock = new(new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task An_invitation_to_many_waits_and_approved_it_reaches_those_who_may_be_mailed_each_once()
    {
        await using var api = await Campus("many", limit: 2);
        var counted = await Invite(api, """{"dryRun":true}""");
        (counted["id"], counted["users"]!.GetValue<int>(), counted["waits"]!.GetValue<bool>()).ShouldBe((null, 3, true));
        var started = await Invite(api, """{"language":"fr"}""");
        (started["users"]!.GetValue<int>(), started["waits"]!.GetValue<bool>()).ShouldBe((3, true));
        var id = started["id"]!.GetValue<long>();
        var waiting = (await api.Admin.GetFromJsonAsync<JsonNode>(new Uri(Invitations, UriKind.Relative)))!.AsArray();
        waiting.ShouldHaveSingleItem()!["id"]!.GetValue<long>().ShouldBe(id);
        smtp.All(Address("many", 4)).ShouldBeEmpty();

        using var none = await api.Admin.PostAsync(new Uri($"{Invitations}/{id + 1}/approve", UriKind.Relative), null);
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        for (var twice = 0; twice < 2; twice++)
        {
            using var approved = await api.Admin.PostAsync(new Uri($"{Invitations}/{id}/approve", UriKind.Relative), null);
            approved.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        }

        foreach (var user in (long[])[4, 5])
        {
            (await smtp.To(Address("many", user))).Header("Subject").ShouldBe("Souhaitez-vous un récapitulatif de vos conférences ?");
        }

        await Eventually.Holds(
            () => api.Runtime.Database.Scalar<bool>(
                "select count(*) = 3 from mg_effects where type = 'send_mail' and state = 'done'"), "all letters were seen to");
        Enumerable.Range(4, 8).Where(user => smtp.All(Address("many", user)).Count > 0).ShouldBe([4, 5]);
        (await api.Admin.GetFromJsonAsync<JsonNode>(new Uri(Invitations, UriKind.Relative)))!.AsArray().ShouldBeEmpty();

        using var again = await api.Admin.PostAsync(new Uri(Invitations, UriKind.Relative), Json("{}"));
        again.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await again.Content.ReadAsStringAsync()).ShouldContain("everybody was asked already");
    }

    [Fact]
    public async Task The_letter_leads_to_a_digest_and_one_click_in_the_digest_ends_it()
    {
        await using var api = await Campus("click", limit: 50);
        (await Invite(api, """{"courseId":13}"""))["waits"]!.GetValue<bool>().ShouldBeFalse();
        var letter = await smtp.To(Address("click", 4));
        letter.Header("List-Unsubscribe").ShouldNotBeNull();
        letter.Header("Auto-Submitted").ShouldBe("auto-generated");
        var page = Here(Link().Match(letter.Text).Value);
        (await api.Stranger.GetStringAsync(page)).ShouldContain("The digest is off.");
        using var wish = new FormUrlEncodedContent(
            [new("rhythm", "daily"), new("weekday", "1"), new("hour", "7"), new("zone", "UTC"), new("language", "en")]);
        using var saved = await api.Stranger.PostAsync(page, wish);
        saved.StatusCode.ShouldBe(HttpStatusCode.OK);

        var start = HandClock.At("2026-11-23T09:00Z");
        await api.Tell(StreamKey.For("conference", "campus", 101), new MoodleGrains.Conferences.ObserveConference(
            "bigbluebuttonbn", 101, 13, new("Lecture"), start, start
                + 3600, true, "https://moodle.example/mod/bigbluebuttonbn/view.php?id=101",
            new FieldVersion(null, clock.Now, SourcePrecedence.Created)));
        await Turn(api.Runtime, "2026-11-22T07:00Z");
        await Eventually.Holds(() => smtp.All(Address("click", 4)).Count == 2, "the digest came");
        var digest = smtp.All(Address("click", 4))[1];
        digest.Text.ShouldContain("Lecture");
        digest.Header("List-Unsubscribe-Post").ShouldBe("List-Unsubscribe=One-Click");

        // As a mail program does it: no cookies, nothing but what RFC 8058 says.
        using var oneClick = new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]);
        using var ended = await api.Stranger.PostAsync(Here(digest.Header("List-Unsubscribe")!.Trim('<', '>')), oneClick);
        ended.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await api.Runtime.Grains.Latest<Digest>(StreamKey.For(Digest.Kind, "campus", 4), default)).Wish.ShouldBeNull();

        // Whoever ended it is not invited again.
        using var again = await api.Admin.PostAsync(new Uri(Invitations, UriKind.Relative), Json("""{"courseId":13}"""));
        (await again.Content.ReadAsStringAsync()).ShouldContain("everybody was asked already");
    }

    [GeneratedRegex(@"https://grains\.example/at/digests/\S+")]
    private static partial Regex Link();

    private static string Address(string who, long user) => $"{who}-{user}@students.example";

    private static Uri Here(string link) => new(new Uri(link).AbsolutePath["/at".Length..], UriKind.Relative);

    private static StringContent Json(string body) => new(body, System.Text.Encoding.UTF8, "application/json");

    private static async Task<JsonNode> Invite(ApiSilo api, string body)
    {
        using var answer = await api.Admin.PostAsync(new Uri(Invitations, UriKind.Relative), Json(body));
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, text);
        return JsonNode.Parse(text)!;
    }

    // 4 and 5 may be mailed, 6 is suspended, 7 never confirmed, 8 stopped all mail, 9 is suspended in the course, 10 is in none, 11 is
    // deleted.
    private async Task<ApiSilo> Campus(string who, int limit)
    {
        var runtime = await postgres.Started(with: options => options with
        {
            Time = clock,
            Handlers = silo => EffectHandlers.Mail(
                smtp.Settings,
                silo,
                (_, user, _) => new(new AccountToday(true, user == Stopped)),
                [],
                "en"),
        });
        var api = await ApiSilo.Start(runtime, settings:
            [("Mail:MaxRecipients", $"{limit}"), ("Smtp:Host", "localhost"), ("PublicUrl", "https://grains.example.org")]);
        var told = new FieldVersion(null, clock.Now - 100, SourcePrecedence.Created);
        await api.Tell(StreamKey.For("course", "campus", 13), new ObserveCourse(new() { FullName = new("Biology"), Visible = true }, told));
        for (var user = 4; user <= 11; user++)
        {
            await runtime.Database.Run(
                $"insert into mg_people (site, user_id, email, confirmed) values ('campus', {user}, '{Address(who, user)}', "
                    + $"{(user == 7 ? "false" : "true")})");
            await api.Tell(StreamKey.For("user", "campus", user), new ObserveUser(user == 6, told));
            if (user != 10)
            {
                await api.Tell(StreamKey.For("course", "campus", 13), new ObserveEnrolment(
                    user, user, EnrolmentChange.Created, "manual", user != 9, clock.Now - 100, 0, 0, null, told));
            }
        }

        await api.Tell(StreamKey.For("user", "campus", 11), new ObserveUserDeleted(told with { Rank = SourcePrecedence.Deleted }));
        return api;
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
}
