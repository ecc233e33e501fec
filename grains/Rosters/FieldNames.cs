using System.Text.Json;

namespace MoodleGrains.Rosters;

/// <summary>
/// What the names of one object's fields say: which stand twice, which nobody knows, which look like another one misspelled.
/// </summary>
/// <param name="Twice">Known fields that stand twice.</param>
/// <param name="Unknown">Fields that are not known.</param>
/// <param name="Misspelled">Those among them that may be a known field that is missing here.</param>
internal sealed record FieldNames(
    IReadOnlyList<string> Twice, IReadOnlyList<string> Unknown, IReadOnlyList<(string Field, string Meant)> Misspelled)
{
    /// <summary>Whether nobody can say what a field holds.</summary>
    public bool Unclear(string field) => Twice.Contains(field) || Misspelled.Any(one => one.Meant == field);

    /// <summary>Looks at the names of an object.</summary>
    /// <param name="element">The object.</param>
    /// <param name="known">The fields that are read.</param>
    /// <param name="ignored">Fields that are meant to be there and not read.</param>
    public static FieldNames Of(JsonElement element, IReadOnlyList<string> known, IReadOnlyCollection<string> ignored)
    {
        var seen = 0;
        List<string> twice = [];
        List<string> unknown = [];
        foreach (var field in element.EnumerateObject())
        {
            var place = 0;
            while (place < known.Count && !field.NameEquals(known[place]))
            {
                place++;
            }

            if (place == known.Count)
            {
                unknown.Add(field.Name);
            }
            else if ((seen & (1 << place)) != 0)
            {
                twice.Add(known[place]);
            }
            else
            {
                seen |= 1 << place;
            }
        }

        unknown.RemoveAll(ignored.Contains);
        return unknown.Count == 0 && twice.Count == 0 ? None : new(
            [.. twice.Distinct()],
            [.. unknown.Distinct()],
            [.. from field in unknown.Distinct()
                from meant in known.Where((_, place) => (seen & (1 << place)) == 0)
                where LooksLike(field, meant)
                group meant by field into one
                select (one.Key, one.First())]);
    }

    private static FieldNames None { get; } = new([], [], []);

    private static bool LooksLike(string field, string known)
    {
        var bare = string.Concat(field.Where(char.IsLetterOrDigit)).ToLowerInvariant();
        return bare == known
            || (bare.Length > 0 && bare[0] == known[0] && Math.Abs(bare.Length - known.Length) <= 2
                && Distance(bare, known) <= (known.Length < 6 ? 1 : 2));
    }

    // Letters to be added, taken or changed to make one word of the other.
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var before = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                (before, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, before + (one[i - 1] == other[j - 1] ? 0 : 1)));
            }
        }

        return row[other.Length];
    }
}
