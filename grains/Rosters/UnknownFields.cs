using System.Globalization;
using System.Text.Json;

namespace MoodleGrains.Rosters;

/// <summary>Looks at the names of fields, object by object; a field that nobody knows is told once for all its places.</summary>
/// <param name="terms">The terms of the roster.</param>
/// <param name="findings">What is wrong.</param>
internal sealed class UnknownFields(RosterTerms terms, List<Finding> findings)
{
    private readonly HashSet<string> ignored = terms.Source.Ignore?.ToHashSet(StringComparer.Ordinal) ?? [];
    private readonly Dictionary<(string What, string Field), (string Path, string Known, int Count)> unknown = [];

    /// <summary>Looks at an object; a field that stands twice is a fault.</summary>
    /// <param name="element">The object.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="what">What it is: course, participant, document.</param>
    /// <param name="known">The fields that are read.</param>
    /// <returns>What the names say.</returns>
    public FieldNames Look(JsonElement element, string path, string what, IReadOnlyList<string> known)
    {
        var names = FieldNames.Of(element, known, ignored);
        findings.AddRange(names.Twice.Select(field => new Finding(
            true, "duplicate_field", $"{path}.{field}", $"{field} stands twice, and nobody can say which is meant; give it once.")));
        foreach (var field in names.Unknown)
        {
            unknown[(what, field)] = unknown.TryGetValue((what, field), out var one)
                ? one with { Count = one.Count + 1 }
                : ($"{path}.{JsonField.Short(field)}", string.Join(", ", known), 1);
        }

        return names;
    }

    /// <summary>Tells of fields by which an object is left out, because they may be known ones misspelled.</summary>
    /// <param name="names">What the object's names say.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="what">What it is.</param>
    /// <returns>Whether it is left out.</returns>
    public bool Misspelled(FieldNames names, string path, string what)
    {
        findings.AddRange(names.Misspelled.Select(one => new Finding(
            true, "misspelled_field", $"{path}.{JsonField.Short(one.Field)}",
            $"'{JsonField.Short(one.Field)}' is no field of a {what} and may be meant as {one.Meant}, so that the {what} is left out and "
                + "stays as it is in Moodle; correct the name, or list it under source.ignore.")));
        return names.Misspelled.Count > 0;
    }

    /// <summary>Tells the fields that nobody knows.</summary>
    public void Tell() => findings.AddRange(unknown.Where(one => one.Key.What != RosterCheck.Document || !PageMarks.Is(one.Key.Field))
        .Select(one => new Finding(
            false, "unknown_field", one.Value.Path,
            $"'{JsonField.Short(one.Key.Field)}' is no field of a {one.Key.What} and is not read (known: {one.Value.Known})"
                + (one.Value.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $"; it stands in {one.Value.Count} places") : "")
                + ". Correct its name, or list it under source.ignore if it is meant to be there.")));
}
