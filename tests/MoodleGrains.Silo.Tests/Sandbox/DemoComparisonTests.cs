using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using MoodleGrains.Sandbox.Demo;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Plugins;
using MoodleGrains.Sandbox.Scenarios;

namespace MoodleGrains.Silo.Tests.Sandbox;

/// <summary>The demo's own check must not pass what is wrong, nor call wrong what a plugin damaged.</summary>
public sealed class DemoComparisonTests
{
    private readonly University moodle;

    public DemoComparisonTests()
    {
        var clock = new SiteClock(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
        moodle = new(clock);
        new Scenario(moodle, clock, 11).Play(300);
    }

    [Fact]
    public async Task An_equal_silo_has_no_difference_and_every_row_is_compared()
    {
        var comparison = await Compare(text => text);

        comparison.Wrong.ShouldBeEmpty();
        comparison.Damaged.ShouldBeEmpty();
        comparison.Courses.ShouldBe(moodle.Courses.Count);
        comparison.Categories.ShouldBe(moodle.Categories.Count);
        comparison.Enrolments.ShouldBe(moodle.Enrolments.Count);
        comparison.Enrolments.ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task What_nosey_damaged_is_stated_and_not_wrong()
    {
        var comparison = await Compare(Nosey.AfterNumericCheck);

        comparison.Wrong.ShouldBeEmpty();
        comparison.Damaged.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Any_other_difference_is_wrong()
    {
        var comparison = await Compare(text => text == "" ? "" : text + "x");

        comparison.Wrong.ShouldContain(d => d.Field == "fullName");
    }

    private async Task<Comparison> Compare(Func<string, string> text)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var silo = builder.Build();
        silo.Urls.Add("http://127.0.0.1:0");
        silo.MapGet("/api/v1/sites/campus/courses", (string? cursor) =>
        {
            // Two pages, as the API gives them.
            var all = moodle.Courses.Values.Select(c => Row(c, text)).ToList();
            return new { items = cursor is null ? all.Take(2) : all.Skip(2), next = cursor is null ? "2" : null };
        });
        silo.MapGet("/api/v1/sites/campus/courses/{id}", (long id) => new
        {
            enrolments = moodle.Enrolments.Where(e => e.CourseId == id).Select(e => new
            {
                userId = e.UserId,
                roles = moodle.Roles.Where(r => r.CourseId == id && r.UserId == e.UserId).Select(r => r.RoleId),
                active = e.TimeModified != e.TimeCreated ? (bool?)null : e.ActiveAt(moodle.Now),
                method = e.Method,
                since = Time(e.TimeCreated),
            }),
        });
        silo.MapGet("/api/v1/sites/campus/categories", () => new
        {
            items = moodle.Categories.Values.Select(c => new
            {
                id = c.Id,
                name = text(c.Name),
                idNumber = text(c.IdNumber ?? ""),
                description = text(c.Description),
                parentId = c.ParentId,
                visible = c.Visible,
            }),
        });
        await silo.StartAsync();
        using var api = new SiloApi(new Uri(silo.Urls.First()), "key");
        return await Comparison.Make(moodle, "campus", api, CancellationToken.None);
    }

    private static object Row(Course c, Func<string, string> text) => new
    {
        id = c.Id,
        shortName = text(c.ShortName),
        fullName = text(c.FullName),
        idNumber = text(c.IdNumber),
        summary = text(c.Summary ?? ""),
        format = c.Format,
        language = c.Language,
        categoryId = c.CategoryId,
        visible = c.Visible,
        startsAt = Time(c.StartDate),
        endsAt = Time(c.EndDate),
        createdAt = Time(c.TimeCreated),
    };

    private static string? Time(long seconds) =>
        seconds == 0
            ? null
            : DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
