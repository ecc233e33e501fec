using MoodleGrains.Convergence;

namespace MoodleGrains.Grains.Tests;

/// <summary>Versions as the three kinds of sender give them.</summary>
internal static class Stamps
{
    public static Stamp Created(long told) => new(null, told, Rank.Created);

    public static Stamp Updated(long told) => new(null, told, Rank.Updated);

    public static Stamp Row(long modified, long told) => new(modified, told, Rank.Updated);

    public static Stamp Row(long modified) => new(modified, modified, Rank.Updated);

    public static Stamp Polled(long told) => new(null, told, Rank.Polled);

    public static Stamp Polled(long modified, long told) => new(modified, told, Rank.Polled);

    public static Stamp Deleted(long told) => new(null, told, Rank.Deleted);

    public static Told<string> Damaged(string text) => new(text, true);
}
