using System.Text.RegularExpressions;
using MoodleGrains.Silo.Tests;
using Npgsql;

namespace MoodleGrains.EndToEnd;

/// <summary>
/// What an administrator does about announcements, calendars, digests, polls and the outbox: each step typed, against a silo at work.
/// </summary>
[Collection(PostgresCollection.Name)]
public sealed partial class AdministratorTests(PostgresServer postgres)
{
    private const string Later = "1100000000000000001";

    [Fact]
    public async Task A_dead_letter_names_its_remedy_and_replayed_after_it_is_done()
    {
        await using var at = await Office.Open(postgres);
        await at.Apply(Later);
        await Eventually.Holds(
            () => at.Database.Scalar<bool>("select exists (select from mg_effects where state = 'dead')"),
            "the post is dead", seconds: 300);
        var listed = await at.Run("outbox", "list");
        listed.Out.ShouldContain("Unknown Channel");
        listed.Out.ShouldContain("dead\t");
        listed.Out.ShouldContain("There is no channel 1100000000000000001: correct the channel of the rule");
        (await at.Silo.Run("doctor")).Out.ShouldContain("FAIL", customMessage: "doctor tells of dead letters");

        at.Campus.Discord.Guild.AddChannel("late", Later);
        (await at.Run("outbox", "replay", "--all-dead")).Out.ShouldContain("1 effect is tried again now.");
        await Eventually.Holds(() => at.Campus.Discord.Guild.Messages(Later).Count == 1, "it is posted");

        var wrong = await at.Silo.Run("outbox", "drop", "nothing-of-this-name");
        (wrong.ExitCode, wrong.Out).ShouldBe((1, ""));
        wrong.Error.ShouldContain("silo outbox list --timers");
    }

    [Fact]
    public async Task A_calendar_is_made_read_and_taken_away()
    {
        await using var at = await Office.Open(postgres);
        var made = await at.Run("calendar", "new", "--site", "campus", "--course", $"{at.Campus.Course}");
        var address = new Uri(Feed().Match(made.Out).Value);
        address.GetLeftPart(UriPartial.Authority).ShouldBe("https://grains.example.org");
        var read = await at.Silo.Anybody.GetStringAsync(new Uri(address.AbsolutePath, UriKind.Relative));
        read.ShouldContain("SUMMARY:Seminar 1");
        (await at.Run("calendar", "list")).Out.ShouldContain($"course {at.Campus.Course}");

        (await at.Run("calendar", "revoke", "1")).Out.ShouldContain("is revoked");
        using var gone = await at.Silo.Anybody.GetAsync(new Uri(address.AbsolutePath, UriKind.Relative));
        ((int)gone.StatusCode).ShouldBe(404);
        await at.Refuses(2, "'abc' is no whole number", "calendar", "new", "--site", "campus", "--course", "abc");
        await at.Refuses(1, "There is no course 999 of site 'campus'", "calendar", "new", "--site", "campus", "--course", "999");
        await at.Refuses(1, "silo rule list", "calendar", "new", "--site", "campus", "--rule", "nothere");
        await at.Refuses(2, "There is no site 'nosuch'", "calendar", "new", "--site", "nosuch");
    }

    [Fact]
    public async Task An_invitation_to_many_waits_for_approval_and_a_link_is_made_for_one_user()
    {
        await using var at = await Office.Open(postgres);
        (await at.Run("digest", "invite", "--site", "campus", "--dry-run")).Out
            .ShouldContain("3 people would be invited. That would wait for an approval.");
        var invited = await at.Run("digest", "invite", "--site", "campus");
        invited.Out.ShouldContain("3 people are more than Mail:MaxRecipients (2).");
        var approve = Approve().Match(invited.Out).Groups[1].Value;
        await Eventually.Holds(
            async () => (await at.Run("digest", "list")).Out
                .Contains($"{approve}  campus, the whole site: 3 people", StringComparison.Ordinal), "the invitation is listed");
        (await at.Database.Scalar<long>("select count(*) from mg_effects where type = 'send_mail'")).ShouldBe(0);

        (await at.Run("digest", "approve", approve, "--site", "campus")).Out.ShouldContain("The invitations go out.");
        await Eventually.Holds(
            () => at.Database.Scalar<bool>("select count(*) = 3 from mg_effects where type = 'send_mail'"),
            "three letters are written");
        (await at.Run("digest", "approve", approve, "--site", "campus")).Out.ShouldContain("It was approved already.");
        await at.Refuses(1, "everybody was asked already", "digest", "invite", "--site", "campus");

        (await at.Run("digest", "link", "--site", "campus", "--user", "3")).Out.ShouldStartWith("https://grains.example.org/digests/");
        await at.Refuses(1, "There is no user 999 of site 'campus'", "digest", "link", "--site", "campus", "--user", "999");
        await at.Refuses(
            1,
            "There is no course 999 of site 'campus'",
            "digest",
            "invite",
            "--site",
            "campus",
            "--course",
            "999",
            "--dry-run");
        await at.Refuses(2, "en, fr or de", "digest", "invite", "--site", "campus", "--language", "nl", "--dry-run");
        await at.Refuses(1, "no such invitation", "digest", "approve", "7", "--site", "campus");
    }

