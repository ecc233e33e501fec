using MoodleGrains.Announcements;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Announcements;

/// <summary>
/// Does <see cref="ReconcileAnnouncements"/>: reads what Moodle and the rules say, and tells each announcement concerned what is wanted of
/// it. What it told is compared with a second reading: another turn, which read later, may have told the same announcement before. Whoever
/// told it last so finds out if it was wrong.
/// </summary>
internal sealed class Announcer(
    IAggregateClient grains,
    SiteReader sites,
    RuleChangeLimit brake,
    AnnouncementRegistry book,
    AnnouncementSettings settings,
    TimeProvider time)
    : IDeliverer<ReconcileAnnouncements>
{
    private const int AtOnce = 16;
    private const int MostTurns = 5;

    /// <inheritdoc/>
    public async ValueTask<Delivered> DeliverAsync(Due<ReconcileAnnouncements> effect, CancellationToken cancellationToken)
    {
        try
        {
            return await ReconcileAsync(effect, cancellationToken)
                ? new Delivered.Done(AnnouncementTimers.After(effect, time.GetUtcNow()))
                : new Delivered.Later(TimeSpan.FromSeconds(1));
        }
        catch (TimeZoneNotFoundException fault)
        {
            return new Delivered.Failed($"{fault.Message} Install the time zone data (tzdata), or change the rule's quiet hours.");
        }
    }

    /// <summary>Tells until what was told is what a later reading says.</summary>
    private async Task<bool> ReconcileAsync(Due<ReconcileAnnouncements> effect, CancellationToken cancellationToken)
    {
        var told = new Dictionary<AnnouncementId, Step>();
        for (var turn = 0; turn < MostTurns; turn++)
        {
            var now = time.GetUtcNow().ToUnixTimeSeconds();
            var view = await sites.ReadAsync(effect.Body, now, settings.Until(now), cancellationToken);
            if (Uncounted(effect.Body, view) is { } rule)
            {
                // Its coming into force is an event, which brings a turn of its own.
                await brake.CountAsync(view, rule, now, cancellationToken);
                return true;
            }

            var steps = effect.Body.Scope == AnnouncementScope.Conference
                ? await brake.AllowOneAsync(view, now, cancellationToken)
                : await brake.AllowAsync(view, now, cancellationToken);
            var open = Open(told, steps);
            if (open.Count == 0)
            {
                return true;
            }

            await TellAsync(effect, open, now, cancellationToken);
            open.ForEach(step => told[step.Announcement] = step);
        }

        return false;
    }

    private static RuleSeen? Uncounted(ReconcileAnnouncements scope, SiteView view) => scope.Scope == AnnouncementScope.Rule
        ? view.Rules.FirstOrDefault(rule => rule.Name == scope.Id && rule.State is { Proposed: not null, Held: null })
        : null;

    /// <summary>The steps that were not told yet, and an end to what was told and is not in the plan any more.</summary>
    private static List<Step> Open(Dictionary<AnnouncementId, Step> told, IReadOnlyList<Step> steps)
    {
        var planned = steps.Select(step => step.Announcement).ToHashSet();
        return
        [
            .. steps.Where(step => !told.TryGetValue(step.Announcement, out var before) || before.Wanted != step.Wanted),
            .. told.Values.Where(step => step.Wanted is not null && !planned.Contains(step.Announcement))
                .Select(step => step with { Wanted = null, Rule = null }),
        ];
    }

    private async Task TellAsync(Due<ReconcileAnnouncements> effect, List<Step> steps, long now, CancellationToken cancellationToken)
    {
        if (steps is [var only])
        {
            await TellAsync(only, cancellationToken);
        }
        else
        {
            await Parallel.ForEachAsync(
                steps, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, TellAsync);
        }

        List<Step> over = [.. steps.Where(step => step.Wanted is null)];
        if (over.Count > 0)
        {
            await book.StrikeAsync(effect.Body.Site, over, cancellationToken);
        }

        async ValueTask TellAsync(Step step, CancellationToken stop) => await grains.Send(
            step.Announcement.Grain,
            new([new ReconcileAnnouncement(step.Wanted, now)], TraceParent: effect.TraceParent),
            stop);
    }
}
