using System.Text.Json.Serialization;

namespace MoodleGrains.Rosters;

/// <summary>The JSON of a roster's events.</summary>
[JsonSerializable(typeof(RosterTerms))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(PlanItem))]
[JsonSerializable(typeof(RosterPut))]
[JsonSerializable(typeof(RosterDeleted))]
[JsonSerializable(typeof(RunStarted))]
[JsonSerializable(typeof(RunFailed))]
[JsonSerializable(typeof(RunPlanned))]
[JsonSerializable(typeof(RunApproved))]
[JsonSerializable(typeof(RunCancelled))]
[JsonSerializable(typeof(RunFinished))]
internal sealed partial class RosterJson : JsonSerializerContext
{
    /// <summary>With the options of events.</summary>
    public static RosterJson It { get; } = new(StreamJson.Events());

    /// <summary>All events.</summary>
    public static IReadOnlyList<EventType> Types { get; } =
    [
        EventType.Of(It.RosterPut),
        EventType.Of(It.RosterDeleted),
        EventType.Of(It.RunStarted),
        EventType.Of(It.RunFailed),
        EventType.Of(It.RunPlanned),
        EventType.Of(It.RunApproved),
        EventType.Of(It.RunCancelled),
        EventType.Of(It.RunFinished),
    ];
}

/// <summary>The JSON of a roster's snapshot.</summary>
[JsonSerializable(typeof(Roster))]
internal sealed partial class RosterSnapshotJson : JsonSerializerContext
{
    /// <summary>With the options of snapshots.</summary>
    public static RosterSnapshotJson It { get; } = new(StreamJson.Snapshots());
}
