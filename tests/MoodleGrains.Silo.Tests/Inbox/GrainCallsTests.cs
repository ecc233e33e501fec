using System.Collections.Concurrent;
using FsCheck;
using FsCheck.Fluent;
using MoodleGrains.EventSourcing;
using MoodleGrains.Silo.Inbox;

namespace MoodleGrains.Silo.Tests.Inbox;

public sealed class GrainCallsTests
{
    private static readonly StreamKey course = new("course-campus-1");
    private static readonly StreamKey other = new("course-campus-2");

    [Fact]
    public async Task A_grain_is_called_for_the_next_page_only_when_the_call_for_the_last_one_is_through()
    {
        var grains = new ScriptedGrains { Gate = new() };
        var calls = new GrainCalls(grains, TimeSpan.Zero);
        var first = calls.Call(course, [At(1), At(2)]);
        var second = calls.Call(course, [At(3)]);
        var beside = calls.Call(other, [At(4)]);
        grains.Begun.ShouldBe([1, 2, 4]);

        grains.Gate.SetResult();
        await Task.WhenAll(first, second, beside);
        grains.Taken.Where(position => position != 4).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task A_call_that_fails_for_a_while_is_made_again_before_anything_later_goes_to_its_grain()
    {
        var grains = new ScriptedGrains { Fails = 2 };
        var calls = new GrainCalls(grains, TimeSpan.Zero);
        await Task.WhenAll(calls.Call(course, [At(1)]), calls.Call(course, [At(2)]));
        grains.Begun.ShouldBe([1, 1, 1, 2]);
        grains.Taken.ShouldBe([1, 2]);
    }

    [Fact]
    public async Task After_too_many_failures_nothing_later_goes_to_the_grain()
    {
        var grains = new ScriptedGrains { Fails = int.MaxValue };
        var calls = new GrainCalls(grains, TimeSpan.Zero);
        var first = calls.Call(course, [At(1)]);
        var second = calls.Call(course, [At(2)]);
        await Should.ThrowAsync<TimeoutException>(first);
        await Should.ThrowAsync<TimeoutException>(second);
        grains.Begun.ShouldAllBe(position => position == 1);
    }

    [Fact]
    public async Task What_a_grain_cannot_take_is_told_with_its_reason_and_holds_up_nothing()
    {
        var grains = new ScriptedGrains { Refused = 2 };
        var calls = new GrainCalls(grains, TimeSpan.Zero);
        var (delivery, error) = (await calls.Call(course, [At(1), At(2), At(3)])).ShouldHaveSingleItem();
        (delivery.Position, error).ShouldBe((2, "refused"));
        (await calls.Call(course, [At(4)])).ShouldBeEmpty();
        grains.Taken.ShouldBe([1, 3, 4]);
    }

    /// <summary>Whatever fails and however pages cut the inbox, each grain takes its deliveries in order and each once.</summary>
    [Fact]
    public void Order_holds_for_any_pages_and_failures() => Prop.ForAll(
        ArbMap.Default.ArbFor<(bool Other, PositiveInt Size, bool Fails)[]>(),
        pages =>
        {
            var grains = new ScriptedGrains();
            var calls = new GrainCalls(grains, TimeSpan.Zero);
            var (position, expected, all) = (0L, new Dictionary<StreamKey, List<long>>(), new List<Task>());
            foreach (var (toOther, size, fails) in pages)
            {
                grains.Fails += fails ? 1 : 0;
                var grain = toOther ? other : course;
                List<Delivery> page = [.. Enumerable.Range(0, size.Get % 5 + 1).Select(_ => At(++position))];
                expected.TryAdd(grain, []);
                expected[grain].AddRange(page.Select(delivery => delivery.Position));
                all.Add(calls.Call(grain, page));
            }

            // The scripted grains answer at once, or after waits of no time.
            SpinWait.SpinUntil(() => all.TrueForAll(call => call.IsCompleted));
            foreach (var (grain, positions) in expected)
            {
                grains.TakenBy(grain).ShouldBe(positions);
            }
        }).QuickCheckThrowOnFailure();

    private static Delivery At(long position) => new([], position);

    /// <summary>Takes what it is given, after it failed as often as it is told to.</summary>
    private sealed class ScriptedGrains : IGrainDeliveries
    {
        private readonly ConcurrentQueue<(StreamKey Grain, long Position)> taken = [];
        private int fails;

        public TaskCompletionSource? Gate { get; init; }

        public int Fails
        {
            get => fails;
            set => fails = value;
        }

        public long Refused { get; init; }

        public ConcurrentQueue<long> Begun { get; } = [];

        public IEnumerable<long> Taken => taken.Select(one => one.Position);

        public IEnumerable<long> TakenBy(StreamKey grain) => taken.Where(one => one.Grain == grain).Select(one => one.Position);

        public async Task<IReadOnlyList<DeliveryOutcome>> Deliver(
            StreamKey grain, IReadOnlyList<Delivery> deliveries, CancellationToken cancellationToken)
        {
            foreach (var delivery in deliveries)
            {
                Begun.Enqueue(delivery.Position);
            }

            await (Gate?.Task ?? Task.CompletedTask);
            if (Interlocked.Decrement(ref fails) >= 0)
            {
                throw new TimeoutException();
            }

            List<DeliveryOutcome> outcomes = [];
            foreach (var delivery in deliveries)
            {
                var refused = delivery.Position == Refused;
                outcomes.Add(new(default, refused ? new(GrainFaultKind.Persistent, "refused") : null));
                if (!refused)
                {
                    taken.Enqueue((grain, delivery.Position));
                }
            }

            return outcomes;
        }
    }
}
