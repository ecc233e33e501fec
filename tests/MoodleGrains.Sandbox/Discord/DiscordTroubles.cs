namespace MoodleGrains.Sandbox.Discord;

/// <summary>How the stand-in Discord misbehaves.</summary>
public enum DiscordTrouble
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>429 of scope user, with a retry_after below a second.</summary>
    TooMany,

    /// <summary>429 of scope shared.</summary>
    TooManyShared,

    /// <summary>429 of the global limit.</summary>
    TooManyGlobal,

    /// <summary>500 before anything was done.</summary>
    ServerError,

    /// <summary>500 after it was done.</summary>
    ServerErrorAfter,

    /// <summary>The connection is cut before anything was done.</summary>
    Drop,

    /// <summary>The connection is cut after it was done.</summary>
    DropAfter,

    /// <summary>429 without Discord's JSON, as of the network before it.</summary>
    Banned,
}

/// <summary>Switches misbehaviour on and off.</summary>
/// <param name="seed">Decides which requests are hit and how long they have to wait.</param>
public sealed class DiscordTroubles(int seed = 1)
{
    private readonly Lock gate = new();
    private readonly Random random = new(seed);
    private readonly List<Planned> planned = [];

    /// <summary>From now on a share of the requests is hit; may be called for several troubles.</summary>
    /// <param name="trouble">How; <see cref="DiscordTrouble.None"/> ends them all.</param>
    /// <param name="ofRequests">The share, between 0 and 1.</param>
    /// <param name="times">After so many hits it is over.</param>
    /// <param name="method">Only requests of this method; null for all.</param>
    public void Switch(DiscordTrouble trouble, double ofRequests = 1, int times = int.MaxValue, string? method = null)
    {
        lock (gate)
        {
            planned.RemoveAll(p => trouble == DiscordTrouble.None || p.Trouble == trouble);
            if (trouble != DiscordTrouble.None)
            {
                planned.Add(new(trouble, ofRequests, method) { Left = times });
            }
        }
    }

    /// <summary>What happens to the next request.</summary>
    /// <param name="method">Its method.</param>
    /// <returns>The trouble and, of a 429, how long to wait.</returns>
    public (DiscordTrouble Trouble, TimeSpan Wait) Next(string method)
    {
        lock (gate)
        {
            foreach (var plan in planned)
            {
                if (plan.Left > 0 && (plan.Method is null || plan.Method == method) && random.NextDouble() < plan.Share)
                {
                    plan.Left--;
                    return (plan.Trouble, TimeSpan.FromMilliseconds(random.Next(100, 900)));
                }
            }

            return default;
        }
    }

    private sealed record Planned(DiscordTrouble Trouble, double Share, string? Method)
    {
        public int Left { get; set; }
    }
}
