using System.Text.Json;

namespace MoodleGrains.EventSourcing;

/// <summary>The state of a grain at a version, kept so that an activation need not read all events: a cache, never the truth.</summary>
public sealed record Snapshot
{
    /// <summary>
    /// The name of the grain storage that keeps snapshots. There a snapshot is found by its name and the grain's key, which others of the
    /// same site and number have too: its name is the kind.
    /// </summary>
    public const string Storage = "snapshots";

    /// <summary>The stream's version that it was taken at; 0 if there is none.</summary>
    public long Version { get; init; }

    /// <summary>The version of the fold that made it (<see cref="IAggregate{TSelf}.SnapshotVersion"/>); another one is not used.</summary>
    public int Fold { get; init; }

    /// <summary>The highest inbox position acted on.</summary>
    public long InboxPosition { get; init; }

    /// <summary>The last commands with an id, the newest last.</summary>
    public IReadOnlyList<HandledCommand> Commands { get; init; } = [];

    /// <summary>
    /// The state, as <see cref="IAggregate{TSelf}.Snapshot"/> writes it; null where there is none, and in memory once it was loaded or written.
    /// </summary>
    public JsonElement? State { get; init; }
}
