using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using MoodleGrains.ClientApi;

namespace MoodleGrains.Silo.Json;

/// <summary>
/// What an answer begins with that should have been JSON, for a person who looks for the cause: no secret is in it, and nothing of the JSON
/// behind it. It may name persons all the same, so that it has no place in an event.
/// </summary>
internal static partial class AnswerStart
{
    private const int Looked = 4096;
    private const int Shown = 60;

    /// <summary>Says it.</summary>
    /// <param name="body">The answer.</param>
    /// <param name="secrets">What must not be shown, whatever it looks like.</param>
    /// <returns>As it follows <c>it</c>: <c>begins with 'Notice: …'</c>.</returns>
    public static string Of(ReadOnlySpan<byte> body, params IEnumerable<string?> secrets)
    {
        var rest = ByteOrderMark.Skip(body).TrimStart(" \t\r\n\0"u8);
        if (rest.IsEmpty)
        {
            return "is empty";
        }

        if (rest[0] is (byte)'{' or (byte)'[' or (byte)'"')
        {
            return "begins like JSON, and is damaged or cut off behind";
        }

        var text = Visible(Encoding.UTF8.GetString(rest[..Math.Min(rest.Length, Looked)]));
        text = secrets.Where(secret => secret is { Length: > 2 })
            .Aggregate(text, (shown, secret) => shown.Replace(secret!, "…", StringComparison.OrdinalIgnoreCase));
        text = Mail().Replace(Long().Replace(Named().Replace(text, "$1 …"), "…"), "…").Trim();
        return text == "" ? "begins with no visible text" : $"begins with '{Cut(text)}'";
    }

    private static string Visible(string text)
    {
        var plain = WebUtility.HtmlDecode(Tag().Replace(Within().Replace(Hidden().Replace(text, " "), ""), " "));
        plain = Json().Match(plain) is { Success: true } json ? plain[..json.Index] : plain;
        return Blanks().Replace(string.Concat(plain.Select(c => IsVisible(c) ? c : ' ')), " ");
    }

    private static bool IsVisible(char c) => char.GetUnicodeCategory(c)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.PrivateUse or UnicodeCategory.Surrogate or UnicodeCategory.OtherNotAssigned);

    private static string Cut(string text) => text.Length <= Shown ? text : text[..Shown].TrimEnd() + "…";

    [GeneratedRegex(@"<(script|style|head\b(?!er))[^>]*>.*?(</\1>|$)", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Hidden();

    // These divide no words.
    [GeneratedRegex("</?(?:a|b|code|em|font|i|small|span|strong|u)(?: [^>]*)?>", RegexOptions.IgnoreCase)]
    private static partial Regex Within();

    [GeneratedRegex("<[^>]*(>|$)")]
    private static partial Regex Tag();

    [GeneratedRegex(@"\{\s*""|\[\s*[\[\{""]|\[\s*\]")]
    private static partial Regex Json();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    // What follows the name of a secret, also in an address or a header.
    [GeneratedRegex(
        @"\b(\w*(?:token|passw(?:or)?d|passwd|pwd|secret|sesskey|api.?key|\bkey|authorization|bearer|basic|cookie))\b[""']?\s*(?:[:=]|=>|\s)\s*[""']?(?:(?:bearer|basic)\s+)?[^\s""'&<>]+",
        RegexOptions.IgnoreCase)]
    private static partial Regex Named();

    // Tokens of Moodle have 32 letters and digits.
    [GeneratedRegex("(?=[A-Za-z_+=-]*[0-9])[A-Za-z0-9_+=-]{16,}")]
    private static partial Regex Long();

    [GeneratedRegex(@"[^\s@'""<>]+@[^\s@'""<>]+")]
    private static partial Regex Mail();
}
