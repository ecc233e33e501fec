namespace MoodleGrains.Sandbox.Plugins;

/// <summary>What may happen to deliveries on the line: shares between 0 and 1.</summary>
/// <param name="Drop">How many are lost.</param>
/// <param name="Twice">How many arrive twice, byte for byte.</param>
/// <param name="Delay">How many arrive later than those sent after them.</param>
/// <param name="MaxDelay">By how many places at most.</param>
public sealed record Misfortune(double Drop = 0, double Twice = 0, double Delay = 0, int MaxDelay = 20);

/// <summary>A line that loses, doubles and reorders, always the same way for the same seed.</summary>
/// <param name="misfortune">What may happen.</param>
/// <param name="seed">Decides to which deliveries.</param>
public sealed class Line(Misfortune misfortune, int seed)
{
    private readonly Random random = new(seed);
    private long lost;
    private long doubled;

    /// <summary>How many were lost so far.</summary>
    public long Lost => lost;

    /// <summary>How many were doubled so far.</summary>
    public long Doubled => doubled;

    /// <summary>What arrives of what was sent.</summary>
    /// <typeparam name="T">The deliveries.</typeparam>
    /// <param name="sent">The deliveries in the order they were sent.</param>
    /// <returns>The deliveries in the order they arrive.</returns>
    public IReadOnlyList<T> Carry<T>(IEnumerable<T> sent)
    {
        var arriving = new List<(double Place, T Delivery)>();
        var place = 0;
        foreach (var delivery in sent)
        {
            place++;
            if (random.NextDouble() < misfortune.Drop)
            {
                lost++;
                continue;
            }

            arriving.Add((Arrival(place), delivery));
            if (random.NextDouble() < misfortune.Twice)
            {
                doubled++;
                arriving.Add((Arrival(place), delivery));
            }
        }

        return [.. arriving.OrderBy(a => a.Place).Select(a => a.Delivery)];
    }

    private double Arrival(int place) =>
        random.NextDouble() < misfortune.Delay ? place + (random.NextDouble() * misfortune.MaxDelay) : place;
}
