using MoodleGrains.Silo.Database;


namespace MoodleGrains.Silo.Tests.Database;

public sealed class GroupCommitTests : IDisposable
{
    private readonly List<string[]> batches = [];
    private readonly SemaphoreSlim disk = new(0);

    public void Dispose() => disk.Dispose();

    [Fact]
    public async Task A_batch_is_what_queued_while_the_last_commit_ran()
    {
        await using var commits = Commits(new());
        var first = commits.TryAdd("a", 1)!;
        await Eventually.Holds(() => batches.Count == 1, "the first commit began without waiting for company");
        var others = new[] { "b", "c", "d" }.Select(item => commits.TryAdd(item, 1)!).ToList();

        disk.Release(2);
        await Task.WhenAll([first, .. others]);
        batches.ShouldBe([["a"], ["b", "c", "d"]]);
    }

    [Fact]
    public async Task A_second_writer_starts_only_where_a_crowd_waits_and_stops_with_it()
    {
        await using var commits = Commits(new());
        var waiting = Enumerable.Range(0, 16).Select(n => commits.TryAdd($"{n}", 1)!).ToList();
        await Eventually.Holds(() => batches.Count == 1, "the first commit began");
        batches.Count.ShouldBe(1, "fifteen are no crowd");

        waiting.Add(commits.TryAdd("the sixteenth that waits", 1)!);
        await Eventually.Holds(() => batches.Count == 2, "a crowd has a writer of its own while the first commit still runs");
        batches[1].Length.ShouldBe(16);

        waiting.Add(commits.TryAdd("no crowd", 1)!);
        disk.Release(3);
        await Task.WhenAll(waiting);
        batches.Count.ShouldBe(3);
    }

    [Fact]
    public async Task No_batch_is_larger_than_its_bounds_and_the_order_stays()
    {
        disk.Release(1000);
        await using var commits = Commits(new(MaxBatch: 10, MaxBatchBytes: 50, Writers: 1));
        var items = Enumerable.Range(0, 200).Select(n => $"{n}").ToList();
        await Task.WhenAll(items.Select(Task (item, n) => commits.TryAdd(item, n % 7 == 0 ? 60 : 8)!));

        batches.SelectMany(batch => batch).ShouldBe(items);
        batches.ShouldAllBe(batch => batch.Length <= 6);
        batches.Where(batch => batch.Any(item => int.Parse(item, null) % 7 == 0)).ShouldAllBe(batch => batch.Length == 1);
    }

    [Fact]
    public async Task A_full_queue_refuses_or_makes_its_callers_wait()
    {
        await using var commits = Commits(new(MaxWaiting: 3));
        var writing = commits.TryAdd("w", 1)!;
        await Eventually.Holds(() => batches.Count == 1, "the first is being written");
        var queued = Enumerable.Range(0, 3).Select(n => commits.TryAdd($"{n}", 1)!).ToList();

        commits.TryAdd("too many", 1).ShouldBeNull();
        var patient = commits.Add("patient", 1, default);
        patient.IsCompleted.ShouldBeFalse();
        commits.Waiting.ShouldBe(3);

        disk.Release(3);
        await Task.WhenAll([writing, patient, .. queued]);
        batches.ShouldBe([["w"], ["0", "1", "2"], ["patient"]]);
    }

    [Fact]
    public async Task Bytes_bound_the_queue_too_but_one_large_item_always_fits_alone()
    {
        await using var commits = Commits(new(MaxWaitingBytes: 100));
        var writing = commits.TryAdd("w", 1)!;
        await Eventually.Holds(() => batches.Count == 1, "the first is being written");

        var large = commits.TryAdd("large", 1_000).ShouldNotBeNull();
        commits.TryAdd("small", 1).ShouldBeNull();

        disk.Release(2);
        await Task.WhenAll(writing, large);
        disk.Release();
        await commits.TryAdd("small", 1)!;
    }

    [Fact]
    public async Task Who_waits_for_room_can_give_up_and_leaves_nothing_behind()
    {
        await using var commits = Commits(new(MaxWaiting: 1));
        var writing = commits.TryAdd("w", 1)!;
        await Eventually.Holds(() => batches.Count == 1, "the first is being written");
        var queued = commits.TryAdd("queued", 1)!;
        using var giving = new CancellationTokenSource();
        var impatient = commits.Add("impatient", 1, giving.Token);
        await giving.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(impatient);
        disk.Release(2);
        await Task.WhenAll(writing, queued);
        batches.SelectMany(batch => batch).ShouldBe(["w", "queued"]);
    }

    [Fact]
    public async Task A_stop_writes_what_waits_and_takes_nothing_more()
    {
        var commits = Commits(new(MaxBatch: 7, Writers: 1));
        var added = Enumerable.Range(0, 100).Select(n => commits.TryAdd($"{n}", 1)!).ToList();
        var stop = commits.DisposeAsync().AsTask();
        Should.Throw<ObjectDisposedException>(() => { _ = commits.TryAdd("late", 1); });

        disk.Release(1000);
        await stop;
        added.ShouldAllBe(item => item.IsCompletedSuccessfully);
        batches.SelectMany(batch => batch).ShouldBe(Enumerable.Range(0, 100).Select(n => $"{n}"));
    }

    [Fact]
    public async Task Two_items_of_one_key_never_share_a_batch_and_keep_their_order()
    {
        disk.Release(1000);
        await using var commits = Commits(new(MaxBatch: 4, Writers: 1), item => item[..1]);
        string[] items = ["a1", "a2", "b1", "a3", "c1", "b2", "d1", "e1", "f1", "b3", "a4"];
        await Task.WhenAll(items.Select(Task (item) => commits.TryAdd(item, 1)!));

        batches.ShouldAllBe(batch => batch.Select(item => item[0]).Distinct().Count() == batch.Length);
        foreach (var key in items.GroupBy(item => item[0]))
        {
            batches.SelectMany(batch => batch).Where(item => item[0] == key.Key).ShouldBe(key);
        }

        batches.SelectMany(batch => batch).Count().ShouldBe(items.Length);
    }

    [Fact]
    public async Task What_escapes_a_writer_reaches_its_callers_and_the_next_batch_is_written()
    {
        var writes = 0;
        await using var commits = new GroupCommit<string, int>(new(), batch =>
        {
            if (++writes == 1)
            {
                throw new InvalidOperationException("boom");
            }

            batch.ToList().ForEach(pending => pending.TrySetResult(writes));
            return Task.CompletedTask;
        });

        await Should.ThrowAsync<InvalidOperationException>(commits.TryAdd("a", 1)!);
        (await commits.TryAdd("b", 1)!).ShouldBe(2);
    }

    /// <summary>Each commit waits until the disk lets it through.</summary>
    private GroupCommit<string, int> Commits(GroupCommitLimits limits, Func<string, string>? once = null) => new(
        limits,
        async batch =>
        {
            lock (batches)
            {
                batches.Add([.. batch.Select(pending => pending.Item)]);
            }

            await disk.WaitAsync();
            foreach (var pending in batch)
            {
                pending.TrySetResult(batches.Count);
            }
        },
        once);
}
