namespace MoodleGrains.Convergence;

/// <summary>
/// The version of what has no row time (enrolments, roles, completions), in one number that compares as the law says: first when
/// it was told, then <see cref="SourcePrecedence"/>.
/// </summary>
internal static class Clock
{
    /// <summary>The number of a version.</summary>
    /// <param name="stamp">The version.</param>
    /// <returns>Seconds × 4 + rank.</returns>
    public static long Of(FieldVersion stamp) => (stamp.Told << 2) | (long)stamp.Rank;

    /// <summary>When it was told.</summary>
    /// <param name="clock">The number.</param>
    /// <returns>Unix seconds.</returns>
    public static long Told(long clock) => clock >> 2;

    /// <summary>Whether a poll told it.</summary>
    /// <param name="clock">The number.</param>
    /// <returns>True if so.</returns>
    public static bool Polled(long clock) => (clock & 3) == (long)SourcePrecedence.Polled;
}
