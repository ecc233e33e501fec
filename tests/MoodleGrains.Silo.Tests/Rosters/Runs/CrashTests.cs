using MoodleGrains.Rosters;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Silo.Outbox;
using Xunit.Abstractions;

namespace MoodleGrains.Silo.Tests.Rosters.Runs;

/// <summary>
/// Runs that are ended in the middle, again and again: before and after calls to Moodle and to grains, and before their outcome is written.
/// </summary>
[Collection(PostgresCollection.Rosters)]
public sealed class CrashTests(PostgresServer postgres, ITestOutputHelper log)
{
    private const int Courses = 60;
    private const int Each = 12;

    [Fact]
    public async Task Ended_at_random_moments_it_leaves_what_an_undisturbed_run_leaves_and_makes_nothing_twice()
    {
        log.WriteLine($"Seed {Soak.Seed}");
        var crashes = new Crashes(new Random(Soak.Seed));
        var wanted = Soak.Count(5, 50);
        var (undisturbed, _) = await Applied(crashes, 0);
        log.WriteLine($"{crashes.Passed} moments in an undisturbed run");
        for (var made = 0; made < wanted; made += crashes.Made)
        {
            var (disturbed, events) = await Applied(crashes, wanted - made);
            log.WriteLine($"{crashes.Made} crashes, {crashes.Passed} moments");
            disturbed.ShouldBe(undisturbed);
            events.Count(e => e.Kind.EventName == @"\core\event\course_created").ShouldBe(Courses);
            events.Count(e => e.Kind.EventName == @"\core\event\user_enrolment_created").ShouldBe(Courses * Each);
            events.Count(e => e.Kind.EventName == @"\core\event\role_assigned").ShouldBe(Courses * Each);
        }
    }

    private async Task<(List<string> Truth, IReadOnlyList<MoodleEvent> Events)> Applied(Crashes crashes, int times)
    {
        await using var silo = await MirroringSilo.Start(
            postgres, RosterFile.People(90), started: false, grains: crashes.Before, before: crashes.Before);
        await File.WriteAllTextAsync(silo.SourceFile, RosterFile.Term(Courses, Each, 90));
        await silo.Put(silo.Terms);
        var run = await silo.Begin();
        crashes.Begin(times);
        await Deliver(silo, crashes, new PlanRun(MirroringSilo.Name, MirroringSilo.Roster, run), "plan");
        var planned = (await silo.Silo.Grains.Latest<Roster>(silo.Grain, default)).Open.ShouldNotBeNull();
        planned.State.ShouldBe(RunState.Applying);
        await Deliver(silo, crashes, new ApplyRun(MirroringSilo.Name, MirroringSilo.Roster, run, planned.Hash!, 1), "apply/1");

        (await silo.Silo.Grains.Latest<Roster>(silo.Grain, default)).Open.ShouldBeNull();
        return (silo.Truth(), silo.Site.TakeEvents());
    }

    /// <summary>Does an effect and what follows from it, as silos do that are ended and started again.</summary>
    private static async Task Deliver(MirroringSilo silo, Crashes crashes, IEffectBody body, string id)
    {
        var handler = silo.Handlers.Single(handler => handler.Type.Type == body.GetType());
        for (var (attempt, next) = (1, (Effect?)new Effect("key", id, body)); next is not null; attempt++)
        {
            try
            {
                var delivered = await handler.DeliverAsync(
                    new(
                        next.Key,
                        next.Id,
                        next.Body,
                        TimeProvider.System.GetUtcNow(),
                        attempt,
                        TimeProvider.System.GetUtcNow(),
                        null), default);
                crashes.Point();
                (attempt, next) = (0, delivered.ShouldBeOfType<Delivered.Done>().Next.SingleOrDefault());
            }
            catch (CrashException)
            {
                // The next silo takes the effect up again.
            }
        }
    }
}
