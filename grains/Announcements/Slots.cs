using System.Globalization;

namespace MoodleGrains.Announcements;

/// <summary>The names of an announcement's messages.</summary>
public static class Slots
{
    /// <summary>The message that stands as long as the conference is announced.</summary>
    public const string Post = "post";

    /// <summary>The scheduled event of a server, which stands there instead of a message.</summary>
    public const string Event = "event";

    /// <summary>Whether it is what stands as long as the conference is announced.</summary>
    /// <param name="slot">The name.</param>
    /// <returns>True of <see cref="Post"/> and <see cref="Event"/>.</returns>
    public static bool IsLasting(string slot) => slot is Post or Event;

    /// <summary>The message that calls people.</summary>
    /// <param name="lead">How long before the start, minutes.</param>
    /// <param name="startsAt">The start, Unix seconds: a class that was moved is called for again.</param>
    /// <returns><c>ping:{lead}:{start}</c>.</returns>
    public static string Ping(int lead, long startsAt) =>
        string.Create(CultureInfo.InvariantCulture, $"ping:{lead}:{startsAt}");

    /// <summary>Reads the name of a ping.</summary>
    /// <param name="slot">The name.</param>
    /// <param name="lead">How long before the start, minutes.</param>
    /// <param name="startsAt">The start, Unix seconds.</param>
    /// <returns>True if it is one.</returns>
    public static bool TryPing(string slot, out int lead, out long startsAt)
    {
        (lead, startsAt) = (0, 0);
        var parts = slot.Split(':');
        return parts is ["ping", var first, var second]
            && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out lead)
            && long.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out startsAt);
    }

    /// <summary>A message that should not be there, on its way out.</summary>
    /// <param name="number">Which, from 1.</param>
    /// <returns><c>stray:{number}</c>.</returns>
    public static string Stray(long number) => string.Create(CultureInfo.InvariantCulture, $"stray:{number}");

    /// <summary>A message that says that something was cancelled or moved.</summary>
    /// <param name="number">Which, from 1.</param>
    /// <returns><c>notice:{number}</c>.</returns>
    public static string Notice(long number) => string.Create(CultureInfo.InvariantCulture, $"notice:{number}");
}
