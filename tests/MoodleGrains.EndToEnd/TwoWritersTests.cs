using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using MoodleGrains.ClientApi.Access;
using MoodleGrains.Silo.Tests;
using Npgsql;
using Xunit.Abstractions;

namespace MoodleGrains.EndToEnd;

/// <summary>
/// People who change the same rules and rosters through two silos over one database. No lease keeps two silos apart there, as it does for
/// what webhooks tell.
/// </summary>
[Collection(PostgresCollection.Name)]
public sealed class TwoWritersTests(PostgresServer postgres, ITestOutputHelper log)
{
    private const int StreamsAtOnce = 32;
    private static readonly int Rounds = Soak.Count(1, 20);
    private static readonly Changeable[] Streams =
        [.. Enumerable.Range(1, Soak.Count(15, 100)).SelectMany(n => new[] { Changeable.Rule(n), Changeable.Roster(n) })];

    private static readonly int Rosters = Streams.Count(stream => stream.Kind == "rosters");

    [Fact]
    public async Task Two_processes_that_write_the_same_streams_lose_no_update_in_any_document()
    {
        var connection = await postgres.PreparedDatabase();
        await using var database = NpgsqlDataSource.Create(connection);
        await using var here = new Office("here", connection);
        await using var there = new Office("there", connection);
        await Task.WhenAll(here.Opens(), there.Opens());
        Clerk[] clerks = [new(here, 1), new(there, 1), new(here, 2), new(there, 2)];

        await Parallel.ForEachAsync(
            Streams, new ParallelOptions { MaxDegreeOfParallelism = StreamsAtOnce }, async (stream, _) => await Put(stream, clerks));

        // A silo weighs the terms of a rule after they were put, whichever of the two has the shard of the rule.
        await Eventually.Holds(
            () => database.Scalar<bool>($"select count(*) = {Streams.Length - Rosters} from mg_rules where state = 'active'"),
            "every rule is in force");
        var told = await Told(database);
        told.Count.ShouldBe(Streams.Length);
        foreach (var stream in Streams)
        {
            IsWhatWasAcknowledged(stream.Id, told[stream.Id], clerks);
        }

        foreach (var office in (Office[])[here, there])
        {
            await ShowsTheLast(office, told);
        }

        log.WriteLine($"{Streams.Length} streams, {told.Values.Sum(changes => changes.Count)} changes");
        await database.HasNoGaps();
        await database.FollowsFromItsStreams();
        await database.IsWhatARebuildMakes(here.Silo);
    }

    /// <summary>In each round all change it at once, and then one here, and one there once that was answered.</summary>
    private static async Task Put(Changeable stream, Clerk[] clerks)
    {
        for (var round = 0; round < Rounds; round++)
        {
            var (together, inTurn) = ((2 * round) + 1, (2 * round) + 2);
            await Task.WhenAll(clerks.Select(clerk => clerk.Put(stream, together)));
            foreach (var clerk in clerks[..2])
            {
                await clerk.Put(stream, inTurn);
            }
        }
    }

    /// <summary>Every change is there once, signed by the silo that took it, and those that waited for each other stand in order.</summary>
    private static void IsWhatWasAcknowledged(string stream, IReadOnlyList<Change> changes, Clerk[] clerks)
    {
        List<string> signed = [.. changes.Select(change => $"{change.By}: {change.Text}")];
        List<(List<string> Together, List<string> InTurn)> rounds = [.. Enumerable.Range(0, Rounds).Select(round => (
            clerks.Select(clerk => clerk.Signed((2 * round) + 1)).ToList(),
            clerks[..2].Select(clerk => clerk.Signed((2 * round) + 2)).ToList()))];
        signed.ShouldBe(rounds.SelectMany(round => round.Together.Concat(round.InTurn)), ignoreOrder: true, stream);
        foreach (var (of, round) in signed.Chunk(clerks.Length + 2).Zip(rounds))
        {
            of[..^2].ShouldBe(round.Together, ignoreOrder: true, stream);
            of[^2..].ShouldBe(round.InTurn, ignoreOrder: false, stream);
        }

        changes.Select(change => change.Revision).ShouldBe(Enumerable.Range(1, changes.Count), stream);
    }

