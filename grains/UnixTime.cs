namespace MoodleGrains;

/// <summary>Moodle writes times as Unix seconds, and 0 for none.</summary>
internal static class UnixTime
{
    private const long Year10000 = 253402300800;

    /// <summary>The time as a row holds it: from 1970 to 9999, what databases and calendars can hold.</summary>
    /// <param name="seconds">Unix seconds, 0 or null for none.</param>
    /// <returns>The time; null for none, and for what is no time.</returns>
    public static long? OrNull(long? seconds) => seconds is > 0 and < Year10000 ? seconds : null;
}
