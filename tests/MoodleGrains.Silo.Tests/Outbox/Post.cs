using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Tests.Outbox;

/// <summary>The smallest effect there is, for the tests of the outbox.</summary>
public sealed record Post(string Text) : IEffectBody
{
    public static EffectType Type { get; } = EffectType.Of(PostJson.Default.Post);
}

/// <summary>Another one, of another part.</summary>
public sealed record Ring(string Text) : IEffectBody
{
    public static EffectType Type { get; } = EffectType.Of(PostJson.Default.Ring);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Post))]
[JsonSerializable(typeof(Ring))]
internal sealed partial class PostJson : JsonSerializerContext;

/// <summary>A world outside that notes what it is told, and answers as the test wants.</summary>
internal sealed class World : IDeliverer<Post>, IDeliverer<Ring>
{
    public ConcurrentQueue<Due<Post>> Posts { get; } = [];

    public ConcurrentQueue<string> Said { get; } = [];

    public Func<Due<Post>, CancellationToken, ValueTask<Delivered>> OnPost { get; set; } = (_, _) => new(new Delivered.Done());

    public IReadOnlyList<EffectHandler> Handlers =>
    [
        EffectHandler.For<Post>(Post.Type, this, OutboxParts.Discord),
        EffectHandler.For<Ring>(Ring.Type, this, OutboxParts.Mail),
    ];

    public async ValueTask<Delivered> DeliverAsync(Due<Post> effect, CancellationToken cancellationToken)
    {
        Posts.Enqueue(effect);
        var delivered = await OnPost(effect, cancellationToken);
        if (delivered is Delivered.Done)
        {
            Said.Enqueue(effect.Body.Text);
        }

        return delivered;
    }

    public ValueTask<Delivered> DeliverAsync(Due<Ring> effect, CancellationToken cancellationToken)
    {
        Said.Enqueue(effect.Body.Text);
        return new(new Delivered.Done());
    }

    /// <summary>Waits until so many posts were begun.</summary>
    public Task Begins(int count) => Eventually.Holds(() => Posts.Count >= count, $"{count} were begun");

    /// <summary>Waits until so much was said.</summary>
    public async Task<string[]> Hears(int count)
    {
        await Eventually.Holds(() => Said.Count >= count, $"{count} were said; only {string.Join(", ", Said)}");
        return [.. Said];
    }
}

/// <summary>A clock that goes when the test says so.</summary>
internal sealed class TestTime : TimeProvider
{
    private long ticks = new DateTimeOffset(2026, 9, 1, 8, 0, 0, TimeSpan.Zero).UtcTicks;

    public long Seconds => GetUtcNow().ToUnixTimeSeconds();

    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref ticks), TimeSpan.Zero);

    public void Advance(TimeSpan by, params SiloHarness[] silos)
    {
        Interlocked.Add(ref ticks, by.Ticks);
        foreach (var silo in silos)
        {
            silo.Outbox.TimeMoved();
        }
    }
}

/// <summary>Silos whose world outside is the test's.</summary>
internal static class OutboxSilos
{
    public static Task<SiloHarness> With(
        this PostgresServer postgres, World world, string? database = null, Func<HarnessOptions, HarnessOptions>? with = null) =>
        postgres.Started(database, options => Of(options, world, with));

    public static Task<SiloHarness> PreparedWith(
        this PostgresServer postgres, World world, string? database = null, Func<HarnessOptions, HarnessOptions>? with = null) =>
        postgres.Prepared(database, options => Of(options, world, with));

    public static Task<int> Put(this SiloHarness silo, params Effect[] effects) => silo.Effects.PutAsync(effects, default);

    public static Task<string> State(this SiloHarness silo, string id) =>
        silo.Database.Scalar<string>($"select state from mg_effects where id = '{id}'");

    public static Task Becomes(this SiloHarness silo, string id, string state) =>
        Eventually.Holds(async () => await silo.State(id) == state, $"{id} is {state}");

    private static HarnessOptions Of(HarnessOptions options, World world, Func<HarnessOptions, HarnessOptions>? with)
    {
        var ours = options with { Handlers = _ => world.Handlers, Reactions = [], ReadModels = [] };
        return with?.Invoke(ours) ?? ours;
    }
}
