using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using MoodleGrains.Silo.Hosting;

namespace MoodleGrains.Silo.Tests.Outbox;

[Collection(PostgresCollection.Outbox)]
public sealed class RemoteClockTests(PostgresServer postgres)
{
    private readonly World world = new();
    private long now = DateTimeOffset.UnixEpoch.AddYears(60).ToUnixTimeMilliseconds();

    [Fact]
    public async Task A_timer_goes_off_when_the_clock_of_the_test_says_so()
    {
        await using var server = await Serving();
        await using var clock = new RemoteClock(new($"{server.Urls.First()}/clock"), NullLogger<RemoteClock>.Instance);
        await clock.StartAsync(default);
        await using var silo = await postgres.With(world, with: options => options with { Time = clock });
        clock.Moved = silo.Outbox.TimeMoved;
        await silo.Put(new Effect("a", "timer", new Post("ding"), (now / 1000) + 3600));
        await silo.Put(new Effect("a", "now", new Post("now")));
        (await world.Hears(1)).ShouldBe(["now"]);

        Volatile.Write(ref now, now + 3_601_000);
        (await world.Hears(2)).ShouldBe(["now", "ding"]);
        clock.GetUtcNow().ToUnixTimeMilliseconds().ShouldBe(now);
    }

    [Fact]
    public async Task A_clock_that_falls_silent_stands_still_and_goes_on_when_it_is_back()
    {
        var server = await Serving();
        var address = server.Urls.First();
        await using var clock = new RemoteClock(new($"{address}/clock"), NullLogger<RemoteClock>.Instance);
        await clock.StartAsync(default);
        await server.DisposeAsync();
        var before = clock.GetUtcNow();
        now += 60_000;
        await Task.Delay(100);
        clock.GetUtcNow().ShouldBe(before);

        await using var again = await Serving(address);
        await Eventually.Holds(() => clock.GetUtcNow().ToUnixTimeMilliseconds() == now, "it tells the time again");
    }

    private async Task<WebApplication> Serving(string address = "http://127.0.0.1:0")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address);
        var app = builder.Build();
        app.MapGet("/clock", () => Volatile.Read(ref now).ToString(System.Globalization.CultureInfo.InvariantCulture));
        await app.StartAsync();
        return app;
    }
}
