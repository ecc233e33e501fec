using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace MoodleGrains.ClientApi.Calendar;

/// <summary>The token of a calendar's address: whoever knows it reads the calendar. Shown once, kept as a hash.</summary>
/// <param name="Text">What stands in the address: <c>mgc_</c> and 43 letters, 256 random bits.</param>
public sealed record CalendarToken(string Text)
{
    private const string Prefix = "mgc_";
    private const int Length = 4 + 43;

    /// <summary>Makes one.</summary>
    /// <returns>The token.</returns>
    public static CalendarToken New() => new(Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32)));

    /// <summary>The path of the calendar.</summary>
    public string Path => $"/calendar/{Text}.ics";

    // A fast hash is right here: there is nothing to guess that a slow one would protect.
    internal byte[] Hash => SHA256.HashData(Encoding.UTF8.GetBytes(Text));

    /// <summary>Reads a token as it stands in a path.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The token; null if it has not the form of one.</returns>
    internal static CalendarToken? Read(string text) =>
        text.Length == Length && text.StartsWith(Prefix, StringComparison.Ordinal) && Base64Url.IsValid(text.AsSpan(Prefix.Length))
            ? new(text)
            : null;

    /// <inheritdoc/>
    public override string ToString() => Prefix + "…";
}
