using System.Net.Mail;
using Microsoft.Extensions.Configuration;
using MoodleGrains.ClientApi;
using MoodleGrains.ClientApi.Rosters;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.Mail;
using MoodleGrains.Silo.Notices;
using MoodleGrains.Silo.Outbox;
using MoodleGrains.Silo.Rosters;

namespace MoodleGrains.Silo.Tests.Mail;

[Collection(MailTests.Name)]
public sealed class RunMailTests(SmtpServer smtp, PostgresServer postgres)
{
    private static readonly RosterTerms Terms = new(
        new(
            RosterSource.Http,
            "https://registrar.example",
            RosterSource.Json,
            false,
            RosterSource.DefaultMaxBytes,
            RosterSource.DefaultTimeoutSeconds),
        RosterTerms.ByUserName, RosterReading.DefaultRoles, "Science", null, RosterTerms.Keep,
            RosterTerms.Keep, true, false, false, false, null,
        ChangeLimits.Default, [], Mail: true);

    private static readonly PlanCounts Counts = new(1, 0, 0, 0, 2, 0, 1, 0, 0, 1, 1);

    [Fact]
    public async Task Who_is_named_in_the_configuration_is_mailed_when_a_plan_waits_and_at_the_end_with_the_missing_users()
    {
        await using var silo = await Silo("registrar-one@staff.example");
        await Begin(silo, Terms);
        await Tell(silo, new ReportPlan(1, "h1", 4, Counts, ["1 of 5 enrolments of course 41 would be removed."], 2));

        var waits = await smtp.To("registrar-one@staff.example");
        waits.Header("Subject").ShouldBe("Roster campus/registrar: run 1 waits for a person");
        waits.Header("Auto-Submitted").ShouldBe("auto-generated");
        waits.Type.ShouldBe("multipart/mixed");
        waits.Text.ShouldContain("silo roster approve campus/registrar --hash h1");
        waits.Text.ShouldContain("1 of 5 enrolments of course 41 would be removed.");
        waits.Text.ShouldContain("- 2 enrolled");
        waits.Text.ShouldContain("- phy: create_course 1 (Physics I); enrol 2 (ada, bob)");
        waits.Text.ShouldContain("- alg: remove 1 (eve)");
        waits.Text.ShouldContain("- $.courses[1].shortname: It is missing.");
        waits.Parts.Single(part => part[0] == "text/csv").ShouldBe(
        [
            "text/csv", "utf-8", "username,course_shortname,course_name,role\r\n0074,phy,Physics I,student\r\n",
            "missing-users-registrar-1.csv",
        ]);

        (await Found(silo, NoticeKinds.RosterWaits)).ShouldBe(
            ["silo roster approve campus/registrar --hash h1|campus|registrar|1|1 of 5 enrolments of course 41 would be removed."]);

        await Tell(silo, new ApproveRun(1, "h1", "office", 3));
        await Tell(silo, new FinishRun(1, 3, 1, 3, 4));
        await Mailed("registrar-one@staff.example", 2);
        var done = smtp.All("registrar-one@staff.example")[1];
        done.Header("Subject").ShouldBe("Roster campus/registrar: run 1 is done");
        done.Text.ShouldContain("3 items done, 1 refused by Moodle, 3 seen in Moodle afterwards.");
        done.Header("Message-ID").ShouldNotBe(waits.Header("Message-ID"));
        (await Found(silo, NoticeKinds.RosterWaits)).ShouldBeEmpty();
        (await Found(silo, NoticeKinds.RosterRefused)).ShouldBe(["silo roster report campus/registrar --run 1|campus|registrar|1|1"]);

        await Tell(silo, new StartRun("schedule", false, null, "schedule", 5));
        await Tell(silo, new FailRun(2, "source.address: it answered 500; ask whoever runs it.", 6));
        await Mailed("registrar-one@staff.example", 3);
        smtp.All("registrar-one@staff.example")[2].Text.ShouldContain("source.address: it answered 500; ask whoever runs it.");
        (await Found(silo, NoticeKinds.RosterFailed)).ShouldBe(
            ["silo roster report campus/registrar|campus|registrar|2|source.address: it answered 500; ask whoever runs it."]);
        (await Found(silo, NoticeKinds.RosterRefused)).ShouldBeEmpty();

        await Eventually.Holds(
            async () => string.Join(
                ' ',
                await silo.Database.Rows("select event, shape, object_id from mg_feed where site = 'campus' order by position"))
                == @"\moodlegrains\event\roster_run_waits|roster|1 \moodlegrains\event\roster_run_finished|roster|1 "
                    + @"\moodlegrains\event\roster_run_failed|roster|2",
            "the feed shows what became of the runs");
        (await silo.Database.Scalar<long>("select count(*) from mg_parked")).ShouldBe(0);

        await Tell(silo, new DeleteRoster("office", 7));
        await Eventually.Holds(async () => (await Found(silo, NoticeKinds.RosterFailed)).Count == 0, "nobody is told of a deleted roster");
    }

