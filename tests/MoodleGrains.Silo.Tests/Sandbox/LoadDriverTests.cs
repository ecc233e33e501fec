using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MoodleGrains.Sandbox.Load;

namespace MoodleGrains.Silo.Tests.Sandbox;

public sealed class LoadDriverTests
{
    [Fact]
    public async Task Every_delivery_is_another_body_and_each_202_and_no_other_is_written_down()
    {
        var bodies = new ConcurrentDictionary<string, long>();
        await using var silo = await Silo(bodies);
        var acks = Path.GetTempFileName();

        var driver = new LoadDriver(new(new Uri(silo.Urls.First() + "/hooks/campus/key"), Connections: 8, Count: 3000, Acknowledged: acks));
        var result = await driver.Run(CancellationToken.None);

        bodies.Count.ShouldBe(3000);
        result.Refused[429].ShouldBe(300);
        result.Acknowledged.ShouldBe(2700);
        result.Unanswered.ShouldBe(0);
        var lines = await File.ReadAllLinesAsync(acks);
        lines.Length.ShouldBe(2700);
        lines.Select(l => l.Split(' ')[3]).Distinct().Count().ShouldBe(2700);
        File.Delete(acks);
        var one = bodies.Keys.First();
        one.Length.ShouldBeInRange(1400, 1600);
        bodies.Keys.ShouldAllBe(body => body.Length >= 1400 && body.Length <= 1600);
        bodies.Keys.Select(b => (long)JsonNode.Parse(b)!["record"]!["id"]!).Distinct().Count().ShouldBe(LoadDriver.Courses);
    }

    // Answers 202 with an id, every tenth time 429; every seventh answer comes in chunks, every eleventh closes the connection.
    private static async Task<WebApplication> Silo(ConcurrentDictionary<string, long> bodies)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var count = 0;
        app.MapPost("/hooks/campus/key", async (HttpContext context) =>
        {
            using var reader = new StreamReader(context.Request.Body);
            bodies[await reader.ReadToEndAsync()] = 1;
            var number = Interlocked.Increment(ref count);
            context.Response.StatusCode = number % 10 == 0 ? 429 : 202;
            var json = $$"""{"deliveryId":"d{{number}}","duplicate":false}""";
            context.Response.ContentLength = number % 7 == 0 ? null : json.Length;
            if (number % 11 == 0)
            {
                context.Response.Headers.Connection = "close";
            }

            await context.Response.WriteAsync(json);
        });
        await app.StartAsync();
        return app;
    }
}
