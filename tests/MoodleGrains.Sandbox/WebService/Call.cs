using System.Globalization;
using MoodleGrains.Sandbox.Model;

namespace MoodleGrains.Sandbox.WebService;

/// <summary>The parameters of one call, which must all be used: Moodle refuses what it does not know.</summary>
/// <param name="Parameters">The form fields without token, function and settings, by their names (<c>options[ids][0]</c>).</param>
/// <param name="Raw">Whether texts are answered as stored (moodlewssettingraw).</param>
/// <param name="Filter">Whether one language is picked (moodlewssettingfilter).</param>
internal sealed record Call(IReadOnlyDictionary<string, string> Parameters, bool Raw, bool Filter)
{
    /// <summary>Whose token it came with.</summary>
    public Caller Caller { get; init; } = new(2, false);

    private readonly HashSet<string> used = new(StringComparer.Ordinal);

    /// <summary>A parameter; null if absent.</summary>
    public string? Text(string name)
    {
        used.Add(name);
        return Parameters.GetValueOrDefault(name);
    }

    /// <summary>A number that must be there.</summary>
    public long Id(string name) => Number(Text(name));

    /// <summary>The values of <c>name[0]</c>, <c>name[1]</c>, …</summary>
    public List<string> List(string name) => [.. Indexed(i => Text($"{name}[{i}]"))];

    /// <summary>The pairs of <c>name[0][key]</c> and <c>name[0][value]</c>, …</summary>
    public List<(string Key, string Value)> Pairs(string name, string key = "key") =>
        [.. Indexed(i => Text($"{name}[{i}][{key}]")).Select((k, i) =>
            (k, Text($"{name}[{i}][value]") ?? throw MoodleFaultException.InvalidParameter()))];

    /// <summary>The indexes of <c>list[0][field]</c>, <c>list[1][field]</c>, …</summary>
    public IEnumerable<int> Count(string list, string field) => Indexed(i => Text($"{list}[{i}][{field}]")).Select((_, i) => i);

    /// <summary>Refuses the call if a parameter was given that nobody asked for.</summary>
    public void CheckAllUsed()
    {
        if (Parameters.Keys.Any(name => !used.Contains(name)))
        {
            throw MoodleFaultException.InvalidParameter();
        }
    }

    /// <summary>A whole number, or a refusal.</summary>
    public static long Number(string? text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw MoodleFaultException.InvalidParameter();

    private static IEnumerable<string> Indexed(Func<int, string?> at)
    {
        for (var i = 0; at(i) is { } value; i++)
        {
            yield return value;
        }
    }
}
