using System.Text.Json.Serialization;

namespace MoodleGrains.Conferences;

/// <summary>The JSON of a conference's events.</summary>
[JsonSerializable(typeof(ConferenceCreated))]
[JsonSerializable(typeof(ConferenceRenamed))]
[JsonSerializable(typeof(ConferenceRescheduled))]
[JsonSerializable(typeof(ConferenceHidden))]
[JsonSerializable(typeof(ConferenceShown))]
[JsonSerializable(typeof(ConferencePlaced))]
[JsonSerializable(typeof(ConferenceStarted))]
[JsonSerializable(typeof(ConferenceStopped))]
[JsonSerializable(typeof(ConferenceSeriesFound))]
[JsonSerializable(typeof(ConferenceTouched))]
[JsonSerializable(typeof(ConferenceContested))]
[JsonSerializable(typeof(ConferenceSettled))]
[JsonSerializable(typeof(ConferenceDeleted))]
internal sealed partial class ConferenceJson : JsonSerializerContext
{
    private static readonly ConferenceJson It = new(StreamJson.Events());

    /// <summary>All of them.</summary>
    public static IReadOnlyList<EventType> Types { get; } =
    [
        EventType.Of(It.ConferenceCreated),
        EventType.Of(It.ConferenceRenamed),
        EventType.Of(It.ConferenceRescheduled),
        EventType.Of(It.ConferenceHidden),
        EventType.Of(It.ConferenceShown),
        EventType.Of(It.ConferencePlaced),
        EventType.Of(It.ConferenceStarted),
        EventType.Of(It.ConferenceStopped),
        EventType.Of(It.ConferenceSeriesFound),
        EventType.Of(It.ConferenceTouched),
        EventType.Of(It.ConferenceContested),
        EventType.Of(It.ConferenceSettled),
        EventType.Of(It.ConferenceDeleted),
    ];
}

/// <summary>The JSON of a conference's snapshot.</summary>
[JsonSerializable(typeof(Conference))]
internal sealed partial class ConferenceSnapshotJson : JsonSerializerContext
{
    /// <summary>With the options of snapshots.</summary>
    public static ConferenceSnapshotJson It { get; } = new(StreamJson.Snapshots());
}
