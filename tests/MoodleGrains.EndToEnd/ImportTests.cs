using System.Text.Json.Nodes;
using MoodleGrains.Silo.Inbox;
using MoodleGrains.Silo.PrivatePostgres;
using MoodleGrains.Silo.Tests;
using MoodleGrains.Silo.Tests.PrivatePostgres;

namespace MoodleGrains.EndToEnd;

/// <summary>The recorded webhooks, through the command line into a silo at work, and what its read API then tells.</summary>
public sealed class ImportTests(CampusSilo campus) : IClassFixture<CampusSilo>
{
    private readonly TestSilo silo = campus.Silo;

    [Fact]
    public async Task The_recorded_webhooks_give_what_the_site_answered_at_that_point()
    {
        var pure = new PureGrains();
        string[] nosey = [.. Recorded.Names("nosey")];

        await Import(nosey[..6]);
        var asked = Recorded.Asked("core_course_update_courses", "success_unpatched");
        var course = await silo.Api.Json("/api/v1/sites/campus/courses/12");
        course["fullName"]!.GetValue<string>().ShouldBe(asked.GetProperty("courses[0][fullname]").GetString());
        course["visible"]!.GetValue<bool>().ShouldBeFalse();
        (course["categoryId"]!.GetValue<long>(), course["format"]!.GetValue<string>(), course["language"]!.GetValue<string>()).ShouldBe(
            (6, "topics", ""));
        course["startsAt"]!.GetValue<DateTimeOffset>().ToUnixTimeSeconds().ShouldBe(1_800_000_000);
        course["endsAt"]!.GetValue<DateTimeOffset>().ToUnixTimeSeconds().ShouldBe(1_810_000_000);

        // Lost to the sender: "3.10", "+5" and a summary of digits alone came as numbers.
        (course["shortName"]!.GetValue<string>(), course["idNumber"]!.GetValue<string>()).ShouldBe(("3.1", "5"));
        course["summary"]!.GetValue<string>().ShouldBe("1.2345678901234567e+19");

        await Import(nosey[6..17]);
        var category = await silo.Api.Json("/api/v1/sites/campus/categories/7");
        (category["parentId"]!.GetValue<long>(), category["visible"]!.GetValue<bool>(), category["description"]!.GetValue<string>())
            .ShouldBe((3, true, "<p>0012</p>"));

        // Lost to the sender: "2030" and "1e3" came as numbers.
        (category["name"]!.GetValue<string>(), category["idNumber"]!.GetValue<string>()).ShouldBe(("2030", "1000"));

        await Import(nosey[17..], told => told < Recorded.AnsweredAt);
        await Import(Recorded.Names("local_webhooks"), told => told < Recorded.AnsweredAt, "local_webhooks");
        foreach (var delivery in RecordedSite.Before)
        {
            pure.Receive(delivery);
        }

        var told = await ApiFacts.Of(silo);
        told.ShouldBe(ApiFacts.AsTold(pure.Facts()), ignoreOrder: true);
        var answered = RecordedSite.Answered();
        var both = told.Where(fact => answered.ContainsKey(fact.Key)).ToList();
        both.ShouldNotBeEmpty();
        both.ShouldAllBe(fact => answered[fact.Key] == fact.Value);

        await Import(nosey[17..], told => told > Recorded.AnsweredAt);
        await Import(Recorded.Names("local_webhooks"), told => told > Recorded.AnsweredAt, "local_webhooks");
        foreach (var delivery in RecordedSite.After)
        {
            pure.Receive(delivery);
        }

        (await ApiFacts.Of(silo)).ShouldBe(ApiFacts.AsTold(pure.Facts()), ignoreOrder: true);
    }

    [Fact]
    public async Task The_samples_literally_are_a_course_and_a_category_that_went()
    {
        await silo.Taken(Sample("nosey-course_updated.json"), "annex");
        await silo.Taken(Sample("nosey-course_category_updated.json"), "annex");
        await campus.Database.CaughtUp();
        var course = await silo.Api.Json("/api/v1/sites/annex/courses/41");
        var sent = JsonNode.Parse(Sample("nosey-course_updated.json"))!["record"]!;
        foreach (var (field, name) in new[] {
            ("fullName", "fullname"),
            ("shortName", "shortname"),
            ("idNumber", "idnumber"),
            ("summary", "summary"),
            ("format", "format"),
            ("language", "lang") })
        {
            course[field]!.GetValue<string>().ShouldBe(sent[name]!.GetValue<string>());
        }

        course["categoryId"]!.GetValue<long>().ShouldBe(1);
        course["visible"]!.GetValue<bool>().ShouldBeTrue();
        foreach (var (field, name) in new[] { ("startsAt", "startdate"), ("createdAt", "timecreated"), ("modifiedAt", "timemodified") })
        {
            course[field]!.GetValue<DateTimeOffset>().ToUnixTimeSeconds().ShouldBe(sent[name]!.GetValue<long>());
        }

        course["endsAt"].ShouldBeNull();
        var category = await silo.Api.Json("/api/v1/sites/annex/categories/20");
        (category["name"]!.GetValue<string>(), category["idNumber"]!.GetValue<string>(), category["description"]!.GetValue<string>())
            .ShouldBe(("Spoopy!", "r2d2", "<p>bleep bloop</p>"));
        category["deletedAt"].ShouldBeNull();

        await silo.Taken(Sample("nosey-course_category_deleted.json"), "annex");
        await campus.Database.CaughtUp();
        category = await silo.Api.Json("/api/v1/sites/annex/categories/20");
        category["deletedAt"]!.GetValue<DateTimeOffset>().ToUnixTimeSeconds().ShouldBe(1_462_794_769);
    }

    [Fact]
    public async Task What_cannot_be_taken_is_told_with_its_file_and_line_and_the_rest_is_imported()
    {
        var folder = TestFolder.Make();
        try
        {
            var file = Path.Combine(folder, "bodies.ndjson");
            var good = JsonNode.Parse(Sample("nosey-course_updated.json"))!;
            (good["event"]!["objectid"], good["event"]!["courseid"], good["record"]!["id"]) = (4242, 4242, 4242);
            await File.WriteAllLinesAsync(file, [good.ToJsonString(), "no json", """{"event":{}}""", good.ToJsonString()]);

            var said = await silo.Run("import", file, "--site", "annex");

            said.ExitCode.ShouldBe(1);
            said.Out.ShouldContain("1 accepted, 1 duplicate, 0 of kinds not kept, 2 rejected.");
            said.Error.ShouldContain("bodies.ndjson line 2");
            said.Error.ShouldContain("bodies.ndjson line 3");
        }
        finally
        {
            TestFolder.Remove(folder);
        }
    }

    private static string Sample(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Recorded/samples", name));

    private async Task Import(IEnumerable<string> all, Func<long, bool>? when = null, string plugin = "nosey")
    {
        var names = all.Where(name => when?.Invoke(Recorded.Webhook(plugin, name).Envelope.Told) != false);
        await silo.ImportRecorded("campus", [.. names.Select(name => (plugin, name))]);
        await campus.Database.CaughtUp();
    }
}
