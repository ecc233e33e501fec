using System.Diagnostics;
using System.Net;
using MoodleGrains.Silo.Tests;
using Npgsql;

namespace MoodleGrains.EndToEnd;

/// <summary>A database that neither answers nor refuses: nosey blocks a user's page for as long as we wait.</summary>
public sealed class FrozenDatabaseTests
{
    private const int Hooks = 200;
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(2.5);

    [Fact]
    public async Task Two_hundred_hooks_are_each_answered_within_two_and_a_half_seconds_and_told_to_come_again()
    {
        await using var postgres = await TestPostgres.Started();
        await using var silo = await TestSilo.Ready(postgres.ConnectionString);
        await AreToldToComeAgain(postgres, silo);
    }

    [Fact]
    public async Task So_are_those_to_two_silos_and_both_go_on_by_themselves()
    {
        await using var postgres = await TestPostgres.Started();
        await using var here = await TestSilo.Ready(postgres.ConnectionString);
        await using var there = await TestSilo.Ready(postgres.ConnectionString);
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString);
        await database.IsShared(silos: 2);

        await AreToldToComeAgain(postgres, here, there);

        await database.IsShared(silos: 2);
        (here.HasExited, there.HasExited).ShouldBe((false, false));
    }

    private static async Task AreToldToComeAgain(TestPostgres postgres, params TestSilo[] silos)
    {
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString);
        var bodies = new Queue<byte[]>(new Doings(0, Soak.Seed).Bodies().Take(3 * Hooks));
        var before = await Task.WhenAll(Next(bodies).Select((body, n) => Post(silos[n % silos.Length], body)));
        before.ShouldAllBe(answer => answer.Status == HttpStatusCode.Accepted);

        postgres.Freeze();
        (HttpStatusCode Status, TimeSpan Took, TimeSpan? RetryAfter)[] meanwhile;
        try
        {
            meanwhile = await Task.WhenAll(Next(bodies).Select((body, n) => Post(silos[n % silos.Length], body)));
        }
        finally
        {
            postgres.Thaw();
        }

        meanwhile.Length.ShouldBe(Hooks);
        meanwhile.ShouldAllBe(answer => answer.Status == HttpStatusCode.ServiceUnavailable && answer.RetryAfter > TimeSpan.Zero);
        meanwhile.Max(answer => answer.Took).ShouldBeLessThan(AnswerWithin);

        var acknowledged = await Recovered(silos, bodies);
        await database.CaughtUp();
        (await database.Scalar<long>("select count(*) from mg_inbox")).ShouldBeGreaterThanOrEqualTo(Hooks + acknowledged);
        await database.HasOnce([]);
        await database.HasSoundStreams();
        await Task.WhenAll(silos.Select(silo => silo.IsReady()));
    }

    private static List<byte[]> Next(Queue<byte[]> bodies) => [.. Enumerable.Range(0, Hooks).Select(_ => bodies.Dequeue())];

    private static async Task<int> Recovered(TestSilo[] silos, Queue<byte[]> bodies)
    {
        var acknowledged = 0;
        await Eventually.Holds(
            async () =>
            {
                var (status, _, _) = await Post(silos[acknowledged % silos.Length], bodies.Dequeue());
                acknowledged += status == HttpStatusCode.Accepted ? 1 : 0;
                return acknowledged == 50;
            },
            "hooks were acknowledged again");
        return acknowledged;
    }

    private static async Task<(HttpStatusCode Status, TimeSpan Took, TimeSpan? RetryAfter)> Post(TestSilo silo, byte[] body)
    {
        using var content = new ByteArrayContent(body) { Headers = { { "Content-Type", "application/json" } } };
        var started = Stopwatch.GetTimestamp();
        using var answer = await silo.Anybody.PostAsync(new Uri("/hooks/campus/" + TestSilo.Key, UriKind.Relative), content);
        return (answer.StatusCode, Stopwatch.GetElapsedTime(started), answer.Headers.RetryAfter?.Delta);
    }
}
