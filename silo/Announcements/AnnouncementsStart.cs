using MoodleGrains.ClientApi.Sites;
using MoodleGrains.Rules;
using MoodleGrains.Silo.Composition;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Announcements;

/// <summary>Sets the hourly look at each site of the configuration, and makes the rule that the configuration has.</summary>
/// <param name="sites">The sites.</param>
/// <param name="settings">The rule of the configuration.</param>
/// <param name="outbox">Takes the timers.</param>
/// <param name="grains">The engine.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Takes what waits for a person.</param>
internal sealed class AnnouncementsStart(
    ConfiguredSites sites, AnnouncementSettings settings, IOutbox outbox, IAggregateClient grains, TimeProvider time,
    ILogger<AnnouncementsStart> logger)
    : IStartUp
{
    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">The rule was refused.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await outbox.PutAsync([.. sites.All.Select(site => AnnouncementTimers.Next(site.Slug, now))], cancellationToken);
        if (settings.Student is not { } student)
        {
            return;
        }

        var put = new PutRule(student.Terms, StudentRule.By, now.ToUnixTimeSeconds());
        var outcome = await grains.Send(Rule.Id(student.Site, StudentRule.Name), new(put), cancellationToken);
        if (outcome.Refusal is { } refusal)
        {
            throw new InvalidOperationException($"Announcements: {refusal.Reason}");
        }

        if ((await grains.Latest<Rule>(Rule.Id(student.Site, StudentRule.Name), cancellationToken)).Held is { } held)
        {
            HeldRules.Log(logger, student.Site, StudentRule.Name, held.What);
        }
    }
}
