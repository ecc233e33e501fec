using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MoodleGrains.ClientApi.Tests.Api;
using MoodleGrains.ClientApi.Tests.Calendar;
using MoodleGrains.Rules;
using MoodleGrains.Silo.Tests.Api;
using MoodleGrains.Silo.Tests.CommandLine;
using static MoodleGrains.Silo.Tests.Calendar.Feed;

namespace MoodleGrains.Silo.Tests.Calendar;

/// <summary>How a calendar is asked for, made and taken away.</summary>
[Collection(PostgresCollection.Web)]
public sealed class FeedHttpTests(PostgresServer postgres)
{
    [Fact]
    public async Task Whoever_has_the_newest_calendar_is_answered_304_until_something_changes()
    {
        await using var silo = await Started();
        var calendar = await silo.NewCalendar(new { site = "campus" });
        using var first = await Get(silo, calendar);
        first.Content.Headers.ContentType!.ToString().ShouldBe("text/calendar; charset=utf-8");
        first.Headers.CacheControl!.ToString().ShouldBe("no-cache, private");
        var tag = first.Headers.ETag!;

        using var same = await Get(silo, calendar, tag);
        same.StatusCode.ShouldBe(HttpStatusCode.NotModified);
        (await same.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
        same.Headers.ETag.ShouldBe(tag);
        silo.Clock.Now += TimeSpan.FromHours(1);
        using var later = await Get(silo, calendar, tag);
        later.StatusCode.ShouldBe(HttpStatusCode.NotModified, "time alone changes nothing");

        await silo.Tell(Conference(41), Told("2026-11-02 09:00", name: "Moved", starts: "2026-11-24 10:00"));
        using var changed = await Get(silo, calendar, tag);
        changed.StatusCode.ShouldBe(HttpStatusCode.OK);
        changed.Headers.ETag.ShouldNotBe(tag);
    }

    [Fact]
    public async Task It_is_compressed_for_those_who_read_that_and_a_head_has_no_body()
    {
        await using var silo = await Started();
        var calendar = await silo.NewCalendar(new { site = "campus" });
        using var plain = await Get(silo, calendar);

        using var request = new HttpRequestMessage(HttpMethod.Get, calendar);
        request.Headers.AcceptEncoding.Add(new("gzip"));
        using var zipped = await silo.Stranger.SendAsync(request);
        zipped.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        zipped.Headers.Vary.ShouldBe(["Accept-Encoding"]);
        zipped.Headers.ETag.ShouldBe(plain.Headers.ETag);
        await using var unzipped = new GZipStream(await zipped.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using var text = new MemoryStream();
        await unzipped.CopyToAsync(text);
        text.ToArray().ShouldBe(await plain.Content.ReadAsByteArrayAsync());

        using var head = await silo.Stranger.SendAsync(new(HttpMethod.Head, calendar));
        head.StatusCode.ShouldBe(HttpStatusCode.OK);
        head.Content.Headers.ContentLength.ShouldBe(text.Length);
        (await head.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Calendars_are_made_listed_without_their_addresses_and_revoked_over_the_api()
    {
        await using var silo = await Started();
        var calendar = await silo.NewCalendar(new { site = "campus", name = "Ours" });
        await silo.NewCalendar(new { site = "annex" });

        var listed = await silo.Admin.GetStringAsync("/api/v1/calendars?site=campus");
        listed.ShouldNotContain(calendar.Split('/')[^1].Split('.')[0]);
        var one = JsonNode.Parse(listed)!["items"]!.AsArray().Single()!;
        one["name"]!.GetValue<string>().ShouldBe("Ours");
        one["createdBy"]!.GetValue<string>().ShouldBe("tests");
        (await silo.Runtime.Database.Scalar<long>($"select count(*) from mg_calendar_tokens t where t::text like "
            + $"'%{calendar["/calendar/mgc_".Length..][..20].Replace("_", "\\_", StringComparison.Ordinal)}%'"))
            .ShouldBe(0, "only its hash is kept");

        (await silo.Admin.DeleteAsync($"/api/v1/calendars/{one["id"]}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        using var gone = await Get(silo, calendar);
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await silo.Admin.DeleteAsync($"/api/v1/calendars/{one["id"]}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await silo.Stranger.GetAsync("/api/v1/calendars")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task What_cannot_be_made_is_answered_with_the_field()
    {
        await using var silo = await Started();
        foreach (var (body, field) in ((string, string)[])
        [
            ("""{"site":"campus","courseId":99}""", "courseId"),
            ("""{"site":"campus","userId":99}""", "userId"),
            ("""{"site":"campus","rule":"none"}""", "rule"),
            ("""{"site":"campus","courseId":1,"userId":1}""", "courseId"),
            ("""{"site":"campus","name":" "}""", "name"),
            ("""{"site":"campus","nmae":"x"}""", "nmae"),
            ("""{"site":"elsewhere"}""", "site"),
            ("""{"site":7}""", "site"),
            ("{}", "site"),
            ("nonsense", ""),
        ])
        {
            using var content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
            using var answer = await silo.Admin.PostAsync("/api/v1/calendars", content);

            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, body);
            (await answer.Content.ReadFromJsonAsync<JsonNode>())!["field"]!.GetValue<string>().ShouldBe(field, body);
        }
    }

    [Fact]
    public async Task The_calendar_of_a_rule_has_what_the_rule_is_about_with_its_lead_times_once_it_is_in_force()
    {
        await using var silo = await Started();
        await silo.Tell(Conference(42), Told("2026-11-02 09:00", name: "Tutorial 1", starts: "2026-11-24 10:00"));
        var rule = Rule.Id("campus", "tutorials");
        await silo.Tell(rule, new PutRule(Terms(new(RuleScope.Name, Pattern: "tutorial*")), "tests", 1));
        var calendar = await silo.NewCalendar(new { site = "campus", rule = "tutorials" });
        using var waiting = await Get(silo, calendar);
        waiting.StatusCode.ShouldBe(HttpStatusCode.NotFound);

        await silo.Tell(rule, new ApproveRule("tests", 2));
        var tutorial = (await silo.Events(calendar))["conference-campus-42"];
        (await silo.Events(calendar)).Count.ShouldBe(1);
        tutorial.All("VALARM").Select(alarm => alarm["TRIGGER"]).ShouldBe(["-PT15M", "-PT60M"], ignoreOrder: true);
        tutorial["DTEND"].ShouldBe("20261124T104500Z");

        await silo.Tell(rule, new PutRule(Terms(new(RuleScope.Course, 1)), "tests", 3), new ApproveRule("tests", 4));
        var events = await silo.Events(calendar);
        events.Count.ShouldBe(2);
        long.Parse(events["conference-campus-42"]["SEQUENCE"]!, null).ShouldBeGreaterThan(long.Parse(tutorial["SEQUENCE"]!, null));
        await silo.Tell(rule, new DeleteRule("tests", 5));
        using var gone = await Get(silo, calendar);
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_calendar_of_5000_conferences_is_one_query()
    {
        await using var silo = await Started();
        await InsertableViews.MakeAsync(silo.Runtime.Database);
        await silo.Runtime.Database.Run("""
            insert into mg_conferences (site, id, module, course_module_id, course_id, name, starts_at, ends_at, visible, status, sequence, changed_at, listed_at)
            select 'campus', n, 'bigbluebuttonbn', n, n % 500, 'Class ' || n, '2026-11-21T00:00Z'::timestamptz + n * interval '10 minutes', null, true, 'scheduled', 1, now(), now()
            from generate_series(1000, 5999) n
            """);
        var calendar = await silo.NewCalendar(new { site = "campus" });
        var asked = 0;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => asked += activity.TagObjects
                .Any(tag => tag.Value is string sql && sql.Contains("from mg_conferences f left join", StringComparison.Ordinal)) ? 1 : 0,
        };
        ActivitySource.AddActivityListener(listener);

        var events = (await silo.Calendar(calendar)).All("VEVENT").Count();

        (events, asked).ShouldBe((5001, 1));
    }

    [Fact]
    public async Task The_command_line_makes_lists_and_revokes_calendars()
    {
        await using var silo = await Started();
        string[] settings = [$"--ConnectionStrings:Postgres={silo.Runtime.ConnectionString}", "--Sites:campus:Url=https://moodle.example"];
        Task<Told> Run(params string[] words) => CommandLine.Told.ByRunning(new FakeParts(), [.. words, .. settings]);

        var made = await Run("calendar", "new", "--site", "campus", "--course", "1", "--name", "Biology");
        made.ExitCode.ShouldBe(0, made.Error);
        var path = new Uri(made.Lines[0].Split(": ")[1]).AbsolutePath;
        (await silo.Events(path)).Count.ShouldBe(1);
        var number = (await Run("calendar", "list")).Lines[1].Split('\t');
        number[1..4].ShouldBe(["campus", "course 1", "Biology"]);
        (await Run("calendar", "revoke", number[0])).Output.ShouldContain("is revoked");
        using var gone = await Get(silo, path);
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);

        (await Run("calendar", "revoke", number[0])).ExitCode.ShouldBe(1);
        (await Run("calendar", "new", "--site", "elsewhere")).ExitCode.ShouldBe(2);
        (await Run("calendar", "new", "--site", "campus", "--user", "1", "--course", "1")).ExitCode.ShouldBe(2);
        (await Run("calendar", "new", "--site", "campus", "--course", "99")).Error.ShouldContain("course 99");
    }

    private static RuleTerms Terms(RuleScope scope)
        => new(scope, "123456789012345678", null, [15, 60], "en", RuleTerms.Delete, null, false, null, 45);

    private static async Task<HttpResponseMessage> Get(ApiSilo silo, string path, EntityTagHeaderValue? known = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (known is not null)
        {
            request.Headers.IfNoneMatch.Add(known);
        }

        return await silo.Stranger.SendAsync(request);
    }

    private async Task<ApiSilo> Started()
    {
        var silo = await ApiSilo.Start(await postgres.Started());
        await silo.Tell(Course(1), Named("2026-11-01 08:00", "Biology"));
        await silo.Tell(Conference(41), Told("2026-11-01 09:00", name: "Week 1", starts: "2026-11-23 10:00", ends: "2026-11-23 11:00"));
        return silo;
    }
}
