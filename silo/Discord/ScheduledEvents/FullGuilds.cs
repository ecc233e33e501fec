using System.Collections.Concurrent;

namespace MoodleGrains.Silo.Discord.ScheduledEvents;

/// <summary>
/// The servers that have as many scheduled events as Discord allows, 100 (discord.com/developers/docs/resources/guild-scheduled-event).
/// What does not fit waits; one of those that wait asks again now and then, the others not at all.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class FullGuilds(TimeProvider time)
{
    /// <summary>How many events a server can have that are to come or on.</summary>
    public const int Most = 100;

    private static readonly TimeSpan AskedAgainAfter = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromHours(1);

    // Longer than any wait, so that a server does not seem to have room only because nobody asked.
    private static readonly TimeSpan Remembered = TimeSpan.FromHours(2);

    private readonly ConcurrentDictionary<string, DateTimeOffset> refusedAt = new(StringComparer.Ordinal);

    /// <summary>The servers that were full when they were last asked.</summary>
    public IReadOnlyList<string> Now
    {
        get
        {
            var now = time.GetUtcNow();
            return [.. refusedAt.Where(guild => now - guild.Value < Remembered).Select(guild => guild.Key).Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>Whether asking is pointless now.</summary>
    /// <param name="guild">The server.</param>
    /// <returns>True if it was full a moment ago.</returns>
    public bool IsFull(string guild) => refusedAt.TryGetValue(guild, out var at) && time.GetUtcNow() - at < AskedAgainAfter;

    /// <summary>Discord said that it is full.</summary>
    /// <param name="guild">The server.</param>
    public void Refused(string guild) => refusedAt[guild] = time.GetUtcNow();

    /// <summary>An event was made there, or one was deleted.</summary>
    /// <param name="guild">The server.</param>
    public void HasRoom(string guild) => refusedAt.TryRemove(guild, out _);

    /// <summary>When one that does not fit asks again: the sooner the conference, the sooner.</summary>
    /// <param name="startsAt">Its start, Unix seconds.</param>
    /// <returns>The wait.</returns>
    public TimeSpan Wait(long startsAt)
    {
        var wait = (DateTimeOffset.FromUnixTimeSeconds(startsAt) - time.GetUtcNow()) / 20;
        return wait < AskedAgainAfter ? AskedAgainAfter : wait > LongestWait ? LongestWait : wait;
    }
}