    [Fact]
    public async Task A_poll_that_a_person_wishes_is_done_and_told()
    {
        await using var at = await Office.Open(postgres);
        var before = await at.Database.Scalar<long>("select count(*) from mg_poll_runs where ended_at is not null");
        (await at.Run("poll", "now", "campus", "--conferences")).Out.ShouldContain("campus: a running silo polls it now");
        await Eventually.Holds(
            async () => await at.Database
                .Scalar<long>("select count(*) from mg_poll_runs where ended_at is not null") > before, "it was polled");
        (await at.Run("poll", "status")).Out.ShouldContain("campus\tconferences\t2027-02-01");
        var course = $"{at.Campus.Course}";
        at.Campus.University.UpdateCourse(at.Campus.Course, new() { FullName = "Biology and more" });
        (await at.Run("poll", "now", "campus", "--course", course, "--wait")).Out.ShouldStartWith("campus: done: ");
        (await at.Silo.Api.GetStringAsync(new Uri($"/api/v1/sites/campus/courses/{course}", UriKind.Relative))).ShouldContain(
            "Biology and more");
        (await at.Run("poll", "now", "campus", "--enrolments", "--wait")).Out.ShouldStartWith("campus: done: ");
        (await at.Run("poll", "now", "campus", "--course", "999", "--wait")).Out.ShouldContain("There is no course 999 in Moodle.");
        Turn().Count((await at.Run("poll", "status")).Out).ShouldBe(2, "both kinds show when they were done and when they are next");
        (await at.Silo.Api.GetStringAsync(new Uri("/api/v1/sites/campus", UriKind.Relative))).ShouldContain("\"nextAt\":\"2027-02-01T");
        await at.Refuses(2, "give one of them", "poll", "now", "campus", "--course", course, "--conferences");
        await at.Refuses(2, "'abc' is no whole number", "poll", "now", "campus", "--course", "abc");
        (await at.Run("poll", "accept", "campus")).Out.ShouldContain("nothing is held");
        await at.Refuses(2, "'nosuch' is not polled here", "poll", "now", "nosuch");
        await at.Refuses(2, "'nosuch' is not polled here", "poll", "accept", "nosuch");
    }

    [Fact]
    public async Task A_token_that_is_given_later_works_at_the_next_start_in_the_same_turn()
    {
        var connection = await postgres.PreparedDatabase();
        await using var database = NpgsqlDataSource.Create(connection);
        await using var campus = await Campus.Open(1);
        var settings = campus.Settings.Where(setting => !setting.Name.StartsWith("Announcements", StringComparison.Ordinal)).ToArray();
        await using (var without = await TestSilo.Ready(
            connection, [.. settings.Where(setting => setting.Name != "Sites__campus__Token"), ("Sites__campus__Token", "")]))
        {
            await Eventually.Holds(
                () => database.Scalar<bool>("select not exists (select from mg_effects where type = 'poll_site' and done_at is null and "
                    + "due <= to_timestamp($1))"
                    .Replace("$1", $"{campus.University.Now}", StringComparison.Ordinal)),
                "no poll is due",
                seconds: 300);
        }

        await using var silo = await TestSilo.Ready(connection, settings);
        await Eventually.Holds(
            () => database.Scalar<bool>(
                "select count(*) = 2 from mg_poll_sites, unnest(array[full_at, conferences_at]) at where at is not null"),
            "the site is read though its clock stands still",
            seconds: 300);
    }

