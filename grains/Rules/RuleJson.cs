using System.Text.Json.Serialization;

namespace MoodleGrains.Rules;

/// <summary>The JSON of a rule's events.</summary>
[JsonSerializable(typeof(RulePut))]
[JsonSerializable(typeof(RuleAdmitted))]
[JsonSerializable(typeof(RuleHeld))]
[JsonSerializable(typeof(RuleApproved))]
[JsonSerializable(typeof(RuleDeleted))]
internal sealed partial class RuleJson : JsonSerializerContext
{
    /// <summary>With the options of events.</summary>
    public static RuleJson It { get; } = new(StreamJson.Events());

    /// <summary>All events.</summary>
    public static IReadOnlyList<EventType> Types { get; } =
    [
        EventType.Of(It.RulePut),
        EventType.Of(It.RuleAdmitted),
        EventType.Of(It.RuleHeld),
        EventType.Of(It.RuleApproved),
        EventType.Of(It.RuleDeleted),
    ];
}

/// <summary>The JSON of a rule's snapshot.</summary>
[JsonSerializable(typeof(Rule))]
internal sealed partial class RuleSnapshotJson : JsonSerializerContext
{
    /// <summary>With the options of snapshots.</summary>
    public static RuleSnapshotJson It { get; } = new(StreamJson.Snapshots());
}
