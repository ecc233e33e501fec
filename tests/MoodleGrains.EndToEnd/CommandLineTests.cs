using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MoodleGrains.Silo.Tests;

namespace MoodleGrains.EndToEnd;

/// <summary>The program as a person types it.</summary>
[Collection(CampusCollection.Name)]
public sealed partial class CommandLineTests(CampusSilo campus)
{
    private readonly TestSilo silo = campus.Silo;

    [Fact]
    public async Task Every_command_explains_itself()
    {
        string[] commands = ["", "serve", "import", "rebuild", "stream", "pause", "resume", "parked", "key", "key new", "doctor"];
        foreach (var some in commands.Chunk(4))
        {
            var said = await Task.WhenAll(
                some.Select(command => silo.Run([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"])));
            for (var i = 0; i < some.Length; i++)
            {
                said[i].ExitCode.ShouldBe(0, some[i]);
                said[i].Error.ShouldBeEmpty(some[i]);
                said[i].Out.ShouldContain("Usage:", customMessage: some[i]);
            }
        }
    }

    [Fact]
    public async Task A_new_key_opens_what_it_was_made_for_and_nothing_else()
    {
        var said = await silo.Run("key", "new", "--name", "library", "--scopes", "read:campus");
        said.ExitCode.ShouldBe(0, said.Error);
        var key = MadeKey().Match(said.Out).Value;
        (string, string)[] printed = [.. PrintedSetting().Matches(said.Out)
            .Select(line => (line.Groups[1].Value, line.Groups[2].Value.Trim()))];
        printed.Length.ShouldBe(2, said.Out);

        await using var other = await TestSilo.Ready(campus.ConnectionString, printed);
        other.Api.DefaultRequestHeaders.Authorization = new("Bearer", key);
        (await other.Api.Json("/api/v1/sites"))["items"]!.AsArray().Select(site => site!["slug"]!.GetValue<string>()).ShouldBe(["campus"]);
        using var refused = await other.Api.GetAsync(new Uri("/api/v1/sites/annex/courses", UriKind.Relative));
        ((int)refused.StatusCode).ShouldBe(403);
    }

    [Fact]
    public async Task A_stream_can_be_read_and_one_that_is_not_there_is_named()
    {
        await silo.Taken(Course(71, "Read me", 0));
        await campus.Database.CaughtUp();

        var table = await silo.Run("stream", "course-campus-71");
        (table.ExitCode, table.Error).ShouldBe((0, ""));
        table.Out.ShouldContain("course_created");
        var lines = await silo.Run("stream", "course-campus-71", "--json");
        JsonNode.Parse(lines.Out.Split('\n')[0])!["data"]!["fullName"]!.GetValue<string>().ShouldBe("Read me");
        var none = await silo.Run("stream", "course-campus-72");
        none.ExitCode.ShouldBe(1);
        none.Error.ShouldContain("course-campus-72");
    }

    [Fact]
    public async Task Paused_dispatch_holds_within_two_seconds_while_webhooks_are_taken_and_resumed_it_catches_up()
    {
        (await silo.Run("pause", "dispatch")).Out.ShouldContain("dispatch is paused");
        try
        {
            // What is asked: within 2 s on every silo. A second is what it may take to be seen at most.
            await Task.Delay(TimeSpan.FromSeconds(2));
            await silo.Taken(Course(81, "Held", 0));
            await Task.Delay(TimeSpan.FromSeconds(1));

            (await campus.Database.Scalar<long>("select count(*) from mg_events where stream_id = 'course-campus-81'")).ShouldBe(0);
            (await silo.Run("pause", "dispatch")).Out.ShouldContain("was paused already");
        }
        finally
        {
            (await silo.Run("resume", "dispatch")).Out.ShouldContain("dispatch goes on");
        }

        await campus.Database.CaughtUp();
        (await silo.Api.Json("/api/v1/sites/campus/courses/81"))["fullName"]!.GetValue<string>().ShouldBe("Held");
    }

    [Fact]
    public async Task Rebuilding_one_read_model_beside_a_silo_at_work_changes_nothing_and_an_unknown_one_is_named()
    {
        await silo.Taken(Course(61, "Rebuilt", 0));
        await campus.Database.CaughtUp();
        var before = await campus.Database.AllRows();

        var said = await silo.Run("rebuild", "courses");
        (said.ExitCode, said.Error).ShouldBe((0, ""));
        (await campus.Database.AllRows())["courses"].ShouldBe(before["courses"]);

        await silo.Taken(Course(61, "Rebuilt and renamed", 1));
        await campus.Database.CaughtUp();
        (await silo.Api.Json("/api/v1/sites/campus/courses/61"))["fullName"]!.GetValue<string>().ShouldBe("Rebuilt and renamed");
        said = await silo.Run("rebuild", "coarses");
        said.ExitCode.ShouldBe(2);
        said.Error.ShouldContain("courses");
    }

    [Fact]
    public async Task Nothing_is_parked_where_nothing_failed()
    {
        var said = await silo.Run("parked");
        (said.ExitCode, said.Out.Trim()).ShouldBe((0, "Nothing is parked."));
        (await silo.Run("parked", "--retry")).ExitCode.ShouldBe(0);
    }

    private static string Course(long id, string name, int second)
    {
        var body = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Recorded/samples/nosey-course_updated.json")))!;
        var (told, row) = (body["event"]!, body["record"]!);
        (told["objectid"], told["courseid"], told["contextinstanceid"], row["id"]) = (id, id, id, id);
        (told["other"]!["fullname"], row["fullname"]) = (name, name);
        (told["timecreated"], row["timemodified"]) = (1_462_786_276 + second, 1_462_786_276 + second);
        return body.ToJsonString();
    }

    [GeneratedRegex("mgk_[A-Za-z0-9_-]+")]
    private static partial Regex MadeKey();

    [GeneratedRegex("^  (ApiKeys__[A-Za-z0-9_]+)=(.+)$", RegexOptions.Multiline)]
    private static partial Regex PrintedSetting();
}