    [Fact]
    public async Task A_roster_that_wants_no_mail_sends_none_and_one_that_nobody_gets_is_a_dead_letter_with_the_remedy()
    {
        await using var silo = await Silo("registrar-two@staff.example", roster: "other");
        await Begin(silo, Terms with { Mail = false });
        await Tell(silo, new FailRun(1, "x", 2));
        await Effects(silo, "done", 1);
        await Tell(silo, new PutRoster(Terms, "office", 3));
        await Tell(silo, new StartRun("person", false, null, "office", 4));
        await Tell(silo, new FailRun(2, "x", 5));

        await Effects(silo, "dead", 1);
        (await silo.Database.Scalar<string>("select remedy from mg_effects where state = 'dead'")).ShouldBe(
            "Set Smtp:Host, Smtp:From and Rosters:registrar:Mail and replay, or set its mail to false and drop this.");
        smtp.All("registrar-two@staff.example").ShouldBeEmpty();
    }

    [Fact]
    public void A_letter_on_a_large_plan_is_bounded()
    {
        var run = new RunAnswer
        {
            Site = "campus",
            Roster = "registrar",
            Run = 7,
            Trigger = "schedule",
            State = "finished",
            DryRun = false,
            By = "schedule",
            Tripped = [],
            Done = 3000,
            Failed = 0,
            Confirmed = 3000,
            Counts = Counts,
            Progress = new(3000, 0, 0, 3000, 0, 0, 3000, 500, 0, 0),
        };
        var deeds = Enumerable.Range(1, 1000).Select(n => new CourseDeed($"name:c{n}", "enrol", 30, ["a", "b", "c"])).ToList();
        var findings = Enumerable.Range(1, 20).Select(n => new FindingAnswer(n, true, "x", $"$[{n}]", "Wrong.")).ToList();

        var letter = RunLetter.Of(new("finished", run, deeds, findings), "de").Plain();

        letter.ShouldContain("- c30: enrol 30 (a, b, c, …)");
        letter.ShouldNotContain("c31");
        letter.ShouldContain("… und 970 weitere Kurse");
        letter.ShouldContain("… und 480 mehr");
        RunLetter.Of(new("finished", run, [], []), "fr").Subject.ShouldBe("Liste campus/registrar : l'exécution 7 est terminée");
    }

    [Fact]
    public void Addresses_are_one_or_a_list_and_wrong_ones_are_told()
    {
        var problems = new List<SettingProblem>();
        var settings = RosterMailSettings.Read(
            new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Rosters:one:Mail"] = "a@staff.example",
                ["Rosters:list:Mail:0"] = "b@staff.example",
                ["Rosters:list:Mail:1"] = "c@staff.example",
                ["Rosters:wrong:Mail"] = "everybody",
            }).Build(),
            problems);

        settings.To["one"].Single().Address.ShouldBe("a@staff.example");
        settings.To["list"].Select(one => one.Address).ShouldBe(["b@staff.example", "c@staff.example"]);
        problems.Select(one => one.Name).ShouldBe(["Rosters:wrong:Mail", "Smtp:Host"]);
    }

    private Task<SiloHarness> Silo(string to, string roster = "registrar") => postgres.Started(with: options => options with
    {
        Handlers = runtime =>
        [
            EffectHandler.For(
                RosterEffectTypes.MailRun,
                new RunFeed(
                    new(runtime.Database, runtime.Notifications),
                    runtime.Time,
                    EffectHandlers.RunMail(
                        smtp.Settings,
                        new(new Dictionary<string, IReadOnlyList<MailAddress>> { [roster] = [new(to)] }),
                        "en",
                        runtime)),
                OutboxParts.Mail,
                run => run.Site),
        ],
    });

    /// <summary>A run of the roster whose source is read and whose plan stands in the tables.</summary>
    private static async Task Begin(SiloHarness silo, RosterTerms terms)
    {
        await Tell(silo, new PutRoster(terms, "office", 1));
        await Tell(silo, new StartRun("person", false, null, "office", 1));
        await silo.Database.Run("""
            insert into mg_roster_items (site, roster, run, number, action, course_key, name) values
              ('campus', 'registrar', 1, 1, 'create_course', 'name:phy', 'Physics I'), ('campus', 'registrar', 1, 2, 'enrol', 'name:phy', 'ada'),
              ('campus', 'registrar', 1, 3, 'enrol', 'name:phy', 'bob'), ('campus', 'registrar', 1, 4, 'remove', 'id:alg', 'eve');
            insert into mg_roster_findings values ('campus', 'registrar', 1, 1, true, 'short_name_missing', '$.courses[1].shortname', 'It is missing.');
            insert into mg_roster_missing values ('campus', 'registrar', 1, 1, '0074', 'phy', 'Physics I', 'student')
            """);
    }

    private static async Task Tell(SiloHarness silo, ICommand command) =>
        (await silo.Grains.Send(Roster.Id("campus", "registrar"), new(command), default)).Refusal.ShouldBeNull();

    private static async Task<List<string>> Found(SiloHarness silo, string kind) =>
        [.. (await NoticeSources.All.Single(source => source.Kind == kind).FindAsync(silo.Database, DateTimeOffset.UnixEpoch, default))
            .Select(c => string.Join('|', c.Facts.Prepend(c.Command ?? "")))];

    private static Task Effects(SiloHarness silo, string state, long count) => Eventually.Holds(
        async () => await silo.Database
            .Scalar<long>($"select count(*) from mg_effects where type = 'mail_run' and state = '{state}'") == count,
        $"{count} letters were {state}");

    private Task Mailed(string to, int count) => Eventually.Holds(() => smtp.All(to).Count == count, $"{to} had {count} mails");
}
