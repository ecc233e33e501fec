using System.Text.Json.Serialization;

namespace MoodleGrains.Categories;

/// <summary>The JSON of a category's events.</summary>
[JsonSerializable(typeof(CategoryCreated))]
[JsonSerializable(typeof(CategoryRenamed))]
[JsonSerializable(typeof(CategoryReconfigured))]
[JsonSerializable(typeof(CategoryMoved))]
[JsonSerializable(typeof(CategoryDescribed))]
[JsonSerializable(typeof(CategoryHidden))]
[JsonSerializable(typeof(CategoryShown))]
[JsonSerializable(typeof(CategoryTouched))]
[JsonSerializable(typeof(CategoryContested))]
[JsonSerializable(typeof(CategorySettled))]
[JsonSerializable(typeof(CategoryDeleted))]
internal sealed partial class CategoryJson : JsonSerializerContext
{
    private static readonly CategoryJson It = new(StreamJson.Events());

    /// <summary>All of them.</summary>
    public static IReadOnlyList<EventType> Types { get; } =
    [
        EventType.Of(It.CategoryCreated),
        EventType.Of(It.CategoryRenamed),
        EventType.Of(It.CategoryReconfigured),
        EventType.Of(It.CategoryMoved),
        EventType.Of(It.CategoryDescribed),
        EventType.Of(It.CategoryHidden),
        EventType.Of(It.CategoryShown),
        EventType.Of(It.CategoryTouched),
        EventType.Of(It.CategoryContested),
        EventType.Of(It.CategorySettled),
        EventType.Of(It.CategoryDeleted),
    ];
}

/// <summary>The JSON of a category's snapshot.</summary>
[JsonSerializable(typeof(Category))]
internal sealed partial class CategorySnapshotJson : JsonSerializerContext
{
    /// <summary>With the options of snapshots.</summary>
    public static CategorySnapshotJson It { get; } = new(StreamJson.Snapshots());
}
