using System.Globalization;

namespace MoodleGrains.Announcements;

/// <summary>The names of an announcement's messages.</summary>
public static class Slots
{
    /// <summary>The message that stands as long as the conference is announced.</summary>
    public const string Post = "post";

    /// <summary>The message that calls people.</summary>
    /// <param name="lead">How long before the start, minutes.</param>
    /// <param name="startsAt">The start, Unix seconds: a class that was moved is called for again.</param>
    /// <returns><c>ping:{lead}:{start}</c>.</returns>
    public static string Ping(int lead, long startsAt) =>
        string.Create(CultureInfo.InvariantCulture, $"ping:{lead}:{startsAt}");

    /// <summary>A message that says that something was cancelled or moved.</summary>
    /// <param name="number">Which, from 1.</param>
    /// <returns><c>notice:{number}</c>.</returns>
    public static string Notice(long number) => string.Create(CultureInfo.InvariantCulture, $"notice:{number}");
}
