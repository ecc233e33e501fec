using System.Collections.Concurrent;
using MoodleGrains.Silo.Database;
using Npgsql;
using Xunit.Abstractions;

namespace MoodleGrains.Silo.Tests.Database;

[Collection(PostgresCollection.Name)]
public sealed class WatermarkTests(PostgresServer postgres, ITestOutputHelper output)
{
    private static readonly TimeSpan LongestAppend = TimeSpan.FromSeconds(Soak.On ? 15 : 3);

    private readonly HeardLogger<Watermark> logger = new();

    [Fact]
    public async Task No_row_is_skipped_whatever_writers_commit_roll_back_dawdle_or_stop()
    {
        output.WriteLine($"seed {Soak.Seed}");
        await using var silo = await Prepared();
        var watermark = Watermark(silo);
        var committed = new ConcurrentBag<long>();
        using var stopped = await StoppedClient.Stops(silo.ConnectionString, RawAppender.Statements);

        var writers = Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(() => Write(silo, new(Soak.Seed + n), committed))));
        var read = await Follow(silo, watermark, writers);
        await writers;

        read.ShouldBe([.. committed.Order()]);
        read.ShouldBe(await Rows(silo, 0, long.MaxValue));
        (await stopped.Ended()).ShouldBeTrue();
        logger.Warnings.ShouldContain(line => line.Contains("changes log", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_row_below_a_committed_one_is_waited_for_as_long_as_it_may_still_come()
    {
        await using var silo = await Prepared();
        await using var slow = await RawAppender.Open(silo.ConnectionString);
        await using var fast = await RawAppender.Open(silo.ConnectionString);
        var first = (await slow.Append()).Single();
        var second = (await fast.Append()).Single();
        await fast.Commit();

        var watermark = Watermark(silo).ReadAsync(default);
        await Eventually.Holds(() => Waits(silo), "the reader looked who holds the lock");
        watermark.IsCompleted.ShouldBeFalse("the lower neighbour may still commit");

        await slow.Commit();
        (await watermark).ShouldBe(second);
        (await Rows(silo, 0, second)).ShouldBe([first, second]);
    }

    [Fact]
    public async Task A_gap_that_was_rolled_back_is_not_waited_at()
    {
        await using var silo = await Prepared();
        await using var one = await RawAppender.Open(silo.ConnectionString);
        await one.Append(5);
        await one.RollBack();
        var after = await one.Append();
        await one.Commit();

        (await Watermark(silo).ReadAsync(default).WaitAsync(TimeSpan.FromSeconds(10))).ShouldBe(after.Single());
    }

    [Fact]
    public async Task Who_begins_after_the_reader_looked_is_not_waited_for()
    {
        await using var silo = await Prepared();
        await using var before = await RawAppender.Open(silo.ConnectionString);
        await using var after = await RawAppender.Open(silo.ConnectionString);
        var first = (await before.Append()).Single();
        var watermark = Watermark(silo).ReadAsync(default);
        await Eventually.Holds(() => Waits(silo), "the reader looked who holds the lock");

        await after.Append();
        await before.Commit();

        (await watermark.WaitAsync(TimeSpan.FromSeconds(10))).ShouldBe(first);
        await after.RollBack();
    }

    [Fact]
    public async Task An_append_in_another_database_of_the_server_holds_nobody_up()
    {
        await using var silo = await Prepared();
        await using var other = await Prepared();
        await using var there = await RawAppender.Open(other.ConnectionString);
        await there.Append();

        (await Watermark(silo).ReadAsync(default).WaitAsync(TimeSpan.FromSeconds(10))).ShouldBe(0);
        await there.RollBack();
    }

    /// <summary>
    /// While a sequence writes its log record, each 32nd time, its row says 32 too many. A reader that saw that passed over whatever was
    /// appended next: events were never folded. What is read twice in a row then goes backwards.
    /// </summary>
    [Fact]
    public async Task The_last_number_drawn_is_never_read_higher_than_it_is()
    {
        await using var silo = await Prepared();
        var drawing = silo.Database.Run(
            "do $$ begin for i in 1..1000000000 loop perform nextval('mg_changes_sequence'); if i % 50 = 0 then commit; end if; end "
                + "loop; end $$");

        // In parts, each of which ends within a statement's time-out.
        for (var part = 0; part < Soak.Count(1, 10); part++)
        {
            await silo.Database.Run($"""
                do $do$ declare before bigint; after bigint := 0; begin
                  for i in 1..400000 loop
                    before := after;
                    execute $q${LogName.Changes.LastDrawn}$q$ into after;
                    if after < before then raise exception 'it went back from % to %', before, after; end if;
                  end loop;
                end $do$
                """);
        }

        await silo.Database.Run(
            "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query like 'do $$ "
                + "begin for i%'");
        await Should.ThrowAsync<PostgresException>(drawing);
    }

    private static async Task Write(SiloHarness silo, Random random, ConcurrentBag<long> committed)
    {
        await using var appender = await RawAppender.Open(silo.ConnectionString);
        for (var i = 0; i < Soak.Count(250, 6_500); i++)
        {
            var drawn = await appender.Append(random.Next(1, 4));
            if (random.Next(5) == 0)
            {
                await appender.Dawdle(TimeSpan.FromMilliseconds(random.Next(20)));
            }

            if (random.Next(10) == 0)
            {
                await appender.RollBack();
                continue;
            }

            await appender.Commit();
            foreach (var position in drawn)
            {
                committed.Add(position);
            }
        }
    }

    /// <summary>Reads up to the watermark again and again, until the writers are done and nothing is left.</summary>
    private static async Task<List<long>> Follow(SiloHarness silo, Watermark watermark, Task writers)
    {
        List<long> read = [];
        var at = 0L;
        for (var last = false; !last;)
        {
            last = writers.IsCompleted;
            var upTo = await watermark.ReadAsync(default);
            read.AddRange(await Rows(silo, at, upTo));
            at = upTo;
        }

        return read;
    }

    private static async Task<List<long>> Rows(SiloHarness silo, long after, long upTo) =>
        [.. (await silo.Database.Rows(
            $"select position from mg_changes_order where position > {after} and position <= {upTo} order by position"))
            .Select(long.Parse)];

    /// <summary>Whether a reader has been told who holds the lock: its connection's last statement says so.</summary>
    private static async Task<bool> Waits(SiloHarness silo) => await silo.Database.Scalar<long>(
        "select count(*) from pg_stat_activity where datname = current_database() and state = 'idle' and query like '%from pg_locks%'") > 0;

    private Watermark Watermark(SiloHarness silo) => new(LogName.Changes, silo.Database, new(), logger, LongestAppend);

    private Task<SiloHarness> Prepared() => postgres.Prepared(with: options => options with { ReadModels = [] });
}
