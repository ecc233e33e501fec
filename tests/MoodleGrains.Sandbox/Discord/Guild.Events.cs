using System.Text.Json.Nodes;

namespace MoodleGrains.Sandbox.Discord;

/// <content>Its scheduled events.</content>
public sealed partial class Guild
{
    private readonly SortedDictionary<ulong, StandInEvent> events = [];

    /// <summary>The scheduled events; those of type EXTERNAL begin and end by themselves.</summary>
    public IReadOnlyList<StandInEvent> Events => Locked(() => events.Values.Select(AtNow).ToArray());

    /// <summary>A person deletes a scheduled event.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>Whether it was there.</returns>
    public bool RemoveEvent(string id) => Locked(() => events.Remove(Number(id)));

    /// <summary>A person makes a scheduled event.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="startsAt">Its start; it lasts an hour.</param>
    /// <returns>Its id.</returns>
    public string AddEvent(string name, DateTimeOffset startsAt) => PutEvent(
        null,
        new()
        {
            ["name"] = name,
            ["scheduled_start_time"] = startsAt.ToString("O"),
            ["scheduled_end_time"] = startsAt.AddHours(1).ToString("O"),
        },
        1).Id;

    internal StandInEvent PutEvent(string? id, JsonObject fields, int status) => Locked(() =>
    {
        id ??= NextId();
        return events[Number(id)] = new(id, fields, status);
    });

    private StandInEvent AtNow(StandInEvent there)
    {
        var now = options.Clock.GetUtcNow();
        return there.Status > 2 ? there : there with { Status = there.EndsAt <= now ? 3 : there.StartsAt <= now ? 2 : there.Status };
    }
}
