using System.Diagnostics;
using System.Net;

namespace MoodleGrains.ClientApi.Tests.Api;

[Collection(CampusTests.Name)]
public sealed class DatabaseAwayTests(Campus campus)
{
    [Fact]
    public async Task Without_a_database_the_answer_is_503_with_retry_after()
    {
        await using var api = await campus.Another(TimeProvider.System, "Host=/nowhere;Username=mg;Database=postgres");

        using var answer = await api.Client.GetAsync(new Uri("/api/v1/sites/campus/courses", UriKind.Relative));

        await answer.Problem(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Each_request_is_one_round_trip()
    {
        var commands = 0;
        var trace = ActivityTraceId.CreateRandom();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.Source.Name == "Npgsql" && activity.TraceId == trace)
                {
                    Interlocked.Increment(ref commands);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        var client = campus.Api.Client;
        client.DefaultRequestHeaders.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
        await campus.Postgres.Execute("""
            insert into mg_courses(site, id) values ('live', 7001) on conflict do nothing;
            insert into mg_users(site, id) values ('live', 7001) on conflict do nothing
            """);

        foreach (var address in new[]
        {
            "", "/live", "/live/courses", "/live/courses/7001", "/live/categories", "/live/users", "/live/users/7001",
            "/live/conferences", "/live/feed",
        })
        {
            commands = 0;
            await client.Json($"/api/v1/sites{address}");
            commands.ShouldBe(1, address);
        }
    }
}
