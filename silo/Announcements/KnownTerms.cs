using System.Collections.Concurrent;
using MoodleGrains.Rules;

namespace MoodleGrains.Silo.Announcements;

/// <summary>Terms of rules by their JSON, each read once: the same rules are looked at for every change of a conference.</summary>
internal sealed class KnownTerms
{
    private const int Most = 10_000;

    private readonly ConcurrentDictionary<string, RuleTerms> known = new(StringComparer.Ordinal);

    /// <summary>Reads terms.</summary>
    /// <param name="json">Their JSON.</param>
    /// <returns>The terms.</returns>
    /// <exception cref="System.Text.Json.JsonException">It is no such JSON.</exception>
    public RuleTerms Of(string json)
    {
        if (known.Count > Most)
        {
            known.Clear();
        }

        return known.GetOrAdd(json, RuleTerms.FromJson);
    }
}
