using Microsoft.Extensions.Logging.Abstractions;
using MoodleGrains.Silo.Database;
using MoodleGrains.Silo.Inbox;
using MoodleGrains.Silo.Leases;
using MoodleGrains.Silo.Pausing;
using MoodleGrains.Silo.Signals;
using Npgsql;

namespace MoodleGrains.Silo.Tests.Inbox;

[Collection(PostgresCollection.Name)]
public sealed class FenceTests(PostgresServer postgres)
{
    [Fact]
    public async Task A_silo_that_froze_in_the_middle_of_its_work_and_wakes_cannot_write()
    {
        await using var silo = await postgres.Prepared(with: options => options with { ReadModels = [] });
        await silo.Database.Run("create table work (who text, up_to bigint); select nextval('mg_inbox_sequence')");
        using var stop = new CancellationTokenSource();
        var frozen = new Worker(silo, "frozen", TimeSpan.FromMilliseconds(200)) { Gate = new() };
        var running = Task.Run(() => frozen.RunAsync(stop.Token));
        await frozen.Began.Task;

        // It has read its rows and is about to write when another silo takes over and does the same work.
        var other = new Worker(silo, "other", TimeSpan.FromMinutes(1));
        var otherRunning = Task.Run(() => other.RunAsync(stop.Token));
        await Eventually.Holds(
            async () => await silo.Database
                .Scalar<long>("select min(position) from mg_progress where name = 'inbox'") == 1, "the other did the work");
        frozen.Gate.SetResult();
        await frozen.Fenced.Task;

        (await silo.Database.Rows("select who, up_to from work")).ShouldBe(["other|1"]);
        await stop.CancelAsync();
        await Task.WhenAll(running, otherRunning);
    }

    [Fact]
    public async Task Work_and_progress_stand_or_fall_together()
    {
        await using var silo = await postgres.Prepared(with: options => options with { ReadModels = [] });
        await silo.Database.Run("create table work (who text, up_to bigint check (up_to > 1)); select nextval('mg_inbox_sequence')");
        using var stop = new CancellationTokenSource();
        var worker = new Worker(silo, "one", TimeSpan.FromMinutes(1));
        var running = Task.Run(() => worker.RunAsync(stop.Token));
        await worker.Began.Task;
        await worker.Fenced.Task;
        (await silo.Database.Scalar<long>("select max(position) from mg_progress where name = 'inbox'")).ShouldBe(0);

        await silo.Database.Run("alter table work drop constraint work_up_to_check");
        await Eventually.Holds(
            async () => await silo.Database
                .Scalar<long>("select min(position) from mg_progress where name = 'inbox'") == 1, "it was tried again");
        (await silo.Database.Rows("select who, up_to from work")).ShouldBe(["one|1"]);
        await stop.CancelAsync();
        await running;
    }

    /// <summary>Writes one row for what it read, when its gate is open.</summary>
    private sealed class Worker(SiloHarness silo, string id, TimeSpan lease) : LogConsumer(
        new(silo.Database, "inbox", 8, id, lease),
        new(LogName.Inbox, silo.Database, new(), NullLogger<Watermark>.Instance),
        new Signal(),
        new(silo.Database, NullLogger<Pauses>.Instance),
        "work",
        NullLogger.Instance)
    {
        public TaskCompletionSource? Gate { get; init; }

        public TaskCompletionSource Began { get; } = new();

        /// <summary>Its writing was refused once.</summary>
        public TaskCompletionSource Fenced { get; } = new();

        protected override Task OwnAsync(IReadOnlyList<OwnedShard> shards, CancellationToken cancellationToken) => Task.CompletedTask;

        protected override async Task<long> ConsumeAsync(ShardGroup lane, long upTo, CancellationToken cancellationToken)
        {
            Began.TrySetResult();
            await (Gate?.Task ?? Task.CompletedTask);
            await using var batch = silo.Database.CreateBatch();
            batch.BatchCommands
                .Add(new("insert into work values ($1, $2)") { Parameters = { new() { Value = id }, new() { Value = upTo } } });
            batch.BatchCommands.Add(ProgressCommand(lane, lane.Position, upTo));
            try
            {
                await ExecuteFencedAsync(batch, CancellationToken.None);
            }
            catch (Exception e) when (e is FencedException or PostgresException)
            {
                Fenced.TrySetResult();
                throw;
            }

            return upTo;
        }
    }
}
