using System.Text.Json.Serialization;

namespace MoodleGrains.Digests;

/// <summary>The JSON of a digest's events.</summary>
[JsonSerializable(typeof(DigestSubscribed))]
[JsonSerializable(typeof(DigestUnsubscribed))]
[JsonSerializable(typeof(DigestInvited))]
[JsonSerializable(typeof(DigestFellDue))]
[JsonSerializable(typeof(DigestSent))]
[JsonSerializable(typeof(DigestSkipped))]
internal sealed partial class DigestJson : JsonSerializerContext
{
    private static readonly DigestJson It = new(StreamJson.Events());

    /// <summary>All of them.</summary>
    public static IReadOnlyList<EventType> Types { get; } =
    [
        EventType.Of(It.DigestSubscribed),
        EventType.Of(It.DigestUnsubscribed),
        EventType.Of(It.DigestInvited),
        EventType.Of(It.DigestFellDue),
        EventType.Of(It.DigestSent),
        EventType.Of(It.DigestSkipped),
    ];
}

/// <summary>The JSON of a digest's snapshot.</summary>
[JsonSerializable(typeof(Digest))]
internal sealed partial class DigestSnapshotJson : JsonSerializerContext
{
    /// <summary>With the options of snapshots.</summary>
    public static DigestSnapshotJson It { get; } = new(StreamJson.Snapshots());
}
