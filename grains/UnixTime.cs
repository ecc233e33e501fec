namespace MoodleGrains;

/// <summary>Moodle writes times as Unix seconds, and 0 for none.</summary>
internal static class UnixTime
{
    /// <summary>The time as a row holds it.</summary>
    /// <param name="seconds">Unix seconds, 0 or null for none.</param>
    /// <returns>The time; null for none.</returns>
    public static long? OrNull(long? seconds) => seconds == 0 ? null : seconds;
}
