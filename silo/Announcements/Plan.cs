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
        NamedTerms[] terms = [.. rules.Where(rule => rule.State.InForce is not null)
            .Select(rule => new NamedTerms(rule.Name, rule.State.InForce!))];
        var posting = rules.Where(rule => rule.Posts).ToDictionary(rule => rule.Name);
        return [.. conferences.SelectMany(conference => Of(terms, posting, conference, now, until))];
    }

    /// <summary>What each rule would post; a message and an event of the same conference count once.</summary>
    /// <param name="steps">The steps.</param>
    /// <returns>The steps that post, by rule.</returns>
    public static ILookup<string, Step> Posts(IEnumerable<Step> steps) =>
        steps.Where(step => step.IsNew).DistinctBy(step => (step.Rule, step.Conference.Id)).ToLookup(step => step.Rule!);

    private static IEnumerable<Step> Of(
        NamedTerms[] rules, Dictionary<string, RuleSeen> posting, ConferenceSeen conference, long now, long until)
    {
        // Hidden is as if it were not there: nobody is told that it was.
        var wanted = conference.InHiddenCategory
            ? new Dictionary<string, DesiredAnnouncement>()
            : AnnouncementMatcher.Of(rules, conference.Row, conference.Course, conference.Categories, QuietSpells.Around);
        foreach (var channel in conference.Channels)
        {
            yield return new(conference, channel, wanted.GetValueOrDefault(channel), null);
        }

        foreach (var (channel, one) in wanted.Where(one => !conference.Channels.Contains(one.Key)))
        {
            var first = one.Rules.FirstOrDefault(
                rule => posting.TryGetValue(rule, out var seen) && MayBegin(seen, conference, one.AsEvent, now, until));
            if (first is not null)
            {
                yield return new(conference, channel, one, first);
            }
        }
    }

    private static bool MayBegin(RuleSeen rule, ConferenceSeen conference, bool asEvent, long now, long until) =>
        conference.At(now, rule.State.InForce!.AssumedMinutes) switch
        {
            ConferencePhase.Scheduled => conference.Row.StartsAt <= until,
            _ when asEvent => false,
            ConferencePhase.Open => true,
            ConferencePhase.Running => rule.State.InForce.RunningNow,
            _ => false,
        };
}
