using MoodleGrains.Sandbox.Discord;
using MoodleGrains.Sandbox.Scenarios;
using MoodleGrains.Silo.Tests;
using Xunit.Abstractions;

namespace MoodleGrains.EndToEnd;

/// <summary>A term of conferences in one course, lived through by Moodle, silo and Discord on one clock.</summary>
public sealed class TermTests(ITestOutputHelper log)
{
    private const long Lead = 300;
    private const long PollEvery = 3_600;

    [Fact]
    public async Task Through_a_whole_term_the_channel_shows_what_Moodle_holds_and_calls_once_for_each_conference()
    {
        log.WriteLine($"Seed {Soak.Seed}");
        var random = new Random(Soak.Seed);
        await using var postgres = await TestPostgres.Started();
        await using var campus = await Campus.Open(
            Soak.Seed,
            new() { BucketLimit = 50, BucketWindow = TimeSpan.FromSeconds(1), GlobalLimit = 500 });
        await using var silo = await TestSilo.Ready(
            postgres.ConnectionString,
            [
                .. campus.Settings,
                ("Sites__campus__Poll__Conferences", $"{PollEvery}"),
                ("Sites__campus__Poll__Full", "43200"),
            ]);
        foreach (var (trouble, share) in new[]
        {
            (DiscordTrouble.TooMany, 0.04), (DiscordTrouble.TooManyShared, 0.01), (DiscordTrouble.ServerError, 0.03),
            (DiscordTrouble.ServerErrorAfter, 0.01), (DiscordTrouble.DropAfter, 0.01),
        })
        {
            campus.Discord.Troubles.Switch(trouble, share);
        }

        var term = new Term(campus.University, campus.Course, Soak.Seed, Soak.Count(3, 30), Soak.Count(6, 60));
        var way = new Way(campus, silo, term, random, kills: Soak.Count(2, 20));
        await way.Walk();
        log.WriteLine($"{term.Doings.Count} doings, {way.Untold} of them untold, {way.Deaths.Count} kills, {campus.Calls().Count} calls, "
            + $"{campus.Discord.Requests.Count} requests");

        way.Missing().ShouldBeEmpty();
        campus.Calls().GroupBy(call => (call.Meeting.Module, call.Meeting.StartsAt)).Where(calls => calls.Count() > 1).ShouldBeEmpty();
        campus.Discord.Guild.Notified.Select(n => n.Whom).Distinct().ShouldBeSubsetOf([campus.Role]);

        // What a silo was told dies with it: the next one, there within a second, learns it from Discord's next answer.
        campus.Discord.Disobeyed.Where(d => !way.Deaths.Any(death => d.ToldAt <= death && death <= d.At)).ShouldBeEmpty();
        silo.Output.ShouldNotContain("parked");
    }

    /// <summary>The way through the term, from one instant that matters to the next.</summary>
    private sealed class Way(Campus campus, TestSilo silo, Term term, Random random, int kills)
    {
        private readonly List<(long Module, long StartsAt, long At)> due = [];
        private long? untoldSince;

        public int Untold { get; private set; }

        /// <summary>When silos were killed, as <see cref="SeenRequest.Arrived"/>.</summary>
        public List<TimeSpan> Deaths { get; } = [];

        private long Now => campus.University.Now;

        public async Task Walk()
        {
            var next = 0;
            while (next < term.Doings.Count || campus.Expected().Count > 0)
            {
                var doing = next < term.Doings.Count ? term.Doings[next] : null;
                var call = NextCall();
                var to = new[] { doing?.At, call, End(), untoldSince is null ? null : Now + 600, Now + (6 * 3_600) }.Min()!.Value;
                campus.Clock.Set(Math.Max(to, Now));
                if (to == call)
                {
                    due.AddRange(Calling(to).Select(a => (a.Id, a.OpeningTime, to)));
                }

                if (doing is not null && doing.At <= Now)
                {
                    next++;
                    await Do(doing);
                }

                if (Deaths.Count < kills && random.Next(Math.Max(1, (term.Doings.Count - next) / Math.Max(1, kills - Deaths.Count))) == 0)
                {
                    await silo.Kill();
                    Deaths.Add(campus.Discord.Now);
                    silo.Start();
                    await silo.IsReady();
                }

                await Check(doing?.What ?? "the end");
            }

            Deaths.Count.ShouldBe(kills);
        }

        /// <summary>Calls that were due and did not come within a minute.</summary>
        public IEnumerable<string> Missing()
        {
            var calls = campus.Calls();
            return due
                .Where(d => !calls.Any(
                    c => c.Meeting.Module == d.Module && c.Meeting.StartsAt == d.StartsAt && c.At >= d.At && c.At <= d.At + 60))
                .Select(d => $"Conference {d.Module}, start {d.StartsAt}: no call at {d.At}, but at "
                    + $"{string.Join(", ", calls.Where(c => c.Meeting.Module == d.Module).Select(c => c.At))}");
        }

        private async Task Do(Doing doing)
        {
            IReadOnlyList<Sandbox.Model.MoodleEvent> events;
            lock (campus.University.Gate)
            {
                doing.Do();
                events = campus.University.TakeEvents();
            }

            // What is left to the polls must not matter before the next one: no call may be near.
            var untold = random.Next(3) == 0 && !(NextCall() <= Now + (2 * PollEvery));
            if (untold)
            {
                Untold++;
                untoldSince ??= Now;
                return;
            }

            await campus.Tell(silo, events, random.Next(1, 3));

            // The events of a module do not say what changed: it is read three seconds later.
            campus.Clock.Advance(4);
        }

        private async Task Check(string what)
        {
            if (untoldSince is { } since && Now < since + (2 * PollEvery))
            {
                await Comes(() => !Missing().Any(), what);
                if (campus.Posts().SequenceEqual(campus.Expected()))
                {
                    untoldSince = null;
                }

                return;
            }

            untoldSince = null;
            await Comes(() => campus.Posts().SequenceEqual(campus.Expected()) && !Missing().Any(), what);
        }

        /// <summary>
        /// Waits, and meanwhile time goes on a little, for what is tried again; not as far as the next instant that matters.
        /// </summary>
        private async Task Comes(Func<bool> condition, string what)
        {
            var looks = 0;
            try
            {
                await Eventually.Holds(
                    () =>
                    {
                        if (++looks % 30 == 0 && !(Math.Min(NextCall() ?? long.MaxValue, End() ?? long.MaxValue) <= Now + 1))
                        {
                            campus.Clock.Advance(1);
                        }

                        return condition();
                    },
                    "the channel shows what Moodle holds, and who was to be called was called",
                    seconds: 300);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException(
                    $"At {Now}, after {what}:\nshown {string.Join(", ", campus.Posts())}\nheld {string.Join(", ", campus.Expected())}\n"
                    + $"{string.Join('\n', Missing())}\n{silo.Output}",
                    e);
            }
        }

        // A conference is called for if it stands in Moodle, seen, at its lead time.
        private IEnumerable<Sandbox.Model.Activity> Calling(long at) =>
            campus.University.Activities.Values.Where(a => a.Visible && a.OpeningTime - Lead == at);

        private long? NextCall() => campus.University.Activities.Values
            .Where(a => a.Visible && a.OpeningTime - Lead > Now).Select(a => (long?)a.OpeningTime - Lead).Min();

        private long? End() => campus.University.Activities.Values.Where(a => a.ClosingTime > Now).Select(a => (long?)a.ClosingTime).Min();
    }
}