    /// <summary>What the API shows of each, alone and in the list.</summary>
    private static async Task ShowsTheLast(Office office, Dictionary<string, List<Change>> told)
    {
        foreach (var kind in Streams.GroupBy(stream => stream.Kind))
        {
            var listed = (await office.Api.Json($"/api/v1/{kind.Key}?site=campus&limit=500"))["items"]!.AsArray();
            listed.Count.ShouldBe(kind.Count());
            var shown = listed.ToDictionary(one => one!["name"]!.GetValue<string>());
            var alone = await Task.WhenAll(kind.Select(stream => office.Api.Json(stream.Address)));
            foreach (var (stream, read) in kind.Zip(alone))
            {
                var last = told[stream.Id][^1];
                foreach (var one in (JsonNode?[])[shown[stream.Name], read])
                {
                    (Changeable.Text(one!["terms"]!), one["revision"]!.GetValue<int>()).ShouldBe((last.Text, last.Revision));
                    one["inForce"].ShouldBeNull();
                }
            }
        }
    }

    private static async Task<Dictionary<string, List<Change>>> Told(NpgsqlDataSource database)
    {
        var changes = new Dictionary<string, List<Change>>(StringComparer.Ordinal);
        foreach (var row in await database.Rows("""
            select stream_id, data->>'by', coalesce(data->'terms'->>'template', data->'terms'->'scope'->>'pattern'), data->>'revision'
            from mg_events where type in ('rule_put', 'roster_put') order by stream_id, version
            """))
        {
            var fields = row.Split('|');
            changes.TryAdd(fields[0], []);
            changes[fields[0]].Add(new(fields[1], fields[2], int.Parse(fields[3], CultureInfo.InvariantCulture)));
        }

        return changes;
    }

    /// <summary>A change as it stands in a stream.</summary>
    private sealed record Change(string By, string Text, int Revision);

    /// <summary>A rule or a roster with a place for a text, so that a change can say which it is.</summary>
    private sealed record Changeable(string Kind, string Name, string Id, string Address, Func<string, object> Body)
    {
        public static Changeable Rule(int n) => new(
            "rules", $"r{n}", $"rule-campus-r{n}", $"/api/v1/rules/campus/r{n}",
            text => new { channel = "1100000000000000001", scope = new { kind = "name", pattern = text } });

        public static Changeable Roster(int n) => new(
            "rosters", $"r{n}", $"roster-campus-r{n}", $"/api/v1/rosters/r{n}?site=campus",
            text => new { site = "campus", source = new { address = "https://registrar.example/roster.json" }, template = text });

        public static string Text(JsonNode terms) => (terms["template"] ?? terms["scope"]!["pattern"])!.GetValue<string>();
    }

    /// <summary>A silo with a key that it alone knows, whose name stands in what it wrote.</summary>
    private sealed class Office : IAsyncDisposable
    {
        private readonly ApiKey key = ApiKey.New();

        public Office(string name, string connection)
        {
            Name = name;
            Silo = TestSilo.With(
                connection,
                ($"ApiKeys__{name}__Hash", key.Hash), ($"ApiKeys__{name}__Scopes__0", "admin:campus"),
                ($"ApiKeys__{name}__Scopes__1", "roster:campus"), ($"ApiKeys__{name}__Scopes__2", "read:campus"));
            Api = new() { BaseAddress = Silo.Address, DefaultRequestHeaders = { Authorization = new("Bearer", key.Key) } };
        }

        public string Name { get; }

        public TestSilo Silo { get; }

        public HttpClient Api { get; }

        public Task Opens()
        {
            Silo.Start();
            return Silo.IsReady();
        }

        public async ValueTask DisposeAsync()
        {
            Api.Dispose();
            await Silo.DisposeAsync();
        }
    }

    /// <summary>One of those who change things through a silo; each of the changes is numbered.</summary>
    private sealed record Clerk(Office Office, int Number)
    {
        public async Task Put(Changeable stream, int change)
        {
            using var answer = await Office.Api.PutAsJsonAsync(new Uri(stream.Address, UriKind.Relative), stream.Body(Text(change)));
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        }

        public string Signed(int change) => $"{Office.Name}: {Text(change)}";

        private string Text(int change) => string.Create(CultureInfo.InvariantCulture, $"{Office.Name} {Number} {change}");
    }
}
