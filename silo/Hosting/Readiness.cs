using MoodleGrains.ClientApi.Api;
using MoodleGrains.Silo.EventStore;
using MoodleGrains.Silo.Inbox;
using MoodleGrains.Silo.Outbox;
using Npgsql;

namespace MoodleGrains.Silo.Hosting;

/// <summary>Ready is: the database answers, and no part has work waiting while nothing advances.</summary>
/// <param name="database">The database.</param>
/// <param name="dispatcher">Inbox to grains.</param>
/// <param name="outbox">Does effects.</param>
/// <param name="upkeep">Counts effects.</param>
/// <param name="others">How the parts stand that touch the outside.</param>
internal sealed class Readiness(
    NpgsqlDataSource database, Dispatcher dispatcher, Outbox.Outbox outbox, EffectUpkeep upkeep,
    IEnumerable<Func<ReadinessCheck>> others)
    : IReadiness
{
    /// <summary>Work that waits this long while nothing advances is unhealthy.</summary>
    private static readonly TimeSpan Stalled = TimeSpan.FromSeconds(30);

    /// <summary>What is done outside may take its time: a poll of a large site does.</summary>
    private static readonly TimeSpan Stuck = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ReadinessCheck>> Check(CancellationToken cancellationToken) =>
    [
        await DatabaseAsync(cancellationToken),
        await DispatcherAsync(cancellationToken),
        Outbox(),
        .. others.Select(other => other()),
    ];

    private static ReadinessCheck Advancing(string name, LogConsumer part)
    {
        var waiting = part.Position < 0 ? 0 : part.HighWater - part.Position;
        var since = TimeSpan.FromMilliseconds(Environment.TickCount64 - part.AdvancedAt);
        return since > Stalled
            ? new(
                name,
                false,
                $"{waiting} positions wait and nothing has advanced for {since.TotalSeconds:F0} s; look into the log for its failures.")
            : new(name, true, $"{waiting} positions wait.");
    }

    private ReadinessCheck Outbox()
    {
        var since = TimeSpan.FromMilliseconds(Environment.TickCount64 - outbox.AdvancedAt);
        if (since > Stalled)
        {
            return new("outbox", false, $"It has not looked for work for {since.TotalSeconds:F0} s; look into the log for its failures.");
        }

        return outbox.Stuck(Stuck) is { } part
            ? new(
                "outbox",
                false,
                $"Every place of '{part}' is taken, and nothing has moved for {Stuck.TotalMinutes:F0} min; look into the log.")
            : new(
                "outbox",
                true,
                $"{upkeep.Counts.Types.Sum(type => type.Waiting)} effects wait, {upkeep.Counts.Types.Sum(type => type.Dead)} dead "
                    + $"letters.");
    }

    // While a rebuild is running grains wait, and webhooks are to be taken all the same.
    private async Task<ReadinessCheck> DispatcherAsync(CancellationToken cancellationToken)
    {
        var check = Advancing("dispatcher", dispatcher);
        return check.Ok || !await IsRebuilding(cancellationToken)
            ? check
            : new("dispatcher", true, "A rebuild is running; webhooks wait in the inbox until it is through.");
    }

    private async Task<bool> IsRebuilding(CancellationToken cancellationToken)
    {
        try
        {
            return await RebuildGate.IsClosedAsync(database, cancellationToken);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or InvalidOperationException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<ReadinessCheck> DatabaseAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = database.CreateCommand("select 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return new("database", true, null);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or InvalidOperationException or OperationCanceledException)
        {
            return new("database", false, "The database does not answer; 'silo doctor' tells more.");
        }
    }
}
