using Microsoft.Extensions.Logging;

namespace MoodleGrains.Silo.Discord.Sending;

/// <summary>Sending is stopped, until a check after a pause goes well.</summary>
/// <param name="What">What is stopped: <c>token</c>, <c>everything</c>, a channel, a webhook.</param>
/// <param name="Since">Since when, UTC.</param>
/// <param name="Reason">Why.</param>
/// <param name="Remedy">What to do about it.</param>
/// <param name="ForGood">Whether no check follows: a webhook that is gone does not come back.</param>
internal sealed record SendingStopped(string What, DateTimeOffset Since, string Reason, string Remedy, bool ForGood);

/// <summary>
/// The guard against Discord's ban of addresses that make 10,000 invalid requests (401, 403, 429 save of shared scope) in 10 minutes
/// (discord.com/developers/docs/topics/rate-limits, "Invalid Request Limit"). What is refused again and again is no longer sent;
/// after a pause one request is let through as a check. A webhook that is gone is never asked again.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="logger">Told of every stop and every all-clear.</param>
internal sealed class InvalidRequests(TimeProvider time, ILogger logger)
{
    private const string Token = "token";
    private const string Everything = "everything";

    // A tenth of what leads to a ban: other programs may share the address.
    private const int Most = 1_000;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan CheckTakes = TimeSpan.FromSeconds(30);

    private readonly Lock gate = new();
    private readonly long begun = time.GetTimestamp();
    private readonly Queue<TimeSpan> invalid = new();
    private readonly Dictionary<string, Entry> entries = [];

    /// <summary>What is stopped now.</summary>
    public IReadOnlyList<SendingStopped> Stops
    {
        get
        {
            lock (gate)
            {
                return [.. entries.Where(e => e.Value.Stopped).Select(e => e.Value.Told(e.Key))];
            }
        }
    }

    private TimeSpan Now => time.GetElapsedTime(begun);

    /// <summary>Whether a request may be sent.</summary>
    /// <param name="route">Which.</param>
    /// <returns>Null if it may; else for how long it may not, and why.</returns>
    public (TimeSpan For, SendingStopped Why)? Forbids(DiscordRoute route)
    {
        lock (gate)
        {
            var now = Now;
            foreach (var what in Concerned(route))
            {
                if (!entries.TryGetValue(what, out var entry) || !entry.Stopped)
                {
                    continue;
                }

                if (entry.ForGood || entry.Until > now)
                {
                    return (entry.Until - now, entry.Told(what));
                }

                // This one is the check; the others wait for what becomes of it.
                entry.Until = now + CheckTakes;
            }

            return null;
        }
    }

    /// <summary>An answer that counts against us.</summary>
    /// <param name="route">What was asked.</param>
    /// <param name="status">401, 403, 429; or 404 of a webhook.</param>
    /// <param name="words">What Discord said.</param>
    public void Refused(DiscordRoute route, int status, string words)
    {
        lock (gate)
        {
            var now = Now;
            invalid.Enqueue(now);
            while (invalid.Count > Most || (invalid.TryPeek(out var oldest) && now - oldest > Window))
            {
                invalid.Dequeue();
            }

            if (invalid.Count == Most)
            {
                Count(
                    Everything, 1, $"{Most} requests were refused within 10 minutes; at 10,000 Discord bans this address.",
                    "Look at the other stops and at the dead letters for what is refused.");
            }

            switch (status)
            {
                case 401 when route.ByBot:
                    Count(
                        Token,
                        2,
                        "Discord refuses the bot's token.",
                        "Set Discord:Token to a new token of the bot and start the silo again.");
                    break;
                case 401 or 404 when !route.ByBot:
                    Count(
                        route.Resource, 1, $"The webhook URL is gone: {words}",
                        $"Make a new webhook in the channel's settings, set Discord:Webhooks:{Key(route)} to its URL and start the "
                            + $"silo again.");
                    entries[route.Resource].ForGood = true;
                    break;
                case 403:
                    Count(
                        route.Resource, 3, $"Discord refuses again and again: {words}",
                        route.IsOfGuild
                            ? $"Give the bot's role Create Events in {route.Resource}."
                            : $"Give the bot's role View Channel, Send Messages, Embed Links and Read Message History in "
                                + $"{route.Resource}.");
                    break;
                default:
                    break;
            }
        }
    }

    /// <summary>An answer that was none of these: what was stopped goes on.</summary>
    /// <param name="route">What was asked.</param>
    public void Well(DiscordRoute route)
    {
        lock (gate)
        {
            foreach (var what in Concerned(route))
            {
                if (entries.Remove(what, out var entry) && entry.Stopped)
                {
                    invalid.Clear();
                    logger.LogInformation("Sending to Discord goes on: {What}", what);
                }
            }
        }
    }

    private static IEnumerable<string> Concerned(DiscordRoute route) =>
        route.ByBot ? [Everything, Token, route.Resource] : [Everything, route.Resource];

    private static string Key(DiscordRoute route) => route.Resource[(route.Resource.IndexOf(' ', StringComparison.Ordinal) + 1)..];

    private void Count(string what, int atMost, string reason, string remedy)
    {
        if (!entries.TryGetValue(what, out var entry))
        {
            entries[what] = entry = new() { Since = time.GetUtcNow(), Pause = FirstPause };
        }

        (entry.Reason, entry.Remedy) = (reason, remedy);
        if (++entry.Times < atMost)
        {
            return;
        }

        if (!entry.Stopped)
        {
            logger.LogError("Sending to Discord is stopped ({What}): {Reason} {Remedy}", what, reason, remedy);
        }
        else
        {
            entry.Pause = entry.Pause * 2 > LongestPause ? LongestPause : entry.Pause * 2;
        }

        entry.Stopped = true;
        entry.Until = Now + entry.Pause;
    }

    private sealed class Entry
    {
        public int Times { get; set; }

        public bool Stopped { get; set; }

        public DateTimeOffset Since { get; init; }

        public TimeSpan Pause { get; set; }

        public TimeSpan Until { get; set; }

        public string Reason { get; set; } = "";

        public string Remedy { get; set; } = "";

        public bool ForGood { get; set; }

        public SendingStopped Told(string what) => new(what, Since, Reason, Remedy, ForGood);
    }
}
