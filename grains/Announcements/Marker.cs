using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MoodleGrains.Announcements;

/// <summary>
/// What tells one message from every other. A marker is 16 digits of a hash (64 bits: no collision among all messages of a site),
/// a hyphen and the number of the order, by which the grain, which does not know its own id, recognises it.
/// </summary>
internal static class Marker
{
    /// <summary>The marker of a post or an edit.</summary>
    /// <param name="announcement">The announcement's grain id.</param>
    /// <param name="slot">Which of its messages.</param>
    /// <param name="number">The number of the order; a post that is tried again keeps that of the first attempt.</param>
    /// <returns>The marker.</returns>
    public static string Of(StreamKey announcement, string slot, long number) =>
        string.Create(CultureInfo.InvariantCulture, $"{Hash(announcement, slot, number)[..16]}-{number}");

    /// <summary>The number in a marker; 0 if there is none.</summary>
    /// <param name="marker">The marker.</param>
    /// <returns>The number.</returns>
    public static long Number(string marker) =>
        long.TryParse(marker.AsSpan(marker.LastIndexOf('-') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;

    /// <summary>Discord's nonce of a post, 22 characters (25 are allowed).</summary>
    /// <param name="announcement">The announcement's grain id.</param>
    /// <param name="slot">Which of its messages.</param>
    /// <param name="number">The number of the order's first attempt.</param>
    /// <returns>The nonce.</returns>
    public static string Nonce(StreamKey announcement, string slot, long number) => $"mg{Hash(announcement, slot, number)[..20]}";

    private static string Hash(StreamKey announcement, string slot, long number) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{announcement.Value}|{slot}|{number}"))));
}
