using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace MoodleGrains;

/// <summary>
/// The id of a grain and of its stream: <c>kind-site-id</c>, as in <c>course-campus-41</c>. Kind and site hold no hyphen,
/// so that the id reads back without doubt.
/// </summary>
/// <param name="Value">The whole id.</param>
public readonly record struct StreamKey(string Value)
{
    /// <summary>The longest id that is accepted.</summary>
    public const int MaxLength = 200;

    /// <summary>The id of a grain that stands for a row of Moodle.</summary>
    /// <param name="kind">The kind (<c>course</c>).</param>
    /// <param name="site">The slug of the site.</param>
    /// <param name="id">Moodle's id of the row.</param>
    /// <returns>The id.</returns>
    public static StreamKey For(string kind, string site, long id) =>
        new(string.Create(CultureInfo.InvariantCulture, $"{kind}-{site}-{id}"));

    /// <summary>The part before the first hyphen.</summary>
    public string Kind => Part(0);

    /// <summary>The slug of the site: the part between the first two hyphens.</summary>
    public string Site => Part(1);

    /// <summary>What tells it from the others of its kind and site: the part behind the second hyphen.</summary>
    public string Name => Part(2);

    /// <summary>Moodle's id: the part behind the second hyphen; 0 where that is no number.</summary>
    public long Number =>
        long.TryParse(Part(2), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0;

    /// <summary>Whether a text has the form of a grain's id.</summary>
    /// <param name="text">The text.</param>
    /// <param name="id">The id, if it has.</param>
    /// <returns>True if it has.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out StreamKey id)
    {
        id = new(text ?? "");
        if (text is null or "" || text.Length > MaxLength)
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not '-' and not '_' and not '.')
            {
                return false;
            }
        }

        // Read for every event that is folded: without a copy of its parts.
        var first = text.IndexOf('-', StringComparison.Ordinal);
        var second = text.IndexOf('-', first + 1);
        return first > 0 && second > first + 1 && second < text.Length - 1;
    }

    /// <summary>Whether it is of a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>True if it is.</returns>
    public bool Is(string kind) =>
        Value.Length > kind.Length && Value[kind.Length] == '-' && Value.StartsWith(kind, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override string ToString() => Value;

    private string Part(int index)
    {
        var first = Value.IndexOf('-', StringComparison.Ordinal);
        var second = first < 0 ? -1 : Value.IndexOf('-', first + 1);
        if (second < 0)
        {
            return "";
        }

        return index switch
        {
            0 => Value[..first],
            1 => Value[(first + 1)..second],
            _ => Value[(second + 1)..],
        };
    }
}
