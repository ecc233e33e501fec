using MoodleGrains.Rosters;
using MoodleGrains.Silo.Feed;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Rosters;

/// <summary>
/// Shows in the feed that a run waits or ended, then has it mailed. The entry has the effect's id, so that it is written once.
/// </summary>
/// <param name="feed">The feed.</param>
/// <param name="time">The clock.</param>
/// <param name="mail">Mails it.</param>
internal sealed class RunFeed(FeedEntries feed, TimeProvider time, IDeliverer<MailRun> mail) : IDeliverer<MailRun>
{
    /// <summary>What stands in the feed for the plugin that sent it.</summary>
    public const string Shape = "roster";

    /// <inheritdoc/>
    public async ValueTask<Delivered> DeliverAsync(Due<MailRun> effect, CancellationToken cancellationToken)
    {
        var run = effect.Body;
        await feed.AddAsync(
            new(effect.Id, run.Site, $@"\moodlegrains\event\roster_run_{run.What}", Shape, run.Run, time.GetUtcNow()), cancellationToken);
        return await mail.DeliverAsync(effect, cancellationToken);
    }
}
