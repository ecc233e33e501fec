namespace MoodleGrains.Benchmarks;

/// <summary>Chooses grains as people do: the second one half as often as the first, the tenth a tenth as often.</summary>
internal sealed class Zipf
{
    private readonly double[] upTo;

    /// <summary>Weighs the grains.</summary>
    /// <param name="count">How many there are.</param>
    public Zipf(int count)
    {
        upTo = new double[count];
        var sum = 0.0;
        for (var n = 0; n < count; n++)
        {
            upTo[n] = sum += 1.0 / (n + 1);
        }
    }

    /// <summary>Chooses one.</summary>
    /// <param name="random">By which chance.</param>
    /// <returns>Its number, from 0.</returns>
    public int Next(Random random)
    {
        var found = Array.BinarySearch(upTo, random.NextDouble() * upTo[^1]);
        return Math.Min(found < 0 ? ~found : found, upTo.Length - 1);
    }

    /// <summary>Chooses many, the same ones in each run.</summary>
    /// <param name="count">How many.</param>
    /// <returns>Their numbers.</returns>
    public IEnumerable<int> Many(int count)
    {
        var random = new Random(1);
        for (var n = 0; n < count; n++)
        {
            yield return Next(random);
        }
    }
}
