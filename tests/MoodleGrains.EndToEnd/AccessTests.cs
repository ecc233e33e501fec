using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Plugins;
using MoodleGrains.Silo.Tests;

namespace MoodleGrains.EndToEnd;

/// <summary>The read API of a silo at work: who may read, and what there is to read after hooks of all three plugins.</summary>
[Collection(CampusCollection.Name)]
public sealed class AccessTests(CampusSilo campus)
{
    private const long Second = 1_780_000_000;

    private readonly TestSilo silo = campus.Silo;

    [Fact]
    public async Task No_address_of_the_API_answers_without_a_key_or_with_a_wrong_one()
    {
        var document = await silo.Anybody.Json("/openapi/v1.json");
        var paths = document["paths"]!.AsObject().Select(path => path.Key).Where(path => path.StartsWith("/api/", StringComparison.Ordinal))
            .ToList();
        paths.Count.ShouldBeGreaterThan(10);
        foreach (var path in paths)
        {
            var filled = path.Replace("{site}", "campus", StringComparison.Ordinal).Replace("{id}", "1", StringComparison.Ordinal)
                .Replace("{grain}", "course-campus-1", StringComparison.Ordinal);
            foreach (var key in (string?[])[null, "mgk_wrong", TestSilo.ApiKeyShown + "x", TestSilo.Key])
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, filled);
                request.Headers.Authorization = key is null ? null : new("Bearer", key);
                using var answer = await silo.Anybody.SendAsync(request);
                answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, path);
            }
        }
    }

    [Fact]
    public async Task Hooks_of_all_three_plugins_are_read_as_courses_categories_users_and_conferences_now_and_as_they_were()
    {
        var clock = new SiteClock(DateTimeOffset.FromUnixTimeSeconds(Second));
        var university = new University(clock);
        foreach (var table in new[] { "course", "course_categories", "user", "course_modules" })
        {
            university.Ids.Skip(table, 7000);
        }

        var site = new Uri("https://moodle.example.org");
        IWebhookPlugin[] plugins =
        [
            new Nosey(university), new LocalWebhooks(site, TestSilo.Key),
            new WebhookEngine(
                site,
                TestSilo.Key,
                TimeProvider.System,
                new() { Users = university, IncludeEmail = true, Courses = university }),
        ];
        var category = university.CreateCategory("Sciences");
        var ada = university.CreateUser("ada", "Ada", "Lovelace", "ada@example.org");
        clock.Advance(1);
        var course = university.CreateCourse(new() { CategoryId = category, FullName = "Before", ShortName = "B-1" });
        clock.Advance(1);
        university.Enrol(course, ada);
        var conference = university.CreateConference(course, "Lecture", Second + 1000);
        var essay = university.CreateActivity(course, "assign", "Essay", tracksCompletion: true);
        university.Complete(essay, ada);
        await Send(university, plugins);
        var between = await campus.Database.Scalar<DateTime>("select clock_timestamp()");
        clock.Advance(60);
        university.UpdateCourse(course, new() { FullName = "After" });
        university.UpdateCategory(category, name: "Sciences and Arts");
        university.UpdateConference(conference, name: "Seminar");
        await Send(university, plugins);

        var now = await silo.Api.Json($"/api/v1/sites/campus/courses/{course}");
        now["fullName"]!.GetValue<string>().ShouldBe("After");
        var enrolment = now["enrolments"]!.AsArray().ShouldHaveSingleItem()!;
        (enrolment["userId"]!.GetValue<long>(), enrolment["roles"]![0]!.GetValue<long>(), enrolment["method"]!.GetValue<string>()).ShouldBe(
            (ada, 5, "manual"));
        var at = between.ToString("O", CultureInfo.InvariantCulture);
        var then = await silo.Api.Json($"/api/v1/sites/campus/courses/{course}?at={at}");
        (then["fullName"]!.GetValue<string>(), then["enrolled"]!.GetValue<long>()).ShouldBe(("Before", 1));
        (await silo.Api.Json($"/api/v1/sites/campus/categories/{category}"))["name"]!.GetValue<string>().ShouldBe("Sciences and Arts");
        (await silo.Api.Json($"/api/v1/sites/campus/categories/{category}"))["courseCount"]!.GetValue<long>().ShouldBe(1);
        (await silo.Api.Json($"/api/v1/sites/campus/categories/{category}?at={at}"))["name"]!.GetValue<string>().ShouldBe("Sciences");
        var user = await silo.Api.Json($"/api/v1/sites/campus/users/{ada}");
        (user["userName"]!.GetValue<string>(), user["fullName"]!.GetValue<string>(), user["email"]!.GetValue<string>()).ShouldBe(
            ("ada", "Ada Lovelace", "ada@example.org"));
        user["enrolments"]!.AsArray().ShouldHaveSingleItem();
        user["completions"]!.AsArray().Count.ShouldBe(2);
        (await silo.Api.Json($"/api/v1/sites/campus/conferences/{conference}"))["name"]!.GetValue<string>().ShouldBe("Seminar");
        (await silo.Api.Json($"/api/v1/sites/campus/conferences/{conference}?at={at}"))["name"]!.GetValue<string>().ShouldBe("Lecture");
        await Eventually.Holds(
            async () => (await silo.Api.Json("/api/v1/sites/campus"))["plugins"]!.AsArray()
                .Select(plugin => plugin!["shape"]!.GetValue<string>())
                .Intersect(plugins.Select(plugin => plugin.Shape))
                .Count() == 3,
            "what each plugin sent was counted");
        foreach (var kind in (string[])["courses", "categories", "users", "conferences", "feed"])
        {
            (await silo.Api.Json($"/api/v1/sites/campus/{kind}"))["items"]!.AsArray().ShouldNotBeEmpty(kind);
        }

        // The deletion erases the person everywhere but in the inbox.
        clock.Advance(60);
        university.DeleteUser(ada);
        await Send(university, plugins);
        user = await silo.Api.Json($"/api/v1/sites/campus/users/{ada}");
        (user["userName"], user["fullName"], user["email"]).ShouldBe((null, null, null));
        user["deletedAt"].ShouldNotBeNull();
    }

    [Fact]
    public async Task The_live_feed_resumes_where_the_reader_was_over_a_restart_of_the_silo()
    {
        var doings = new Doings(5, Soak.Seed);
        var poster = new HookPoster(silo.Address);
        long last;
        List<long> seen = [];
        await using (var live = await LiveReader.Open(silo.Api, 0))
        {
            await poster.Post([doings.Steps(20)], default);
            for (var i = 0; i < 10; i++)
            {
                seen.Add(await live.Next());
            }

            last = seen[^1];
        }

        (await silo.Stop()).ShouldBe(0, silo.Output);
        silo.Start();
        await silo.IsReady();
        await poster.Post([doings.Steps(20)], default);
        await campus.Database.CaughtUp();
        var all = (await campus.Database.Rows("select position from mg_feed order by position")).ConvertAll(long.Parse);
        await using (var live = await LiveReader.Open(silo.Api, last))
        {
            while (seen[^1] != all[^1])
            {
                seen.Add(await live.Next());
            }
        }

        seen.ShouldBe(all.TakeLast(seen.Count));
    }

    private async Task Send(University university, IWebhookPlugin[] plugins)
    {
        foreach (var told in university.TakeEvents())
        {
            foreach (var plugin in plugins)
            {
                // Each as it authenticates itself: by path, by body, by signature.
                var hook = new Uri(silo.Address, plugin is Nosey ? $"/hooks/campus/{TestSilo.Key}" : "/hooks/campus");
                if (plugin.Post(told) is { } post)
                {
                    using var request = post.ToRequest(hook);
                    using var answer = await silo.Anybody.SendAsync(request);
                    answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, $"{plugin.Shape}: {await answer.Content.ReadAsStringAsync()}");
                }
            }
        }

        await campus.Database.CaughtUp();
    }
}
