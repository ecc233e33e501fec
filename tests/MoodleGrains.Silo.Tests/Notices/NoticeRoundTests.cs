using Microsoft.Extensions.Logging.Abstractions;
using MoodleGrains.Silo.Mail;
using MoodleGrains.Silo.Notices;
using MoodleGrains.Silo.Tests.Mail;

namespace MoodleGrains.Silo.Tests.Notices;

[Collection(MailTests.Name)]
public sealed class NoticeRoundTests(SmtpServer smtp, PostgresServer postgres)
{
    private readonly HandClock clock = new(new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Each_query_finds_its_condition_with_the_command_to_type()
    {
        await using var silo = await postgres.Prepared(with: options => options with { Time = clock });
        foreach (var source in NoticeSources.All)
        {
            (await source.FindAsync(silo.Database, clock.GetUtcNow(), default)).ShouldBeEmpty(source.Kind);
        }

        await silo.Database.Run(
            "insert into mg_parked (what, key, stream_id, position, error) values ('courses', 'campus/1', 'course-campus-1', 5, 'boom')");
        await silo.Database.Run("""
            insert into mg_effects (id, key, type, due, turn, state, last_error, remedy, failed_at)
            values ('a', 'k1', 'send_mail', now(), now(), 'dead', 'said 550', 'Mend it.', now()), ('b', 'k2', 'send_mail', now(), now(), 'dead', 'said 551', 'Mend it.', now())
            """);
        await silo.Database.Run("insert into mg_poll_sites (site, full_problem) values ('campus', 'campus: x: TokenInvalid (invalidtoken). "
            + "Renew it.'), ('annex', 'annex: x: Unreachable. Look.'), ('lab', 'lab: core_webservice_get_site_info: FunctionNotInService "
            + "(accessexception). Log in.')");
        await silo.Database
            .Run("insert into mg_poll_lists (site, list, size, held_hash, held_size) values ('campus', 'courses', 100, 'x', 20)");

        (await Found(silo, NoticeKinds.Parked)).ShouldBe(["silo parked --retry|1|courses|boom"]);
        (await Found(silo, NoticeKinds.DeadLetter)).Single().ShouldStartWith("silo outbox replay --all-dead|2|send_mail|said 55");
        (await Found(silo, NoticeKinds.TokenLost)).ShouldBe(
            [
                "silo login campus|campus|campus: x: TokenInvalid (invalidtoken). Renew it.",
                "silo login lab|lab|lab: core_webservice_get_site_info: FunctionNotInService (accessexception). Log in.",
            ],
            ignoreOrder: true);
        (await Found(silo, NoticeKinds.PollFailing)).ShouldBe(["silo doctor|annex|-|annex: x: Unreachable. Look."]);
        (await Found(silo, NoticeKinds.ListHeld)).ShouldBe(["silo poll accept campus|campus|courses|100|20"]);
    }

    [Fact]
    public async Task Operators_are_mailed_once_again_each_day_and_at_the_end_in_one_thread()
    {
        NoticeSettings settings = new([new("ops-once@staff.example"), new("ops-two@staff.example")], null, "fr");
        await using var silo = await postgres.Started(with: options => options with
        {
            Time = clock,
            Handlers = runtime =>
            [
                .. EffectHandlers.Mail(
                    smtp.Settings,
                    runtime,
                    (_, _, _) => new(new AccountToday(null, null)),
                    settings.Mail,
                    settings.Language),
                .. EffectHandlers.Notices(settings, runtime),
            ],
        });
        await silo.Database.Run(
            "insert into mg_parked (what, key, stream_id, position, error) values ('courses', 'campus/1', 'course-campus-1', 5, 'boom')");
        await silo.Make<NoticesStart>(settings).RunAsync(default);

        // Another silo starts too: there is still one look a minute.
        await silo.Make<NoticesStart>(settings).RunAsync(default);
        await Look(silo);
        await Look(silo);
        var first = await smtp.To("ops-once@staff.example");
        first.To.ShouldBe(["ops-once@staff.example", "ops-two@staff.example"]);
        first.Header("Subject").ShouldBe("1 mis de côté : courses");
        first.Text.ShouldContain("boom");
        first.Text.ShouldContain("Commande : silo parked --retry");
        first.Header("In-Reply-To").ShouldBeNull();

        clock.Move(TimeSpan.FromDays(1));
        await Look(silo);
        await Mailed(2);
        await silo.Database.Run("delete from mg_parked");
        await Look(silo);
        clock.Move(TimeSpan.FromMinutes(5));
        await Look(silo);
        await Mailed(3);
        var mails = smtp.All("ops-once@staff.example");
        mails[1].Header("Subject").ShouldBe("Toujours : 1 mis de côté : courses");
        mails[2].Header("Subject").ShouldBe("Fin d'alerte : 1 mis de côté : courses");
        mails.Skip(1).ShouldAllBe(mail => mail.Header("References") == first.Header("Message-ID"));
        mails.Select(mail => mail.Header("Message-ID")).ShouldBeUnique();
        (await silo.Database.Scalar<long>("select count(*) from mg_notices")).ShouldBe(0);
    }

    [Fact]
    public async Task A_plugin_is_silent_by_its_own_rhythm()
    {
        await using var silo = await postgres.Prepared(with: options => options with { Time = clock });
        var source = new SilentPlugins(["campus"]);
        await silo.Database.Run("""
            insert into mg_site_counts (site, shape, accepted, last_at) values
              ('campus', 'nosey', 9, now() - interval '20 hours'), ('campus', 'local_webhooks', 9, now() - interval '20 hours'), ('old', 'nosey', 9, now() - interval '90 days');
            insert into mg_site_rhythms (site, shape, week, seen_at, longest)
            select s, p, date_trunc('week', now() - interval '21 days')::date, now() - interval '20 hours', l
            from (values ('campus', 'nosey', interval '3 hours'), ('campus', 'local_webhooks', interval '60 hours'), ('old', 'nosey', interval '1 hour')) v (s, p, l)
            """);
        (await source.FindAsync(silo.Database, clock.GetUtcNow(), default)).Select(c => c.Subject).ShouldBe(["campus-nosey"]);
    }

    private static async Task<List<string>> Found(SiloHarness silo, string kind) =>
        [.. (await NoticeSources.All.Single(source => source.Kind == kind)
            .FindAsync(silo.Database, new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero), default))
            .Select(c => string.Join('|', c.Facts.Prepend(c.Command ?? "")))];

    /// <summary>Lets a minute pass, and waits until the look that it brings is done.</summary>
    private async Task Look(SiloHarness silo)
    {
        const string done = "select count(*) from mg_effects where type = 'look_for_conditions' and state = 'done'";
        var before = await silo.Database.Scalar<long>(done);
        clock.Move(TimeSpan.FromMinutes(1));
        await Eventually.Holds(async () => await silo.Database.Scalar<long>(done) > before, "conditions were looked for");
        (await silo.Database.Scalar<long>("select count(*) from mg_effects where type = 'look_for_conditions' and state = 'waiting'"))
            .ShouldBe(1);
    }

    private Task Mailed(int count) =>
        Eventually.Holds(() => smtp.All("ops-once@staff.example").Count == count, $"operators had {count} mails");
}
