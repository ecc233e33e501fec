namespace MoodleGrains.Rosters;

/// <summary>
/// Finds things by their names as a person reads them (<see cref="ComparableName"/>). The exact name comes first; only where nothing has it
/// do capitals not count, as in a Moodle on MySQL.
/// </summary>
/// <param name="items">The things, the one that is preferred first.</param>
/// <param name="name">What they are called; those without a name are not found.</param>
internal sealed class NameIndex<T>(IEnumerable<T> items, Func<T, string> name)
{
    private readonly List<(string Name, T Item)> named = [.. items.Select(item => (ComparableName.Of(name(item)), item))
        .Where(one => one.Item1 != "")];
    private ILookup<string, T>? exact;
    private ILookup<string, T>? alike;

    /// <summary>All that have the name; where none has it, all whose names differ by capitals only.</summary>
    public IReadOnlyList<T> All(string wanted)
    {
        var key = ComparableName.Of(wanted);
        return [.. Exact.Contains(key) ? Exact[key] : Alike[key]];
    }

    /// <summary>The first that has the name; where none has it, all whose names differ by capitals only.</summary>
    public IReadOnlyList<T> One(string wanted)
    {
        var key = ComparableName.Of(wanted);
        return Exact.Contains(key) ? [Exact[key].First()] : [.. Alike[key]];
    }

    private ILookup<string, T> Exact => exact ??= named.ToLookup(one => one.Name, one => one.Item, StringComparer.Ordinal);

    private ILookup<string, T> Alike => alike ??= named.ToLookup(one => one.Name, one => one.Item, StringComparer.OrdinalIgnoreCase);
}
