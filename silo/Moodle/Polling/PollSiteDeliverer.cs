using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.Logging;
using MoodleGrains.Silo.Moodle.Client;
using MoodleGrains.Silo.Outbox;
using Npgsql;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>
/// Runs the reconciles that are due, and arms the next ones. A site that does not answer is tried again sooner; a reconcile never
/// becomes a dead letter, for then nobody would poll any more.
/// </summary>
internal sealed class PollSiteDeliverer(
    PollSettings settings, Func<string, MoodleSite?> sites, Reconcile reconcile, PollRuns runs, TimeProvider time,
    ILogger<PollSiteDeliverer> logger)
    : IDeliverer<PollSite>
{
    /// <summary>The meter of polls.</summary>
    public const string MeterName = "MoodleGrains.Polling";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Calls = Meter.CreateCounter<long>(
        "moodlegrains.poll.calls",
        "{requests}",
        "Requests to Moodle by reconciles.");
    private static readonly Counter<long> Runs = Meter.CreateCounter<long>("moodlegrains.poll.runs", "{runs}", "Reconciles, by outcome.");
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(2);

    /// <inheritdoc/>
    public async ValueTask<Delivered> DeliverAsync(Due<PollSite> effect, CancellationToken cancellationToken)
    {
        var wanted = effect.Body;
        if (settings.Of(wanted.Site) is not { } polling || sites(wanted.Site) is not { } moodle)
        {
            // Another silo, or a later start, may have the token that this one lacks: the timer goes on for it.
            return new Delivered.Done(
                [.. wanted.Every == 0 || !settings.Knows(wanted.Site) ? [] : new[] { wanted.Next(time.GetUtcNow().ToUnixTimeSeconds()) }]);
        }

        var every = Every(polling, wanted.Kind);
        if (wanted.Every != 0 && wanted.Every != every)
        {
            // Armed before the setting was changed.
            return new Delivered.Done([.. Armed(polling, time.GetUtcNow(), wanted)]);
        }

        var began = time.GetUtcNow();
        if (wanted.Every != 0
            && await runs.LastAsync(wanted.Site, wanted.Kind, cancellationToken) is { } last
            && began.ToUnixTimeSeconds() - last < every / 2)
        {
            // After a restart the turn that was missed and the one that runs come together; a full one reads conferences too.
            return new Delivered.Done([.. Armed(polling, began, wanted)]);
        }

        var run = new PollRun(
            await runs.BeginAsync(wanted.Site, wanted.Kind, wanted.Wish, began, cancellationToken),
            polling,
            moodle,
            began.ToUnixTimeSeconds());
        var (outcome, problem, again) = await RunAsync(run, wanted, cancellationToken);
        await runs.EndAsync(run, wanted.Kind, time.GetUtcNow(), outcome, problem, cancellationToken);
        Tell(run, wanted.Kind, outcome, problem);
        return again is { } wait && wanted.Every != 0
            ? new Delivered.Later(wait > Soon ? wait : TimeSpan.FromSeconds(Math.Min(Soon.TotalSeconds, every)), problem)
            : new Delivered.Done([.. Armed(polling, time.GetUtcNow(), wanted), .. FollowedBy(run)]);
    }

    /// <summary>A first reading that the budget did not let end goes on at once, in a reconcile of its own.</summary>
    private static Effect[] FollowedBy(PollRun run) =>
        run.GoesOn ? [new PollSite(run.Site, PollSite.Full, 0).Once(string.Create(CultureInfo.InvariantCulture, $"after-{run.Id}"))] : [];

    /// <summary>The turns that follow. Each kind arms the other too, should that one ever have been lost.</summary>
    private static IEnumerable<Effect> Armed(SitePolling polling, DateTimeOffset now, PollSite wanted) =>
        wanted.Every == 0
            ? []
            : PollSite.Turns.Select(kind => new PollSite(polling.Site, kind, Every(polling, kind)).Next(now.ToUnixTimeSeconds()));

    private static long Every(SitePolling polling, string kind) =>
        (long)(kind == PollSite.Full ? polling.Full : polling.Conferences).TotalSeconds;

    private async Task<(string Outcome, string? Problem, TimeSpan? Again)> RunAsync(
        PollRun run,
        PollSite wanted,
        CancellationToken cancellationToken)
    {
        try
        {
            await (wanted.Kind switch
            {
                PollSite.Full => reconcile.FullAsync(run, cancellationToken),
                PollSite.Enrolments => reconcile.EnrolmentsAsync(run, cancellationToken),
                PollSite.Course => reconcile.CourseAsync(run, wanted.CourseId, cancellationToken),
                _ => reconcile.ConferencesAsync(run, cancellationToken),
            });
            return (run.Failures.Outcome, run.Failures.Problem, null);
        }
        catch (MoodleFaultException e)
        {
            return (PollRuns.Failed, e.Fault.Shown, IsTransient(e.Fault.Kind) ? e.Fault.RetryAfter ?? TimeSpan.Zero : null);
        }
        catch (Exception e) when (e is not OperationCanceledException and not NpgsqlException)
        {
            logger.LogError(e, "{Site}: reconcile ({Kind}) failed", run.Site, wanted.Kind);
            return (PollRuns.Failed, $"{e.GetType().Name}; the log tells more.", null);
        }
    }

    private static bool IsTransient(FaultKind kind) => kind is FaultKind.Maintenance or FaultKind.ServerError or FaultKind.Unreachable
        or FaultKind.TimedOut or FaultKind.TooManyRequests or FaultKind.Locked;

    private void Tell(PollRun run, string kind, string outcome, string? problem)
    {
        KeyValuePair<string, object?>[] tags = [new("site", run.Site), new("kind", kind), new("outcome", outcome)];
        Calls.Add(run.Calls, tags);
        Runs.Add(1, tags);
        if (outcome == PollRuns.Failed)
        {
            logger.LogWarning(
                "{Site}: reconcile ({Kind}) failed after {Calls} calls.{Problem}",
                run.Site,
                kind,
                run.Calls,
                problem is null ? "" : $" {problem}");
        }
        else if (outcome == PollRuns.Done)
        {
            var seconds = (time.GetUtcNow().ToUnixTimeSeconds() - run.Now);
            logger.Log(
                run.Events > 0 || kind == PollSite.Full ? LogLevel.Information : LogLevel.Debug,
                "{Site}: reconcile ({Kind}) done: {Calls} calls, {Events} events, {Seconds} s.{Notes}",
                run.Site, kind, run.Calls, run.Events, seconds, run.Notes is { } notes ? $" {notes}" : "");
        }
    }
}
