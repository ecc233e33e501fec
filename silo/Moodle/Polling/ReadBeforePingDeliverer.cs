using Microsoft.Extensions.Logging;
using MoodleGrains.Announcements;
using MoodleGrains.Conferences;
using MoodleGrains.Silo.Moodle.Client;
using MoodleGrains.Silo.Outbox;
using MoodleGrains.Silo.Pausing;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>
/// Reads a conference once more before people are called to it, and then lets the announcement decide. Moodle unreachable, slow, or
/// not to be asked (paused, no account): the ping goes all the same.
/// </summary>
internal sealed class ReadBeforePingDeliverer(
    PollSettings settings,
    Func<string, MoodleSite?> sites,
    Pauses pauses,
    Reach reach,
    ConferencePoll conferences,
    IAggregateClient grains,
    TimeProvider time,
    ILogger<ReadBeforePingDeliverer> logger) : IDeliverer<ReadBeforePing>
{
    /// <summary>For how long a ping waits for Moodle.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public async ValueTask<Delivered> DeliverAsync(Due<ReadBeforePing> effect, CancellationToken cancellationToken)
    {
        var ping = effect.Body;
        await ReadAsync(ping, cancellationToken);

        // What was just read has reached the conference, and not yet the announcement: that comes by a reconcile of its own.
        var conference = await grains.Latest<Conference>(
            ConferenceId.OfRow(ping.Site, ConferenceId.Row(ping.Conference)), cancellationToken);
        var start = StartPing.After(ping.PingId, conference, time.GetUtcNow().ToUnixTimeSeconds());
        await grains.Send(new(ping.Announcement), new(start), cancellationToken);
        return new Delivered.Done();
    }

    private async Task ReadAsync(ReadBeforePing ping, CancellationToken cancellationToken)
    {
        if (settings.Of(ping.Site) is not { } polling || sites(ping.Site) is not { } moodle
            || pauses.Paused(OutboxParts.Moodle) || pauses.Paused(Pauses.SitePrefix + ping.Site))
        {
            return;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            var run = new PollRun(0, polling, moodle, time.GetUtcNow().ToUnixTimeSeconds());
            await reach.RecallAsync(run, patience.Token);
            await conferences.OneAsync(run, ConferenceId.Row(ping.Conference), patience.Token);
        }
        catch (MoodleFaultException e)
        {
            logger.LogInformation(
                "Ping {Ping} of {Announcement} goes without a last look: {Fault}",
                ping.PingId,
                ping.Announcement,
                e.Fault);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            logger.LogInformation("Ping {Ping} of {Announcement} goes without a last look: Moodle is slow", ping.PingId, ping.Announcement);
        }
    }
}
