using System.Globalization;
using MoodleGrains.Announcements;
using MoodleGrains.Rules;
using MoodleGrains.Texts;

namespace MoodleGrains.Silo.Announcements;

/// <summary>Lets what would post too many messages at once wait for a person.</summary>
internal sealed class RuleChangeLimit(
    IAggregateClient grains,
    SiteReader reader,
    AnnouncementRegistry book,
    AnnouncementSettings settings,
    ILogger<RuleChangeLimit> logger)
{
    /// <summary>Counts what proposed terms would post: they come into force, or wait.</summary>
    /// <param name="view">The site.</param>
    /// <param name="rule">The rule, with terms that were not counted yet.</param>
    /// <param name="now">Unix seconds.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    public async Task CountAsync(SiteView view, RuleSeen rule, long now, CancellationToken cancellationToken)
    {
        var rules = view.Rules.Select(one => one.Name == rule.Name ? rule.Admitted : one).ToList();
        List<Step> posts = [.. Plan.Posts(Plan.Of(rules, view.Conferences, now, settings.Until(now)))[rule.Name]];
        if (settings.MostOf(view.Site, rule.Name) is > 0 and var most && posts.Count > most)
        {
            await HoldAsync(view.Site, rule.Name, Hold(rule, posts, now), cancellationToken);
        }
        else
        {
            await grains.Send(Rule.Id(view.Site, rule.Name), new(new AdmitRule(rule.State.Revision, now)), cancellationToken);
        }
    }

    /// <summary>What may be done of a change that was read as a whole; rules that would post too much are held.</summary>
    /// <param name="view">The site.</param>
    /// <param name="now">Unix seconds.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The steps; the new ones are in the book.</returns>
    public async Task<IReadOnlyList<Step>> AllowAsync(SiteView view, long now, CancellationToken cancellationToken)
    {
        for (var rules = view.Rules; ;)
        {
            var steps = Plan.Of(rules, view.Conferences, now, settings.Until(now));
            var tooMuch = Plan.Posts(steps)
                .Where(posts => IsTooMuch(view.Site, rules.Single(rule => rule.Name == posts.Key), posts.Count()))
                .ToList();
            if (tooMuch.Count == 0)
            {
                List<Step> anew = [.. steps.Where(step => step.IsNew)];
                if (anew.Count > 0)
                {
                    await book.WriteAsync(view.Site, anew, cancellationToken);
                }

                return steps;
            }

            foreach (var posts in tooMuch)
            {
                rules = await HoldAsync(view.Site, rules, posts.Key, [.. posts], now, cancellationToken);
            }
        }
    }

    /// <summary>What may be done of a change of one conference: a rule that has announced too many of late is held.</summary>
    /// <param name="view">The site, with that conference.</param>
    /// <param name="now">Unix seconds.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The steps; the new ones are in the book.</returns>
    public async Task<IReadOnlyList<Step>> AllowOneAsync(SiteView view, long now, CancellationToken cancellationToken)
    {
        for (var rules = view.Rules; ;)
        {
            var steps = Plan.Of(rules, view.Conferences, now, settings.Until(now));
            List<Step> anew = [.. steps.Where(step => step.IsNew)];
            if (anew.Count == 0)
            {
                return steps;
            }

            var at = DateTimeOffset.FromUnixTimeSeconds(now);
            var bounds = anew.ConvertAll(
                step => rules.Single(rule => rule.Name == step.Rule).MostAtOnce(settings.MostOf(view.Site, step.Rule!)));
            var taken = await book.WriteOneByOneAsync(view.Site, anew, bounds, at, cancellationToken);
            if (taken.Count == anew.Count)
            {
                return steps;
            }

            // How many wait is known only by looking at all of them.
            var whole = await reader.ReadAsync(
                new(view.Site, AnnouncementScope.Site, view.Site),
                now,
                settings.Until(now),
                cancellationToken);
            rules = [.. rules, .. whole.Rules.Where(rule => !rules.Any(known => known.Name == rule.Name))];
            var waiting = Plan.Posts(Plan.Of(rules, whole.Conferences, now, settings.Until(now)));
            foreach (var rule in anew.Where(step => !taken.Contains(step.Channel)).Select(step => step.Rule!).Distinct())
            {
                List<Step> posts = waiting.Contains(rule) ? [.. waiting[rule]] : [.. anew.Where(step => step.Rule == rule)];
                rules = await HoldAsync(view.Site, rules, rule, posts, now, cancellationToken);
            }

            // Those that were taken are in the book: they are no longer new.
            view = view with
            {
                Conferences = [.. view.Conferences.Select(one => one with { Channels = [.. one.Channels, .. taken] })],
            };
        }
    }

    private bool IsTooMuch(string site, RuleSeen rule, int count)
        => rule.MostAtOnce(settings.MostOf(site, rule.Name)) is > 0 and var most && count > most;

    private async Task<IReadOnlyList<RuleSeen>> HoldAsync(
        string site, IReadOnlyList<RuleSeen> rules, string name, List<Step> posts, long now, CancellationToken cancellationToken)
    {
        var rule = rules.Single(one => one.Name == name);
        var hold = Hold(rule, posts, now);
        await HoldAsync(site, name, hold, cancellationToken);
        return [.. rules.Select(one => one.Name == name ? one with { State = one.State with { Held = new(hold.Count, hold.What) } } : one)];
    }

    private async Task HoldAsync(string site, string name, HoldRule hold, CancellationToken cancellationToken)
    {
        await grains.Send(Rule.Id(site, name), new(hold), cancellationToken);
        HeldRules.Log(logger, site, name, hold.What);
    }

    private static HoldRule Hold(RuleSeen rule, List<Step> posts, long now)
    {
        var first = posts.Where(step => step.Conference.Row.StartsAt is not null).MinBy(step =>
            step.Conference.Row.StartsAt)?.Conference.Row;
        var name = PlainName.Of(first?.Name, (rule.State.Proposed ?? rule.State.InForce)?.Language);
        var example = first is null ? "" : string.Create(
            CultureInfo.InvariantCulture, $", the first is '{name}' on "
                + $"{DateTimeOffset.FromUnixTimeSeconds(first.StartsAt!.Value):yyyy-MM-dd HH:mm} UTC");
        return new(rule.State.Revision, posts.Count, $"{posts.Count} conferences would be posted at once{example}.", now);
    }
}
