using System.Globalization;

namespace MoodleGrains.Silo.Discord;

/// <summary>
/// Discord's ids: the milliseconds since 2015 in the upper 42 of 64 bits (discord.com/developers/docs/reference, "Snowflakes").
/// </summary>
internal static class Snowflake
{
    private const long Epoch = 1_420_070_400_000;
    private const int Longest = 20;

    /// <summary>Whether a text has the form of one.</summary>
    /// <param name="text">The text.</param>
    /// <returns>True if it has.</returns>
    public static bool IsOne(string text) => text.Length is > 0 and <= Longest && text.All(char.IsAsciiDigit);

    /// <summary>The lowest id that can be given at an instant: what is behind it was made at or after it.</summary>
    /// <param name="at">The instant.</param>
    /// <returns>The id.</returns>
    public static string At(DateTimeOffset at) =>
        (Math.Max(0, at.ToUnixTimeMilliseconds() - Epoch) << 22).ToString(CultureInfo.InvariantCulture);

    /// <summary>An id as a number, for comparing.</summary>
    /// <param name="id">The id.</param>
    /// <returns>The number; 0 for a text that is none.</returns>
    public static ulong Number(string id) => ulong.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0;
}
