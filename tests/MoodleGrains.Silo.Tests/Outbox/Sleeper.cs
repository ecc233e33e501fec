using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace MoodleGrains.Silo.Tests.Outbox;

/// <summary>A grain that notes when it was woken by a timer it expects.</summary>
public sealed record Sleeper : IAggregate<Sleeper>
{
    public long[] WokenAt { get; init; } = [];

    public static string Kind => "sleeper";

    public static Sleeper Initial { get; } = new();

    public static IReadOnlyList<EventType> Events { get; } = [EventType.Of(SleeperJson.Default.SleeperWoke)];

    public static JsonTypeInfo<Sleeper> Snapshot => SleeperJson.Default.Sleeper;

    public static int SnapshotVersion => 1;

    public static Decision Decide(Sleeper state, ICommand command) => command switch
    {
        Woken { Token: "stale" } => Decision.Refuse("stale", "This timer is not expected."),
        Woken woken => Decision.Of(new SleeperWoke(woken.Now)),
        _ => Decision.Nothing,
    };

    public static Sleeper Evolve(Sleeper state, IEvent @event) =>
        @event is SleeperWoke woke ? state with { WokenAt = [.. state.WokenAt, woke.At] } : state;
}

public sealed record SleeperWoke(long At) : IEvent;

[JsonSerializable(typeof(Sleeper))]
[JsonSerializable(typeof(SleeperWoke))]
internal sealed partial class SleeperJson : JsonSerializerContext;
