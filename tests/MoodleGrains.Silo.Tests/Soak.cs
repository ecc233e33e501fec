namespace MoodleGrains.Silo.Tests;

/// <summary>Whether the full numbers are wanted (<c>make soak</c>) rather than the small ones of <c>make test</c>.</summary>
public static class Soak
{
    public static bool On { get; } = Environment.GetEnvironmentVariable("MOODLEGRAINS_SOAK") == "1";

    public static int Count(int small, int full) => On ? full : small;

    /// <summary>A seed from the environment, or a new one; tests print it.</summary>
    public static int Seed { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("MOODLEGRAINS_SEED"), out var seed) ? seed : Random.Shared.Next();
}
