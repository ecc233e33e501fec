using System.Globalization;
using System.Text.Json.Nodes;
using MoodleGrains.Silo.Tests;
using Npgsql;

namespace MoodleGrains.EndToEnd;

/// <summary>Two silos over one database, behind something that sends each webhook to the other of the two.</summary>
[Collection(PostgresCollection.Name)]
public sealed class TwoSilosTests(PostgresServer postgres)
{
    [Fact]
    public async Task Both_know_the_truth_and_one_takes_over_what_the_other_leaves()
    {
        var connection = await postgres.PreparedDatabase();
        await using var here = await TestSilo.Ready(connection);
        await using var there = await TestSilo.Ready(connection);
        await using var database = NpgsqlDataSource.Create(connection);
        Doings[] parts = [.. Enumerable.Range(0, 4).Select(part => new Doings(part, Soak.Seed))];
        var poster = new HookPoster(here.Address, there.Address);
        var steps = Soak.Count(40, 2000);

        // The first to start has all shards, and gives half of them up when it next renews its leases.
        await Eventually.Holds(
            async () => await database.Scalar<long>(
                "select count(distinct owner) from mg_leases where owner <> ''") == 2, "both have a share");
        await poster.Post([.. parts.Select(part => part.Steps(steps))], default);
        await database.CaughtUp();
        await IsTrue(parts, here);
        await IsTrue(parts, there);
        (await database.Scalar<long>("select count(distinct owner) from mg_leases where owner <> ''")).ShouldBe(2);

        await there.Kill();
        var alone = new HookPoster(here.Address);
        await alone.Post([.. parts.Select(part => part.Steps(steps))], default);
        await database.CaughtUp();
        await IsTrue(parts, here);
        (await database.Scalar<long>("select count(distinct owner) from mg_leases where owner <> ''")).ShouldBe(1);
        poster.Answers.Keys.Concat(alone.Answers.Keys).ShouldAllBe(status => status == 202);
        await database.HasOnce([.. poster.Acknowledged, .. alone.Acknowledged]);
        await database.HasSoundStreams();
        await database.FollowsFromItsStreams();
        await database.IsWhatARebuildMakes(here);
    }

    [Fact]
    public async Task What_one_changes_and_the_other_changes_back_is_all_there()
    {
        var connection = await postgres.PreparedDatabase();
        await using var here = await TestSilo.Ready(connection);
        await using var there = await TestSilo.Ready(connection);
        await using var database = NpgsqlDataSource.Create(connection);
        var sample = JsonNode.Parse(
            await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Recorded/samples/nosey-course_updated.json")))!;
        string[] names = ["X", "Y", "X", "Y", "X", "Y", "X"];
        for (var i = 0; i < names.Length; i++)
        {
            await (i % 2 == 0 ? here : there).Taken(Renamed(sample, names[i], i));
            await database.CaughtUp();
        }

        foreach (var silo in (TestSilo[])[here, there])
        {
            (await silo.Api.Json("/api/v1/sites/campus/courses/41"))["fullName"]!.GetValue<string>().ShouldBe("X");
            var stream = await silo.Api.Json("/api/v1/streams/course-campus-41");
            var told = stream["items"]!.AsArray().Select(e => (string?)e!["data"]!["fullName"]).OfType<string>();
            told.ShouldBe(names);
        }
    }

    private static string Renamed(JsonNode sample, string name, int second)
    {
        var body = sample.DeepClone();
        var at = 1_462_786_276 + second;
        body["event"]!["timecreated"] = at;
        body["event"]!["other"]!["fullname"] = name;
        body["record"]!["fullname"] = name;
        body["record"]!["timemodified"] = at;
        return body.ToJsonString();
    }

    private static async Task IsTrue(Doings[] parts, TestSilo silo)
    {
        foreach (var part in parts)
        {
            foreach (var id in part.Made)
            {
                var (truth, told) = (part.University.Courses[id], await silo.Api
                    .Json(string.Create(CultureInfo.InvariantCulture, $"/api/v1/sites/campus/courses/{id}")));
                told["fullName"]!.GetValue<string>().ShouldBe(truth.FullName);
                told["categoryId"]!.GetValue<long>().ShouldBe(truth.CategoryId);
                told["enrolments"]!.AsArray().Select(e => e!["userId"]!.GetValue<long>()).ShouldBe(
                    part.University.Enrolments.Where(e => e.CourseId == id).Select(e => e.UserId), ignoreOrder: true);
            }
        }
    }
}