    [Fact]
    public async Task A_file_with_faults_changes_nothing_and_tells_all_of_them()
    {
        await using var at = await Office.Open(postgres);
        var faulty = await at.ApplyText("""
            { "rules": [
              { "site": "campus", "name": "good", "scope": { "kind": "site" }, "channel": "1100000000000000001" },
              { "site": "campus", "name": "bad", "scope": { "kind": "planet" }, "channel": 1100000000000000001, "leadMinute": [5] }
            ] }
            """);
        faulty.ExitCode.ShouldBe(2);
        faulty.Error.ShouldContain("$.rules[1].scope.kind: is 'planet'");
        faulty.Error.ShouldContain("$.rules[1].channel: is 1100000000000000001 without quotes;");
        faulty.Error.ShouldContain("$.rules[1].leadMinute: there is no such field");
        (await at.Run("rule", "list")).Out.ShouldContain("There are no rules.");

        var cut = await at.ApplyText("{ \"rules\": [\n{ \"site\": }");
        cut.ExitCode.ShouldBe(2);
        cut.Error.ShouldContain("this is not JSON, line 2:");
        await at.Refuses(2, "nothere.json' cannot be read", "apply", "-f", "nothere.json");
    }

    [GeneratedRegex(@"https?://\S+/calendar/mgc_\S+\.ics")]
    private static partial Regex Feed();

    [GeneratedRegex("silo digest approve ([0-9]+) --site campus")]
    private static partial Regex Approve();

    /// <summary>A site with a course, a conference and three students, known to a silo with no mail server that answers.</summary>
    [GeneratedRegex(@"campus\t(full|conferences)\t2027-02-01 \d\d:\d\d:\d\d\t2027-02-01 \d\d:\d\d:\d\d\t")]
    private static partial Regex Turn();

    private sealed class Office : IAsyncDisposable
    {
        private Office(Campus campus, TestSilo silo, NpgsqlDataSource database) => (Campus, Silo, Database) = (campus, silo, database);

        public Campus Campus { get; }

        public TestSilo Silo { get; }

        public NpgsqlDataSource Database { get; }

        public static async Task<Office> Open(PostgresServer postgres)
        {
            var connection = await postgres.PreparedDatabase();
            var database = NpgsqlDataSource.Create(connection);
            var campus = await Campus.Open(1);
            for (var n = 1; n <= 3; n++)
            {
                campus.University
                    .Enrol(campus.Course, campus.University.CreateUser($"student{n}", "First", $"Last{n}", $"student{n}@students.example"));
            }

            campus.University.CreateConference(campus.Course, "Seminar 1", campus.University.Now + 86_400, campus.University.Now + 90_000);
            campus.University.TakeEvents();
            var silo = await TestSilo.Ready(
                connection,
                [
                    .. campus.Settings.Where(setting => !setting.Name.StartsWith("Announcements", StringComparison.Ordinal)),
                    ("Smtp__Host", "localhost"), ("Smtp__Port", "1"), ("Smtp__From", "campus@grains.example"),
                    ("PublicUrl", "https://grains.example.org"),
                    ("Mail__MaxRecipients", "2"),
                ]);
            await Eventually.Holds(
                () => database.Scalar<bool>(
                    "select (select count(*) from mg_enrolments) = 3 and exists (select from mg_conferences where ends_at is not null)"),
                "the site is known",
                seconds: 300);
            return new(campus, silo, database);
        }

        /// <summary>A command that must go well.</summary>
        public async Task<Said> Run(params string[] arguments)
        {
            var said = await Silo.Run(arguments);
            (said.ExitCode, said.Error).ShouldBe((0, ""), string.Join(' ', arguments));
            return said;
        }

        /// <summary>A command that must not: one line that says why, and nothing else.</summary>
        public async Task Refuses(int exitCode, string why, params string[] arguments)
        {
            var said = await Silo.Run(arguments);
            (said.ExitCode, said.Out).ShouldBe((exitCode, ""), $"{string.Join(' ', arguments)}: {said.Error}");
            said.Error.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain(why);
        }

        public async Task Apply(string channel) => (await ApplyText(
            $$"""{ "rules": [{ "site": "campus", "name": "all", "scope": { "kind": "site" }, "channel": "{{channel}}" }] }""")).ExitCode
                .ShouldBe(0);

        public async Task<Said> ApplyText(string text)
        {
            Directory.CreateDirectory(Silo.DataFolder);
            var file = Path.Combine(Silo.DataFolder, "rules.json");
            await File.WriteAllTextAsync(file, text);
            return await Silo.Run("apply", "-f", file);
        }

        public async ValueTask DisposeAsync()
        {
            await Silo.DisposeAsync();
            await Database.DisposeAsync();
            await Campus.DisposeAsync();
        }
    }
}
