using MoodleGrains.Grains.Tests.Announcements;
using MoodleGrains.Mirrors;
using Xunit.Abstractions;

namespace MoodleGrains.Grains.Tests.Rosters;

/// <summary>The laws of mirroring, for random rosters, random faults in them, and random changes by hand in Moodle.</summary>
public sealed class RosterLawTests(ITestOutputHelper output)
{
    [Fact]
    public void What_was_applied_is_not_planned_again_and_nothing_foreign_is_ever_taken_away() =>
        Histories.Hold(output, 150, 16, (ops, luck) =>
        {
            var world = new RosterWorld(luck);
            world.Run();
            foreach (var op in ops)
            {
                world.Step(op);
            }

            world.Run();
        });

    [Fact]
    public void A_run_taken_back_restores_all_that_it_changed_and_nobody_touched_since() =>
        Histories.Hold(output, 150, 12, (ops, luck) =>
        {
            var world = new RosterWorld(luck);
            foreach (var op in ops)
            {
                world.Step(op);
            }

            var moodle = world.Moodle;
            var before = moodle.Held();
            var looks = Looks(moodle);
            var run = world.Run();
            var touched = new HashSet<(long, long)>();
            for (var i = world.Next(6); i > 0; i--)
            {
                if (world.Hands() is { } change)
                {
                    touched.Add(change);
                }
            }

            var since = moodle.Held();
            world.Undo(run);
            Restored(world, run, before, since, touched);
            foreach (var (course, look) in Looks(moodle))
            {
                if (looks.TryGetValue(course, out var looked) && !touched.Contains((course, 0)))
                {
                    look.ShouldBe(looked, $"course {course}");
                }
            }
        });

    private static void Restored(
        RosterWorld world,
        int run,
        Dictionary<(long Course, long User), string> before,
        Dictionary<(long Course, long User), string> since,
        HashSet<(long, long)> touched)
    {
        var after = world.Moodle.Held();
        foreach (var course in world.Moodle.Courses.Keys)
        {
            var facts = world.Moodle.Streams.GetValueOrDefault(course, []);
            var created = facts.OfType<CourseMirrored>().Any(fact => fact.Run == run && fact.Created)
                && facts.OfType<IMirrorFact>().First().Run == run;
            var changed = facts.OfType<MembersChanged>().Where(fact => fact.Run == run)
                .SelectMany(fact => fact.Changes).Select(change => change.UserId).ToHashSet();
            for (var user = 100L; user < 100 + ModelRegistrar.People; user++)
            {
                var place = (course, user);
                if (created || !changed.Contains(user))
                {
                    after.GetValueOrDefault(place).ShouldBe(since.GetValueOrDefault(place), $"{place} was not the run's to take back");
                }
                else if (!touched.Contains(place))
                {
                    after.GetValueOrDefault(place).ShouldBe(before.GetValueOrDefault(place), $"{place} is as it was before the run");
                }
            }
        }
    }

    private static Dictionary<long, string> Looks(ModelMoodle moodle) =>
        moodle.Courses.Values.ToDictionary(course => course.Id, course => $"{course.FullName} {course.Visible}");
}
