using MoodleGrains.Announcements;
using MoodleGrains.Silo.Discord.Texts;
using MoodleGrains.Texts;

namespace MoodleGrains.Silo.Discord.ScheduledEvents;

/// <summary>
/// Makes a scheduled event of a card, of the type EXTERNAL (discord.com/developers/docs/resources/guild-scheduled-event, "Field
/// Requirements By Entity Type"). The link that carries the marker stands in the description: a location has room for short links only.
/// </summary>
internal static class EventFace
{
    private const int External = 3;
    private const int GuildOnly = 2;
    private const int LongestName = 100;
    private const int LongestLocation = 100;
    private const int LongestCourse = 200;

    /// <summary>Makes the event.</summary>
    /// <param name="card">What it says, with start and end.</param>
    /// <param name="marker">What tells it from every other.</param>
    /// <returns>The event.</returns>
    public static OutgoingEvent Of(Card card, string marker)
    {
        var texts = CardTexts.In(card.Language);
        var link = Marker.Usable(card.Link);
        return new(
            Untrusted.Literal(PlainName.Of(card.Name, card.Language), LongestName) is { Length: > 0 } name ? name : texts.Nameless,
            string.Join('\n', ((string[])
            [
                Untrusted.Markdown(PlainName.Of(card.CourseName, card.Language), LongestCourse),
                card.Odd ? texts.Odd : "",
                link is null ? Marker.Text(marker) : Marker.On(link, marker) ?? $"{link} {Marker.Text(marker)}",
            ]).Where(line => line != "")),
            Time(card.StartsAt),
            Time(card.EndsAt),
            new(Place(link, texts)),
            External,
            GuildOnly);
    }

    /// <summary>Whether an event that was read back carries a marker.</summary>
    /// <param name="scheduled">The event.</param>
    /// <param name="marker">The marker.</param>
    /// <returns>True if it does.</returns>
    public static bool IsMarked(ScheduledEvent scheduled, string marker)
    {
        var (text, there) = (Marker.Text(marker), scheduled.Description ?? "");
        return there == text || there.EndsWith($"#{text}", StringComparison.Ordinal)
            || there.EndsWith($" {text}", StringComparison.Ordinal) || there.EndsWith($"\n{text}", StringComparison.Ordinal);
    }

    private static string Place(string? link, CardTexts texts) => link switch
    {
        null => texts.Nameless,
        { Length: <= LongestLocation } => link,
        _ => new Uri(link).Host is { Length: <= LongestLocation } host ? host : texts.Nameless,
    };

    private static DateTimeOffset? Time(long? unix) => unix is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
}
