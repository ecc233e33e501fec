using System.Text.Json.Serialization;

namespace MoodleGrains.Announcements;

/// <summary>What is being done to a message. Snapshots write it as a number: values never change.</summary>
public enum Order
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It is to be posted.</summary>
    Post = 1,

    /// <summary>It is to say something else.</summary>
    Edit = 2,

    /// <summary>It is to be deleted.</summary>
    Delete = 3,
}

/// <summary>One message of an announcement. At most one order is in flight.</summary>
public sealed record Message
{
    /// <summary>Discord's id of it; null while it is not known to stand there.</summary>
    public string? Id { get; init; }

    /// <summary>What it says; null where that is not known for certain.</summary>
    public Card? Says { get; init; }

    /// <summary>The order in flight.</summary>
    public Order Doing { get; init; }

    /// <summary>The order that failed last, if nothing was ordered since.</summary>
    public Order Failed { get; init; }

    /// <summary>Whether something else was wanted since it failed: then it is tried again.</summary>
    public bool Retry { get; init; }

    /// <summary>What the last order was to make it say.</summary>
    public Card? Saying { get; init; }

    /// <summary>The number of the last order.</summary>
    public long Number { get; init; }

    /// <summary>The number of the first attempt to post it.</summary>
    public long First { get; init; }

    /// <summary>Whether it stands in the channel, or is on its way there.</summary>
    [JsonIgnore]
    public bool Stands => Id is not null || Doing == Order.Post;
}

/// <summary>Something that is to be said of a start that will not be.</summary>
/// <param name="WasStartsAt">The start, Unix seconds.</param>
/// <param name="RemoveAt">When this is no longer worth saying, Unix seconds.</param>
public sealed record Notice(long WasStartsAt, long RemoveAt);

/// <summary>The ping that is set next.</summary>
/// <param name="Slot">Which.</param>
/// <param name="DueAt">When, Unix seconds.</param>
/// <param name="Again">Whether it waits for a change that was read and has not arrived.</param>
public sealed record NextPing(string Slot, long DueAt, bool Again);
