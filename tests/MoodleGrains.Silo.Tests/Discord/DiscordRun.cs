using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using MoodleGrains.Announcements;
using MoodleGrains.Sandbox.Discord;
using MoodleGrains.Silo.Discord;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Tests.Discord;

/// <summary>A stand-in Discord with a channel, the client before it, and the deliverers as the outbox calls them.</summary>
internal sealed class DiscordRun : IAsyncDisposable
{
    public const string Announcement = "announcement-campus-41-7";
    private readonly IReadOnlyList<EffectHandler> handlers;
    private int effects;

    private DiscordRun(DiscordStandIn discord, MovedClock clock, IReadOnlyDictionary<string, WebhookUrl> webhooks, string? apiUrl)
    {
        (Discord, Clock) = (discord, clock);
        Channel = discord.Guild.AddChannel("conferences");
        Client = new(new(apiUrl ?? discord.ApiUrl, discord.Token, webhooks, 10_000), clock, NullLogger.Instance);
        handlers = EffectHandlers.Discord(Client, Grains, clock);
    }

    public DiscordStandIn Discord { get; }

    public MovedClock Clock { get; }

    public DiscordClient Client { get; }

    public HeardGrains Grains { get; } = new();

    public string Channel { get; }

    public IReadOnlyList<StandingMessage> Messages => Discord.Guild.Messages(Channel);

    public static async Task<DiscordRun> Started(DiscordOptions? options = null, int seed = 1, bool webhook = false, string? apiUrl = null)
    {
        var clock = new MovedClock();
        var discord = await DiscordStandIn.Start(
            (options ?? new DiscordOptions
            {
                BucketLimit = 10_000,
                GlobalLimit = 10_000
            }) with
            { Clock = clock }, seed, CancellationToken.None);
        Dictionary<string, WebhookUrl> webhooks = [];
        if (webhook)
        {
            webhooks["hooked"] = WebhookUrl.Parse(discord.NewWebhook(discord.Guild.AddChannel("hooked")))!;
        }

        return new(discord, clock, webhooks, apiUrl);
    }

    public static Card Card(
        string name = "Algebra",
        string kind = MoodleGrains.Announcements.Card.Scheduled,
        string language = "en",
        long? startsAt = 2_000_000_000) =>
        new(
            kind,
            language,
            name,
            "Mathematics I",
            startsAt,
            startsAt + 3600,
            "https://moodle.example/mod/bigbluebuttonbn/view.php?id=41",
            null,
            false);

    public PostMessage Post(
        string name = "Algebra",
        string? channel = null,
        string slot = Slots.Post,
        string kind = MoodleGrains.Announcements.Card.Scheduled,
        string? role = null,
        bool again = false) =>
        new(
            Announcement,
            channel ?? Channel,
            slot,
            $"{name.GetHashCode(StringComparison.Ordinal):x8}-1",
            $"mg{name.GetHashCode(StringComparison.Ordinal):x8}",
            Card(name, kind),
            role,
            again);

    /// <summary>The announcement still waits for its post.</summary>
    public void WantPost() => Grains.State = MoodleGrains.Announcements.Announcement.Initial with
    {
        Wanted = new("Algebra", null, 2_000_000_000, 2_000_003_600, null, false, null, null, [5], "en", "delete", false, 3600, []),
        Messages = ImmutableSortedDictionary<string, Message>.Empty.Add(Slots.Post, new() { Doing = Order.Post, Number = 1, First = 1 }),
    };

    /// <summary>One call of the deliverer.</summary>
    public async Task<Delivered> Try(IEffectBody body, int attempt = 1, DateTimeOffset? firstTriedAt = null, string? id = null)
    {
        var now = Clock.GetUtcNow();
        return await handlers.Single(h => h.Type.Type == body.GetType()).DeliverAsync(
            new("key", id ?? NewId(), body, now, attempt, firstTriedAt ?? now, null), CancellationToken.None);
    }

    /// <summary>What the outbox does with an effect: again and again, until it is done or dead.</summary>
    public async Task<Delivered> Deliver(IEffectBody body)
    {
        var (id, first, attempt) = (NewId(), Clock.GetUtcNow(), 1);
        while (true)
        {
            switch (await Try(body, attempt, first, id))
            {
                case Delivered.Later later:
                    await Task.Delay(later.After);
                    break;
                case Delivered.Failed:
                    attempt.ShouldBeLessThan(50);
                    attempt++;
                    break;
                case var over:
                    return over;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Discord.DisposeAsync();
    }

    private string NewId() => Interlocked.Increment(ref effects).ToString(CultureInfo.InvariantCulture);
}
