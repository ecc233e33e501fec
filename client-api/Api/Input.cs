using System.Globalization;

namespace MoodleGrains.ClientApi.Api;

/// <summary>Reads query parameters.</summary>
internal static class Input
{
    private static readonly string[] times = ["yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd"];

    /// <summary>An instant, ISO 8601; UTC where it names no offset.</summary>
    /// <param name="field">The parameter.</param>
    /// <param name="text">Its text.</param>
    /// <returns>The instant, UTC; null if there is none.</returns>
    public static DateTime? Time(string field, string? text)
    {
        if (text is null)
        {
            return null;
        }

        // An unescaped + arrives as a space.
        return DateTimeOffset.TryParseExact(
            text.Replace(' ', '+'), times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.UtcDateTime
            : throw BadInputException.Of(field, text, "give an ISO 8601 time such as 2026-11-21T10:00:00Z.");
    }

    /// <summary>A switch, off unless it is <c>true</c>.</summary>
    /// <param name="field">The parameter.</param>
    /// <param name="text">Its text.</param>
    /// <returns>Whether it is on.</returns>
    public static bool Flag(string field, string? text) => text switch
    {
        null or "false" => false,
        "true" => true,
        _ => throw BadInputException.Of(field, text, "give true or false."),
    };

    /// <summary>A whole number of 0 or more.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The number; null if it is none.</returns>
    public static long? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
