using System.Text.Json;
using MoodleGrains.ClientApi.Hooks;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Rosters;

/// <summary>
/// Shows in the feed that a run waits or ended, then has it mailed. The feed is what the inbox took in: no grain knows this event, so that
/// it shows there and does nothing else. Its delivery id is the effect's, by which it is stored once.
/// </summary>
/// <param name="inbox">The inbox.</param>
/// <param name="time">The clock.</param>
/// <param name="mail">Mails it.</param>
internal sealed class RunFeed(IInbox inbox, TimeProvider time, IDeliverer<MailRun> mail) : IDeliverer<MailRun>
{
    /// <summary>What stands in the feed for the plugin that sent it.</summary>
    public const string Shape = "roster";

    /// <inheritdoc/>
    public async ValueTask<Delivered> DeliverAsync(Due<MailRun> effect, CancellationToken cancellationToken)
    {
        var run = effect.Body;
        var told = new Received(
            run.Site,
            effect.Id,
            SentId: true,
            Shape,
            $@"\moodlegrains\event\roster_run_{run.What}",
            'u',
            time.GetUtcNow().ToUnixTimeSeconds(),
            CourseId: null,
            UserId: null,
            RelatedUserId: null,
            ObjectId: run.Run,
            JsonSerializer.SerializeToUtf8Bytes(new { roster = run.Roster, run = run.Run, what = run.What }),
            effect.TraceParent);
        await inbox.Accept(told, cancellationToken);
        return await mail.DeliverAsync(effect, cancellationToken);
    }
}
