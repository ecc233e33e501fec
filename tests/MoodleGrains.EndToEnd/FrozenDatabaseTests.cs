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
        await using var database = NpgsqlDataSource.Create(postgres.ConnectionString);
        var bodies = new Queue<byte[]>(new Doings(0, Soak.Seed).Bodies().Take(3 * Hooks));
        var before = await Task.WhenAll(Next(bodies).Select(body => Post(silo, body)));
        before.ShouldAllBe(answer => answer.Status == HttpStatusCode.Accepted);

        postgres.Freeze();
        (HttpStatusCode Status, TimeSpan Took, TimeSpan? RetryAfter)[] meanwhile;
        try
        {
            meanwhile = await Task.WhenAll(Next(bodies).Select(body => Post(silo, body)));
        }
        finally
        {
            postgres.Thaw();
        }

        meanwhile.Length.ShouldBe(Hooks);
        meanwhile.ShouldAllBe(answer => answer.Status == HttpStatusCode.ServiceUnavailable && answer.RetryAfter > TimeSpan.Zero);
        meanwhile.Max(answer => answer.Took).ShouldBeLessThan(AnswerWithin);

        var acknowledged = await Recovered(silo, bodies);
        await database.CaughtUp();
        (await database.Scalar<long>("select count(*) from mg_inbox")).ShouldBeGreaterThanOrEqualTo(Hooks + acknowledged);
        await database.HasOnce([]);
        await database.HasSoundStreams();
        await silo.IsReady();
    }

    private static List<byte[]> Next(Queue<byte[]> bodies) => [.. Enumerable.Range(0, Hooks).Select(_ => bodies.Dequeue())];

    private static async Task<int> Recovered(TestSilo silo, Queue<byte[]> bodies)
    {
        var acknowledged = 0;
        await Eventually.Holds(
            async () =>
            {
                var (status, _, _) = await Post(silo, bodies.Dequeue());
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
