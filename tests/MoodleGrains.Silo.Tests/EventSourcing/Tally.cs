using System.Collections.Immutable;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MoodleGrains.EventSourcing;

namespace MoodleGrains.Silo.Tests.EventSourcing;

/// <summary>The smallest grain there is, for the tests of the engine: it counts, keeps a word, and can be made to fail.</summary>
public sealed record Tally : IAggregate<Tally>
{
    public int Count { get; init; }

    public string Word { get; init; } = "";

    public static string Kind => "tally";

    public static Tally Initial { get; } = new();

    public static IReadOnlyList<EventType> Events { get; } =
        [EventType.Of(TallyJson.Default.TallyRaised), EventType.Of(TallyJson.Default.WordSet)];

    public static JsonTypeInfo<Tally> Snapshot => TallyJson.Default.Tally;

    public static int SnapshotVersion => 1;

    internal static IReadOnlyList<IGrainKind> Kinds { get; } = [new GrainKind<Tally, ITallyGrain>()];

    public static Decision Decide(Tally state, ICommand command) => command switch
    {
        Raise c => Decision.Of([.. Enumerable.Range(0, c.Times).Select(n => new TallyRaised(c.Pad))]),
        SetWord c when c.Word == state.Word => Decision.Nothing,
        SetWord c => Decision.Of(new WordSet(c.Word)),
        Refused => Decision.Refuse("refused", "It is refused."),
        Boom => throw new InvalidOperationException("boom"),
        _ => Decision.Nothing,
    };

    public static Tally Evolve(Tally state, IEvent @event) => @event switch
    {
        TallyRaised => state with { Count = state.Count + 1 },
        WordSet e => state with { Word = e.Word },
        _ => state,
    };
}

public sealed record TallyRaised(string? Pad = null) : IEvent;

public sealed record WordSet(string Word) : IEvent;

public sealed record Raise(int Times = 1, string? Pad = null) : ICommand;

public sealed record SetWord(string Word) : ICommand;

public sealed record Refused : ICommand;

public sealed record Boom : ICommand;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Tally))]
[JsonSerializable(typeof(TallyRaised))]
[JsonSerializable(typeof(WordSet))]
internal sealed partial class TallyJson : JsonSerializerContext;

public interface ITallyGrain : IEventSourcedGrain<Tally>;

[GrainType("tally")]
public sealed class TallyGrain(
    [PersistentState("tally", Snapshot.Storage)]
    IPersistentState<Snapshot> snapshot,
    ActivationServices services)
    : EventSourcedGrain<Tally>(snapshot, services), ITallyGrain;
