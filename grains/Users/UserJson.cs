using System.Text.Json.Serialization;

namespace MoodleGrains.Users;

/// <summary>The JSON of a user's events.</summary>
[JsonSerializable(typeof(UserCreated))]
[JsonSerializable(typeof(UserSuspended))]
[JsonSerializable(typeof(UserReactivated))]
[JsonSerializable(typeof(UserTouched))]
[JsonSerializable(typeof(UserContested))]
[JsonSerializable(typeof(UserSettled))]
[JsonSerializable(typeof(UserDeleted))]
[JsonSerializable(typeof(CompletionRecorded))]
[JsonSerializable(typeof(CompletionContested))]
[JsonSerializable(typeof(CompletionSettled))]
internal sealed partial class UserJson : JsonSerializerContext
{
    private static readonly UserJson It = new(StreamJson.Events());

    /// <summary>All of them.</summary>
    public static IReadOnlyList<EventType> Types { get; } =
    [
        EventType.Of(It.UserCreated),
        EventType.Of(It.UserSuspended),
        EventType.Of(It.UserReactivated),
        EventType.Of(It.UserTouched),
        EventType.Of(It.UserContested),
        EventType.Of(It.UserSettled),
        EventType.Of(It.UserDeleted),
        EventType.Of(It.CompletionRecorded),
        EventType.Of(It.CompletionContested),
        EventType.Of(It.CompletionSettled),
    ];
}

/// <summary>The JSON of a user's snapshot.</summary>
[JsonSerializable(typeof(User))]
internal sealed partial class UserSnapshotJson : JsonSerializerContext
{
    /// <summary>With the options of snapshots.</summary>
    public static UserSnapshotJson It { get; } = new(StreamJson.Snapshots());
}
