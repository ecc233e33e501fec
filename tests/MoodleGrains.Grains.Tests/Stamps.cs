using MoodleGrains.Convergence;

namespace MoodleGrains.Grains.Tests;

/// <summary>Versions as the three kinds of sender give them.</summary>
internal static class Stamps
{
    public static FieldVersion Created(long told) => new(null, told, SourcePrecedence.Created);

    public static FieldVersion Updated(long told) => new(null, told, SourcePrecedence.Updated);

    public static FieldVersion Row(long modified, long told) => new(modified, told, SourcePrecedence.Updated);

    public static FieldVersion Row(long modified) => new(modified, modified, SourcePrecedence.Updated);

    public static FieldVersion Polled(long told) => new(null, told, SourcePrecedence.Polled);

    public static FieldVersion Polled(long modified, long told) => new(modified, told, SourcePrecedence.Polled);

    public static FieldVersion Deleted(long told) => new(null, told, SourcePrecedence.Deleted);

    public static Observed<string> Damaged(string text) => new(text, true);
}
