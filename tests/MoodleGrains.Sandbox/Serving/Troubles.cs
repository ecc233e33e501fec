namespace MoodleGrains.Sandbox.Serving;

/// <summary>How the stand-in misbehaves.</summary>
public enum Trouble
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>429 with a Retry-After of one second.</summary>
    TooManyRequests,

    /// <summary>500 with a page of HTML.</summary>
    ServerError,

    /// <summary>No answer until the caller gives up.</summary>
    TimeOut,

    /// <summary>The connection is cut.</summary>
    Drop,
}

/// <summary>Switches misbehaviour of everything the stand-in serves on and off.</summary>
/// <param name="seed">Decides which calls are hit, where only a share is.</param>
public sealed class Troubles(int seed = 1)
{
    private readonly Lock gate = new();
    private readonly Random random = new(seed);
    private Trouble trouble;
    private double share;
    private int left;

    /// <summary>Misbehaves from now on.</summary>
    /// <param name="kind">How; <see cref="Trouble.None"/> stops it.</param>
    /// <param name="ofCalls">The share of calls that are hit, between 0 and 1.</param>
    /// <param name="times">After so many hits it is over.</param>
    public void Switch(Trouble kind, double ofCalls = 1, int times = int.MaxValue)
    {
        lock (gate)
        {
            (trouble, share, left) = (kind, ofCalls, times);
        }
    }

    /// <summary>What happens to the next call.</summary>
    /// <returns>The trouble, or none.</returns>
    public Trouble Next()
    {
        lock (gate)
        {
            if (trouble == Trouble.None || left == 0 || random.NextDouble() >= share)
            {
                return Trouble.None;
            }

            left--;
            return trouble;
        }
    }
}
