using System.Diagnostics;
using Microsoft.Extensions.Logging;
using MoodleGrains.ClientApi.Hooks;
using MoodleGrains.EventSourcing;
using MoodleGrains.Silo.Database;
using MoodleGrains.Silo.Inbox.Deliveries;
using MoodleGrains.Silo.Inbox.Translation;
using MoodleGrains.Silo.Leases;
using MoodleGrains.Silo.Outbox;
using MoodleGrains.Silo.Pausing;
using MoodleGrains.Silo.Signals;
using MoodleGrains.Users;
using Npgsql;

namespace MoodleGrains.Silo.Inbox;

/// <summary>
/// Reads the inbox in order and calls each grain with all its observations of a page. Pages overlap: the next is read and sent while the
/// last is being committed; progress follows in order. A delivery that a grain cannot take is parked, and stops nothing.
/// </summary>
internal sealed class Dispatcher(
    NpgsqlDataSource database,
    ShardLeases leases,
    Watermark watermark,
    Notifications notifications,
    Pauses pauses,
    IGrainDeliveries grains,
    IHookLedger ledger,
    Func<WebhookPayload, IReadOnlyList<StoredEffect>> hints,
    IDeliveryScope? scope,
    TimeProvider time,
    ILogger<Dispatcher> logger) : LogConsumer(leases, watermark, notifications.Inbox, pauses, Pauses.Dispatch, logger)
{
    private const int PageSize = 512;
    private const int PagesAtOnce = 4;
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BetweenCalls = TimeSpan.FromMilliseconds(50);

    private readonly InboxReader inbox = new(database);
    private DateTime? from;
    private long fromPosition = -1;

    /// <inheritdoc/>
    protected override Task OwnAsync(IReadOnlyList<OwnedShard> shards, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    protected override async Task<long> ConsumeAsync(ShardGroup lane, long upTo, CancellationToken cancellationToken)
    {
        if (fromPosition != lane.Position)
        {
            from = null;
        }

        // Whatever fails ends this turn, and the next one begins at the stored progress.
        var calls = new GrainCalls(grains, BetweenCalls);
        var started = Stopwatch.GetTimestamp();
        var sent = new Queue<Page>();
        var (read, done) = (lane.Position, lane.Position);
        try
        {
            while (done < upTo)
            {
                while (read < upTo && sent.Count < PagesAtOnce && !Ending())
                {
                    var (rows, to) = await ReadAsync(read, upTo, cancellationToken);
                    var choice = scope is null ? null : await scope.ForAsync(rows, cancellationToken);
                    sent.Enqueue(Send(lane, calls, rows, read, to, choice));
                    read = to;
                }

                if (!sent.TryPeek(out var page))
                {
                    break;
                }

                done = await FinishAsync(lane, page);
                sent.Dequeue();
            }
        }
        finally
        {
            // What was sent is under way in the grains whatever happened here; it is only waited for.
            foreach (var page in sent)
            {
                await Task.WhenAll(page.Calls.Select(call => (Task)call.Refused)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        fromPosition = done;
        return done;

        bool Ending() => cancellationToken.IsCancellationRequested || Paused || Stopwatch.GetElapsedTime(started) > Turn;
    }

    private async Task<(List<StoredDelivery> Rows, long To)> ReadAsync(long after, long upTo, CancellationToken cancellationToken)
    {
        from ??= await inbox.FromAsync(after, cancellationToken);
        (var rows, from) = await inbox.ReadAsync(after, upTo, from.Value, PageSize, cancellationToken);
        return (rows, rows.Count < PageSize ? upTo : rows[^1].Position);
    }

    private Page Send(ShardGroup lane, GrainCalls calls, List<StoredDelivery> rows, long from, long to, IDeliveryChoice? choice)
    {
        var page = new Page(from, to, [], [], [], [], []);
        var deliveries = new Dictionary<StreamKey, List<Delivery>>();
        foreach (var row in rows)
        {
            try
            {
                Translate(lane, row, page, deliveries, choice);
            }
            catch (Exception e)
            {
                // A body that cannot be read is parked, not tried for ever; it stays in the inbox.
                if (lane.Numbers.Contains(Sharding.Of(row.Site)))
                {
                    page.Unreadable.Add((row.Position, e));
                }
            }
        }

        page.Calls.AddRange(deliveries.Select(of => (of.Key, calls.Call(of.Key, of.Value))));
        return page;
    }

    private void Translate(
        ShardGroup lane, StoredDelivery row, Page page, Dictionary<StreamKey, List<Delivery>> deliveries, IDeliveryChoice? choice)
    {
        using var payload = new WebhookPayload(row);
        foreach (var hint in choice?.IsFollowed(row) == false ? [] : hints(payload))
        {
            if (lane.Numbers.Contains(Sharding.Of(hint.Key)))
            {
                page.Hints.Add(hint);
            }
        }

        var told = DeliveryTranslator.Read(payload);
        if (choice is not null)
        {
            told = choice.Of(row, told);
            if (!choice.IsKept(row, told) && lane.Numbers.Contains(Sharding.Of(row.Site)))
            {
                page.Outside.Add(row.Position);
            }
        }

        foreach (var (grain, commands) in ByGrain(told))
        {
            if (lane.Numbers.Contains(Sharding.Of(grain.Value)))
            {
                if (!deliveries.TryGetValue(grain, out var of))
                {
                    deliveries[grain] = of = [];
                }

                of.Add(new(commands, row.Position, row.DeliveryId, row.TraceParent, row.Imported));
                if (commands.Any(c => c is ObserveUserDeleted))
                {
                    page.People.Add(People.Erased(row.Site, grain.Number));
                }
            }
        }

        if (told.Person is { } person && lane.Numbers.Contains(Sharding.Of(StreamKey.For("user", row.Site, person.UserId).Value)))
        {
            page.People.Add(People.Told(row.Site, person));
        }

        for (var i = 0; i < told.Damaged && lane.Numbers.Contains(Sharding.Of(row.Site)); i++)
        {
            ledger.Count(row.Site, row.Envelope.Shape, HookOutcome.Damaged);
        }
    }

    private static IEnumerable<(StreamKey Grain, IReadOnlyList<ICommand> Commands)> ByGrain(Translated told) =>
        told.Observations.Count == 1
            ? [(told.Observations[0].Grain, [told.Observations[0].Command])]
            : told.Observations.GroupBy(o => o.Grain, o => o.Command).Select(g => (g.Key, (IReadOnlyList<ICommand>)[.. g]));

    private async Task<long> FinishAsync(ShardGroup lane, Page page)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(ProgressCommand(lane, page.From, page.To));
        foreach (var person in page.People)
        {
            batch.BatchCommands.Add(person);
        }

        foreach (var (position, e) in page.Unreadable)
        {
            Park(position, new(""), GrainFault.ErrorOf(e));
        }

        foreach (var (grain, refused) in page.Calls)
        {
            foreach (var (delivery, error) in await refused)
            {
                Park(delivery.Position, grain, error);
            }
        }

        if (page.Outside.Count > 0)
        {
            batch.BatchCommands
                .Add(new("delete from mg_inbox where position = any($1)") { Parameters = { new() { Value = page.Outside.ToArray() } } });
        }

        if (page.Hints.Count > 0)
        {
            EffectStatements.Add(batch, page.Hints, time.GetUtcNow().UtcDateTime);
        }

        await ExecuteFencedAsync(batch, CancellationToken.None);
        notifications.FeedMoved();
        if (page.Hints.Count > 0)
        {
            notifications.EffectsCommitted();
        }

        return page.To;

        void Park(long position, StreamKey grain, string error)
        {
            logger.LogError("Delivery {Position} parked: {Grain} could not take it: {Error}", position, grain, error);
            batch.BatchCommands.Add(ParkedDeliveries.Park(position, grain, error));
        }
    }

    private sealed record Page(
        long From,
        long To,
        List<(StreamKey Grain, Task<IReadOnlyList<(Delivery Delivery, string Error)>> Refused)> Calls,
        List<(long Position, Exception Error)> Unreadable,
        List<NpgsqlBatchCommand> People,
        List<StoredEffect> Hints,
        List<long> Outside);
}
