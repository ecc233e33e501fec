using System.Globalization;
using Microsoft.Extensions.Logging;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Rosters.Runs;

/// <summary>
/// Starts the runs of a roster by its schedule, and sets the next timer. Times that passed while no silo ran are made up for by one
/// run. A timer of other terms is ignored: those have their own.
/// </summary>
internal sealed class RosterDueDeliverer(
    IAggregateClient grains,
    IEventReader events,
    TimeProvider time,
    ILogger<RosterDueDeliverer> logger)
    : IDeliverer<RosterDue>
{
    private const string Schedule = "schedule";

    /// <inheritdoc/>
    public async ValueTask<Delivered> DeliverAsync(Due<RosterDue> effect, CancellationToken cancellationToken)
    {
        var due = effect.Body;
        var grain = Roster.Id(due.Site, due.Roster);
        var roster = await grains.Latest<Roster>(grain, cancellationToken);
        if (roster.Terms?.Schedule is not { } schedule || roster.Revision != due.Revision)
        {
            return new Delivered.Done();
        }

        RosterCron cron;
        try
        {
            cron = RosterCron.Parse(schedule);
        }
        catch (FormatException e)
        {
            return new Delivered.Dead(
                $"{due.Site}/{due.Roster} is run by no schedule: {e.Message}",
                "Put the roster with another schedule.");
        }

        var now = time.GetUtcNow();
        if (due.StartAt is { } at && !(effect.Attempt > 1 && await StartedAsync(grain, at, cancellationToken)))
        {
            await StartAsync(grain, now, cancellationToken);
        }

        return cron.Next(now) is { } next ? new Delivered.Done(Timer(due, next)) : new Delivered.Done();
    }

    /// <summary>The timer that sets the first one of a schedule.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="roster">The roster's name.</param>
    /// <param name="revision">The revision of its terms.</param>
    /// <param name="now">Now, UTC: each start of a silo looks anew.</param>
    /// <returns>The effect.</returns>
    public static Effect First(string site, string roster, int revision, DateTimeOffset now)
    {
        var key = Roster.Id(site, roster).Value;
        return new(
            key,
            string.Create(CultureInfo.InvariantCulture, $"{key}/due/{revision}/start/{now.ToUnixTimeSeconds()}"),
            new RosterDue(site, roster, revision, null));
    }

    private static Effect Timer(RosterDue due, DateTimeOffset next)
    {
        var (key, at) = (Roster.Id(due.Site, due.Roster).Value, next.ToUnixTimeSeconds());
        return new(key, string.Create(CultureInfo.InvariantCulture, $"{key}/due/{due.Revision}/{at}"), due with { StartAt = at }, at);
    }

    private async Task StartAsync(StreamKey grain, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var start = new StartRun(Schedule, false, null, Schedule, now.ToUnixTimeSeconds());
        if ((await grains.Send(grain, new(start), cancellationToken)).Refusal is { } refusal)
        {
            logger.LogWarning("{Roster} was not run by its schedule: {Reason}", grain, refusal.Reason);
        }
    }

    // A second attempt: the first one may have started the run, and then the silo ended.
    private async Task<bool> StartedAsync(StreamKey grain, long at, CancellationToken cancellationToken)
    {
        await foreach (var recorded in events.Read(grain, 0, cancellationToken))
        {
            if (recorded.Event is RunStarted { Trigger: Schedule } started && started.At >= at)
            {
                return true;
            }
        }

        return false;
    }
}
