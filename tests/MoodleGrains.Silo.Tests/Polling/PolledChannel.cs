using MoodleGrains.Announcements;
using MoodleGrains.Rules;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Silo.Announcements;
using MoodleGrains.Silo.Tests.Announcements;

namespace MoodleGrains.Silo.Tests.Polling;

/// <summary>A silo that polls a stand-in Moodle and announces all of it in one channel, kept in memory.</summary>
internal sealed class PolledChannel : IAsyncDisposable
{
    private readonly RecordedDiscord discord;

    private PolledChannel(Polled polled, RecordedDiscord discord) => (Polled, this.discord) = (polled, discord);

    public Polled Polled { get; }

    public University Site => Polled.Site;

    /// <summary>What stands in the channel, as <c>kind name</c>, in order.</summary>
    public string[] Shown => discord.In(AnnouncingSilo.Channel);

    /// <summary>Polls what the site holds, and announces it with a call five minutes before.</summary>
    public static async Task<PolledChannel> Start(
        PostgresServer postgres, Action<University> fill, IReadOnlyDictionary<string, string?>? settings = null)
    {
        RecordedDiscord? discord = null;
        var polled = await Polled.Start(postgres, fill, settings, beside: silo =>
        {
            discord = new(silo.Grains, silo.Time);
            return
            [
                .. EffectHandlers.Announcements(silo.Database, silo.Grains, new(), silo.Time),
                .. discord.Handlers.Where(handler => handler.Type != AnnouncementEffectTypes.ReadBeforePing),
            ];
        });
        var channel = new PolledChannel(polled, discord!);
        await channel.Poll();
        var put = new PutRule(AnnouncingSilo.Terms(new(RuleScope.Site)), "test", polled.Site.Now);
        (await polled.Silo.Grains.Send(Rule.Id("campus", "all"), new(put), default)).Refusal.ShouldBeNull();
        await channel.Settled();
        return channel;
    }

    public async Task Poll()
    {
        var run = await Polled.Poll();
        run.Outcome.ShouldBe("done", run.Detail);
        await Settled();
    }

    /// <summary>Moves the clock on, and waits until everything that is due by then is done.</summary>
    public async Task Advance(long seconds)
    {
        Polled.Advance(seconds);
        await Settled();
    }

    public ValueTask DisposeAsync() => Polled.DisposeAsync();

    private Task Settled() => Eventually.Holds(
        async () => await Polled.Silo.Database.Scalar<bool>($"""
            select not exists (select from mg_effects where done_at is null and state = 'waiting' and due <= to_timestamp({Site.Now}))
            """),
        "nothing waits",
        seconds: 60);
}
