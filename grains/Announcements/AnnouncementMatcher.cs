using MoodleGrains.Conferences;
using MoodleGrains.Courses;
using MoodleGrains.Rules;

namespace MoodleGrains.Announcements;

/// <summary>A rule's terms by the rule's name.</summary>
/// <param name="Name">The rule.</param>
/// <param name="Terms">What it says.</param>
public sealed record NamedTerms(string Name, RuleTerms Terms);

/// <summary>
/// What the rules of a site want of one conference, a channel each, and a server each whose scheduled events are kept in step. Where
/// several want it in one channel there is one announcement: their lead times are united, it is announced while running if one of them says
/// so, and all else goes by the rule that is nearest (name pattern, course, category from the nearest up, site), at equal distance by the
/// name that comes first.
/// </summary>
public static class AnnouncementMatcher
{
    /// <summary>
    /// What is wanted, by channel (<see cref="AnnouncementId.Channel"/>). A hidden conference, or one in a hidden course, is wanted
    /// nowhere.
    /// </summary>
    /// <param name="rules">The terms in force of the site's rules.</param>
    /// <param name="conference">The conference.</param>
    /// <param name="course">Its course; null if unknown.</param>
    /// <param name="categories">The ids of the course's category and of all above it, the nearest first.</param>
    /// <param name="quiet">
    /// Resolves quiet hours by their time zone: the spells around a start that matter to pings with these lead times. Grains know no
    /// time zones, whose rules change.
    /// </param>
    /// <returns>What is wanted, by channel.</returns>
    public static IReadOnlyDictionary<string, DesiredAnnouncement> Of(
        IEnumerable<NamedTerms> rules,
        ConferenceRow conference,
        CourseRow? course,
        IReadOnlyList<long> categories,
        Func<QuietHours?, long?, IReadOnlyList<int>, IReadOnlyList<Spell>> quiet)
    {
        var wanted = new Dictionary<string, DesiredAnnouncement>(StringComparer.Ordinal);
        if (conference.Visible == false || conference.Name is null || course is { Visible: false, DeletedAt: null })
        {
            return wanted;
        }

        List<NamedTerms> matching =
        [
            .. rules
                .Where(rule => rule.Terms.Scope.Matches(conference, course, categories, rule.Terms.Language))
                .OrderBy(rule => rule.Terms.Scope.Distance(categories))
                .ThenBy(rule => rule.Name, StringComparer.Ordinal),
        ];

        // A channel announces a series one occurrence at a time, a server's events show each of them.
        foreach (var channel in matching.Where(_ => conference.Series is null).GroupBy(rule => rule.Terms.Channel, StringComparer.Ordinal))
        {
            wanted.Add(channel.Key, United([.. channel], conference, course, quiet));
        }

        foreach (var guild in matching.Where(rule => rule.Terms.EventsGuild is not null && !conference.Recurring)
            .GroupBy(rule => rule.Terms.EventsGuild!, StringComparer.Ordinal))
        {
            wanted.Add(AnnouncementId.OfGuild(guild.Key), AsEvent(United([.. guild], conference, course, (_, _, _) => [])));
        }

        return wanted;
    }

    // A scheduled event calls nobody and is never marked: what only messages have does not change it.
    private static DesiredAnnouncement AsEvent(DesiredAnnouncement wanted) => wanted with
    {
        AsEvent = true,
        Role = null,
        LeadMinutes = [],
        AtEnd = RuleTerms.Delete,
        RunningNow = false,
    };

    private static DesiredAnnouncement United(
        List<NamedTerms> rules,
        ConferenceRow conference,
        CourseRow? course,
        Func<QuietHours?, long?, IReadOnlyList<int>, IReadOnlyList<Spell>> quiet)
    {
        var nearest = rules[0].Terms;
        int[] leads = [.. rules.SelectMany(rule => rule.Terms.LeadMinutes).Distinct().Order()];
        return new(
            conference.Name!,
            course?.FullName,
            conference.StartsAt,
            conference.EndsAt,
            conference.Running,
            conference.Status == ConferenceRow.Cancelled || course?.DeletedAt is not null,
            conference.Link,
            nearest.Role,
            leads,
            nearest.Language,
            nearest.AtEnd,
            rules.Any(rule => rule.Terms.RunningNow),
            nearest.AssumedMinutes * 60L,
            quiet(nearest.Quiet, conference.StartsAt, leads))
        {
            Rules = [.. rules.Select(rule => rule.Name).Order(StringComparer.Ordinal)],
        };
    }
}
