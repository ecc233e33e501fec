using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MoodleGrains.Silo.Engine;

namespace MoodleGrains.Silo.Tests.Engine;

/// <summary>A <see cref="Tally"/> whose effects are written with its events.</summary>
public sealed record Quick : IAggregate<Quick>
{
    public Tally Tally { get; init; } = Tally.Initial;

    public static string Kind => "quick";

    public static bool ReactsAtOnce => true;

    public static Quick Initial { get; } = new();

    public static IReadOnlyList<EventType> Events => Tally.Events;

    public static JsonTypeInfo<Quick> Snapshot => QuickJson.Default.Quick;

    public static int SnapshotVersion => 1;

    internal static IReadOnlyList<IGrainKind> Kinds { get; } = [new GrainKind<Quick>()];

    public static Decision Decide(Quick state, ICommand command) => Tally.Decide(state.Tally, command);

    public static Quick Evolve(Quick state, IEvent @event) => new() { Tally = Tally.Evolve(state.Tally, @event) };
}

[JsonSerializable(typeof(Quick))]
internal sealed partial class QuickJson : JsonSerializerContext;
