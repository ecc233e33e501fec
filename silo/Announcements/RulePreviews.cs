using MoodleGrains.ClientApi.Rules;
using MoodleGrains.Rules;

namespace MoodleGrains.Silo.Announcements;

/// <summary>Plans a rule beside the others without telling anybody.</summary>
internal sealed class RulePreviews(SiteReader reader, AnnouncementSettings settings, TimeProvider time) : IRulePreviews
{
    /// <inheritdoc/>
    public async Task<RulePreview> Of(string site, string name, RuleTerms terms, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var view = await reader.ReadAsync(new(site, AnnouncementScope.Site, site), now, settings.Until(now), cancellationToken);
        RuleSeen[] with = [.. view.Rules.Where(rule => rule.Name != name), new(name, new() { InForce = terms })];
        var before = Plan.Of(view.Rules, view.Conferences, now, settings.Until(now)).ToDictionary(step => step.Announcement);
        var changes = Plan.Of(with, view.Conferences, now, settings.Until(now))
            .Select(step => (Step: step, Change: Change(step)))
            .Where(one => one.Change is not null)
            .OrderBy(one => one.Step.Conference.Row.StartsAt)
            .ThenBy(one => one.Step.Conference.Row.Id)
            // A message and an event of it are one change.
            .DistinctBy(one => (one.Step.Conference.Id, one.Change))
            .ToList();
        var posts = Count(PreviewedChange.Post);
        return new(
            posts,
            Count(PreviewedChange.Stay),
            Count(PreviewedChange.End),
            settings.MostOf(site, name) is > 0 and var most && posts > most,
            [.. changes.Take(RulePreview.MostListed).Select(one => Listed(one.Step, one.Change!.Value))]);

        PreviewedChange? Change(Step step) => step switch
        {
            { IsNew: true } => step.Rule == name ? PreviewedChange.Post : null,
            { Wanted: { } wanted } => wanted.Rules.Contains(name) ? PreviewedChange.Stay : null,
            _ => before.GetValueOrDefault(step.Announcement)?.Wanted?.Rules.Contains(name) == true ? PreviewedChange.End : null,
        };

        int Count(PreviewedChange change) => changes.Count(one => one.Change == change);
    }

    private static PreviewedConference Listed(Step step, PreviewedChange change)
    {
        var row = step.Conference.Row;
        return new(
            step.Conference.Id, row.Name ?? "", row.CourseId, step.Conference.Course?.FullName, step.Channel, Time(
                row.StartsAt), Time(row.EndsAt), change);
    }

    private static DateTime? Time(long? unix) => unix is { } seconds ? DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime : null;
}
