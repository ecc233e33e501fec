using System.Globalization;
using System.Text;
using ADRaffy.ENSNormalize;

namespace MoodleGrains.Rosters;

/// <summary>
/// Names as a person sees them: without characters that are invisible, and with composed letters (NFC). Two names that look alike
/// for such a reason are the same name.
/// </summary>
public static class ComparableName
{
    /// <summary>The text as it is compared.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The text without invisible characters and blanks around it, in NFC.</returns>
    public static string Of(string text) => Untrimmed(text).Trim();

    /// <summary>Whether two texts differ by nothing but capitals.</summary>
    /// <param name="one">A text, as <see cref="Of"/> returns it.</param>
    /// <param name="other">Another one.</param>
    /// <returns>True if capitals are the only difference; false for equal texts.</returns>
    public static bool DifferByCapitals(string one, string other) => one != other && one.Equals(other, StringComparison.OrdinalIgnoreCase);

    /// <summary>The text in NFC, with everything in it.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The text with composed letters.</returns>
    public static string Composed(string text) => Ascii.IsValid(text) ? text : ENSNormalize.NF.NFC(text);

    /// <summary>The text in NFD, as some systems store it.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The text with decomposed letters.</returns>
    public static string Decomposed(string text) => Ascii.IsValid(text) ? text : ENSNormalize.NF.NFD(text);

    /// <summary>As <see cref="Of"/>, but with the blanks around it.</summary>
    internal static string Untrimmed(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var visible = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsInvisible(rune))
            {
                visible.Append(rune.ToString());
            }
        }

        return Composed(visible.ToString());
    }

    /// <summary>Reads a name, and tells what of it does not count.</summary>
    /// <param name="text">The name as the roster gives it.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="findings">Takes what is told.</param>
    /// <returns>The name as <see cref="Untrimmed"/> returns it.</returns>
    internal static string Read(string text, string path, List<Finding> findings)
    {
        var read = Untrimmed(text);
        if (read == text)
        {
            return text;
        }

        var invisible = text.EnumerateRunes().Where(IsInvisible).Distinct().ToList();
        if (invisible.Count > 0)
        {
            findings.Add(new(
                false, "invisible_characters", path,
                $"'{JsonField.Short(read)}' holds {CodePoints(invisible)}, which cannot be seen and does not count; take it out."));
        }

        var marks = text.EnumerateRunes().Where(rune => IsMark(rune) && !IsInvisible(rune)).Except(read.EnumerateRunes()).ToList();
        if (marks.Count > 0)
        {
            findings.Add(new(
                false, "decomposed_letters", path,
                $"'{JsonField.Short(read)}' is written with {CodePoints(marks)} behind a letter, and taken as one letter; write it "
                    + $"composed (NFC)."));
        }

        return read;
    }

    private static string CodePoints(IEnumerable<Rune> runes) =>
        string.Join(", ", runes.Select(rune => string.Create(CultureInfo.InvariantCulture, $"U+{rune.Value:X4}")));

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark;

    // Joiners, direction marks and the like. Signs of numbers and verses in Arabic and Syriac are of the same category, and seen; fillers,
    // variation selectors and the grapheme joiner are of others, and not seen.
    private static bool IsInvisible(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format
        ? rune.Value is not ((>= 0x0600 and <= 0x0605) or 0x06DD or 0x070F or 0x0890 or 0x0891 or 0x08E2 or 0x110BD or 0x110CD)
        : rune.Value is 0x034F or 0x115F or 0x1160 or 0x3164 or 0xFFA0 or (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0100 and <= 0xE01EF);
}
