using System.Net;
using System.Text.Json.Nodes;
using MoodleGrains.ClientApi.Access;
using MoodleGrains.Silo.Tests;
using Npgsql;

namespace MoodleGrains.EndToEnd;

/// <summary>A rule that would fill a channel waits for a person, as that person meets it: a file, a look, a word.</summary>
[Collection(PostgresCollection.Name)]
public sealed class BigRuleTests(PostgresServer postgres)
{
    private static readonly int Conferences = Soak.Count(25, 300);

    [Fact]
    public async Task A_rule_for_a_whole_site_with_many_conferences_waits_until_a_person_lets_it_post()
    {
        var connection = await postgres.PreparedDatabase();
        await using var database = NpgsqlDataSource.Create(connection);
        await using var campus = await Campus.Open(
            1,
            new() { BucketLimit = 100, BucketWindow = TimeSpan.FromSeconds(1), GlobalLimit = 500 });
        for (var n = 0; n < Conferences; n++)
        {
            var opens = campus.University.Now + 7_200 + (n * 3_600L);
            campus.University.CreateConference(campus.Course, $"Seminar {n}", opens, opens + 1_800);
        }

        campus.University.TakeEvents();
        var admin = ApiKey.New();
        await using var silo = await TestSilo.Ready(
            connection,
            [
                .. campus.Settings.Where(setting => !setting.Name.StartsWith("Announcements", StringComparison.Ordinal)),
                ("Sites__campus__Calls__Rate", "0"), ("ApiKeys__office__Hash", admin.Hash), ("ApiKeys__office__Scopes__0", "admin:campus"),
                ("ApiKeys__office__Scopes__1", "read:campus"),
            ]);
        await Eventually.Holds(
            () => database.Scalar<bool>(
                $"select count(*) = {Conferences} from mg_conferences where ends_at is not null"), "all conferences are known",
                seconds: 300);

        var file = Path.Combine(silo.DataFolder, "rules.json");
        Directory.CreateDirectory(silo.DataFolder);
        await File.WriteAllTextAsync(
            file, $$"""{ "rules": [{ "site": "campus", "name": "all", "scope": { "kind": "site" }, "channel": "{{campus.Channel}}" }] }""");
        var applied = await silo.Run("apply", "-f", file);
        (applied.ExitCode, applied.Error).ShouldBe((0, ""));
        applied.Out.ShouldContain("1 of 1 changed.");
        await Eventually.Holds(
            async () => (await silo.Run("rule", "show", "campus/all")).Out
                .Contains($"It waits for a person: {Conferences} conferences would be posted at once", StringComparison.Ordinal),
            "the rule waits",
            seconds: 300);
        campus.Created.ShouldBeEmpty();

        using var office = new HttpClient
        {
            BaseAddress = silo.Address,
            DefaultRequestHeaders = { Authorization = new("Bearer", admin.Key) }
        };
        using var previewed = await office.PostAsync(new Uri("/api/v1/rules/campus/all/preview", UriKind.Relative), null);
        var told = await previewed.Content.ReadAsStringAsync();
        previewed.StatusCode.ShouldBe(HttpStatusCode.OK, told);
        var preview = JsonNode.Parse(told)!;
        (preview["posts"]!.GetValue<int>(), preview["waits"]!.GetValue<bool>()).ShouldBe((Conferences, true));
        (await silo.Run("rule", "list")).Out.ShouldContain("waits for a person");
        using var forbidden = await silo.Api.PostAsync(new Uri("/api/v1/rules/campus/all/approve", UriKind.Relative), null);
        forbidden.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        campus.Created.ShouldBeEmpty();

        using var approved = await office.PostAsync(new Uri("/api/v1/rules/campus/all/approve", UriKind.Relative), null);
        approved.IsSuccessStatusCode.ShouldBeTrue(await approved.Content.ReadAsStringAsync());
        await campus.Comes(() => campus.Posts().Count == Conferences, "all are posted");
        campus.Posts().ShouldBe(campus.Expected());
        campus.Created.Count.ShouldBe(Conferences);
        (await silo.Run("rule", "approve", "campus/all")).Out.ShouldContain("does not wait for anybody");

        // Taken away, all of it goes.
        (await silo.Run("rule", "delete", "campus/all")).ExitCode.ShouldBe(0);
        await campus.Comes(() => campus.Discord.Guild.Messages(campus.Channel).Count == 0, "the channel is empty");
    }
}
