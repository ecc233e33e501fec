using MoodleGrains.Sandbox.Demo;
using MoodleGrains.Sandbox.Discord;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Plugins;
using MoodleGrains.Sandbox.Serving;
using MoodleGrains.Silo.Tests;

namespace MoodleGrains.EndToEnd;

/// <summary>
/// A stand-in Moodle with one course, a stand-in Discord with one channel, and the clock by which both and the silo live.
/// </summary>
internal sealed class Campus : IAsyncDisposable
{
    private const int LooksASecond = 30;

    private const string Token = "0123456789abcdef0123456789abcdef";

    private readonly StandIn moodle;
    private readonly ClockServer time;
    private readonly LocalWebhooks plugin;
    private readonly Lock gate = new();
    private readonly List<StandingMessage> created = [];

    private Campus(SiteClock clock, University university, StandIn moodle, DiscordStandIn discord, ClockServer time)
    {
        (Clock, University, this.moodle, Discord, this.time) = (clock, university, moodle, discord, time);
        plugin = new(moodle.Address, TestSilo.Key);
        Channel = discord.Guild.AddChannel("biology");
        Role = discord.Guild.AddRole("students");
        Course = university.CreateCourse(new() { FullName = "Biology", ShortName = "BIO", CategoryId = 1, Format = "topics" });
        university.TakeEvents();
        discord.Guild.Changed += (what, message) =>
        {
            if (what == "created")
            {
                lock (gate)
                {
                    created.Add(message);
                }
            }
        };
    }

    public SiteClock Clock { get; }

    public University University { get; }

    public DiscordStandIn Discord { get; }

    public string Channel { get; }

    public string Role { get; }

    public long Course { get; }

    /// <summary>Every message that was ever posted, oldest first.</summary>
    public IReadOnlyList<StandingMessage> Created
    {
        get
        {
            lock (gate)
            {
                return [.. created];
            }
        }
    }

    /// <summary>The settings of a silo that announces this course in this channel.</summary>
    public (string Name, string Value)[] Settings =>
    [
        ("Clock__Url", time.Address.ToString()),
        ("Sites__campus__Url", moodle.Address.GetLeftPart(UriPartial.Authority)),
        ("Sites__campus__Token", Token),
        ("Discord__ApiUrl", Discord.ApiUrl),
        ("Discord__Token", Discord.Token),
        ("Announcements__Site", "campus"),
        ("Announcements__Channel", Channel),
        ("Announcements__Role", Role),
    ];

    public static async Task<Campus> Open(int seed, DiscordOptions? options = null)
    {
        var clock = new SiteClock(new DateTimeOffset(2027, 2, 1, 7, 0, 0, TimeSpan.Zero));
        var university = new University(clock);
        return new(
            clock,
            university,
            await StandIn.Start(university, Token, 0, default),
            await DiscordStandIn.Start((options ?? new()) with { Clock = clock }, seed, default),
            await ClockServer.Start(clock, default));
    }

    /// <summary>What Moodle says of what happened, as webhooks; each as often as asked for.</summary>
    public async Task Tell(TestSilo silo, IEnumerable<MoodleEvent> events, int times = 1)
    {
        using var sender = new Sender(new Uri(silo.Address, $"/hooks/campus/{TestSilo.Key}"));
        foreach (var moodleEvent in events)
        {
            for (var time = 0; time < times; time++)
            {
                await sender.Send(plugin, moodleEvent, default);
            }
        }
    }

    /// <summary>Waits, while time goes on about as it does: what was refused or put off is tried again by the clock.</summary>
    public Task Comes(Func<bool> condition, string what)
    {
        var looks = 0;
        return Eventually.Holds(
            () =>
            {
                if (++looks % LooksASecond == 0)
                {
                    Clock.Advance(1);
                }

                return condition();
            },
            what,
            seconds: 300);
    }

    public async ValueTask DisposeAsync()
    {
        await time.DisposeAsync();
        await Discord.DisposeAsync();
        await moodle.DisposeAsync();
    }
}
