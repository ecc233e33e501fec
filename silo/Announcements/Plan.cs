using MoodleGrains.Announcements;
using MoodleGrains.Conferences;

namespace MoodleGrains.Silo.Announcements;

/// <summary>From rules and conferences to what each announcement is to be told. Pure.</summary>
internal static class Plan
{
    /// <summary>What is to be told.</summary>
    /// <param name="rules">The rules of the site.</param>
    /// <param name="conferences">The conferences concerned.</param>
    /// <param name="now">Unix seconds.</param>
    /// <param name="until">Conferences that start later are not announced yet, Unix seconds.</param>
    /// <returns>One step an announcement that is wanted or was.</returns>
    public static IReadOnlyList<Step> Of(
        IReadOnlyList<RuleSeen> rules, IReadOnlyList<ConferenceSeen> conferences, long now, long until)
    {
        var ordered = rules.OrderBy(rule => rule.Breadth).ThenBy(rule => rule.Name, StringComparer.Ordinal).ToList();
        return [.. conferences.SelectMany(conference => Of(ordered, conference, now, until))];
    }

    private static IEnumerable<Step> Of(IReadOnlyList<RuleSeen> rules, ConferenceSeen conference, long now, long until)
    {
        // Hidden is as if it were not there: nobody is told that it was.
        var wanting = conference.Hidden
            ? []
            : rules.Where(rule => rule.Wants(conference)).GroupBy(rule => rule.Terms.Channel).ToDictionary(
                channel => channel.Key, channel => channel.ToList());
        foreach (var channel in conference.Channels)
        {
            yield return wanting.Remove(channel, out var terms)
                ? new(conference, channel, WantedBy(terms, conference), null)
                : new(conference, channel, null, null);
        }

        foreach (var (channel, terms) in wanting)
        {
            if (terms.Find(rule => !rule.Held && MayBegin(rule, conference, now, until)) is { } first)
            {
                yield return new(conference, channel, WantedBy(terms, conference), first.Name);
            }
        }
    }

    private static bool MayBegin(RuleSeen rule, ConferenceSeen conference, long now, long until) =>
        conference.At(now, 60L * rule.Terms.AssumedMinutes) switch
        {
            ConferencePhase.Scheduled => conference.StartsAt <= until,
            ConferencePhase.Open => true,
            ConferencePhase.Running => rule.Terms.RunningNow,
            _ => false,
        };

    /// <summary>The united terms: the narrowest rule's words, everybody's calls, and the quiet hours of all.</summary>
    private static Wanted WantedBy(List<RuleSeen> rules, ConferenceSeen conference)
    {
        var terms = rules.ConvertAll(rule => rule.Terms);
        int[] leads = [.. terms.SelectMany(one => one.LeadMinutes).Distinct().Order()];
        return new(
            conference.Name,
            conference.CourseName,
            conference.StartsAt,
            conference.EndsAt,
            conference.Running,
            conference.Cancelled,
            conference.Link,
            terms.Select(one => one.Role).FirstOrDefault(role => role is not null),
            leads,
            terms[0].Language,
            terms[0].AtEnd,
            terms.Exists(one => one.RunningNow),
            60L * terms.Max(one => one.AssumedMinutes),
            [.. terms.SelectMany(one => QuietSpells.Around(one.Quiet, conference.StartsAt, leads)).Distinct().OrderBy(spell => spell.From).ThenBy(spell => spell.To)]);
    }
}
