using MoodleGrains.Grains.Tests.Announcements;
using MoodleGrains.Mirrors;
using MoodleGrains.Rosters;
using Xunit.Abstractions;

namespace MoodleGrains.Grains.Tests.Rosters;

/// <summary>The laws of mirroring, for random rosters, random faults in them, and random changes by hand in Moodle.</summary>
public sealed class RosterLawTests(ITestOutputHelper output)
{
    [Fact]
    public void What_was_applied_is_not_planned_again_and_nothing_foreign_is_ever_taken_away()
    {
        var done = new Dictionary<PlanAction, int>();
        Histories.Hold(output, 150, 16, (ops, luck) =>
        {
            var world = World(ops, luck);
            world.Run();
            Add(done, world);
        });
        ShouldBeTried(done, Enum.GetValues<PlanAction>());
    }

    [Fact]
    public void What_Check_left_out_takes_nothing_away_that_would_stay_without_its_faults() =>
        Histories.Hold(output, 150, 16, (ops, luck) =>
        {
            var (faulty, right) = World(ops, luck).Both();

            // Where the right one is not believed either (a name new to it is unknown), it keeps more than it means to.
            Taken(faulty, right.Unclear).Except(Taken(right, right.Unclear)).ShouldBeEmpty();
        });

    [Fact]
    public void A_run_taken_back_restores_all_that_it_changed_and_nobody_touched_since()
    {
        var done = new Dictionary<PlanAction, int>();
        Histories.Hold(output, 150, 12, (ops, luck) =>
        {
            var world = World(ops, luck);
            world.Disturb(6);
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

            var later = new HashSet<(long, long)>();
            if (world.Next(2) == 0)
            {
                world.Change(3);
                later.UnionWith(Changed(moodle, world.Run()));
                touched.UnionWith(later);
            }

            var since = moodle.Held();
            world.Done.Clear();
            var undone = world.Undo(run);
            Add(done, world);
            Restored(world, run, undone, before, since, touched);
            var after = moodle.Held();
            later.ShouldAllBe(place => after.GetValueOrDefault(place) == since.GetValueOrDefault(place));
            foreach (var (course, look) in Looks(moodle))
            {
                if (looks.TryGetValue(course, out var looked) && !touched.Contains((course, 0)))
                {
                    look.ShouldBe(looked, $"course {course}");
                }
            }
        });
        ShouldBeTried(done, PlanAction.HideCourse, PlanAction.ShowCourse, PlanAction.RenameCourse, PlanAction.Enrol, PlanAction.Reactivate,
            PlanAction.Remove, PlanAction.GiveRole, PlanAction.TakeRole);
    }

    private static void Restored(
        RosterWorld world,
        int run,
        RosterPlan undone,
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
            var changed = Changed(world.Moodle, run);
            for (var user = 100L; user < 100 + ModelRegistrar.People; user++)
            {
                var place = (course, user);
                if (created || !changed.Contains(place))
                {
                    after.GetValueOrDefault(place).ShouldBe(since.GetValueOrDefault(place), $"{place} was not the run's to take back");
                }
                else if (!touched.Contains(place) && before.GetValueOrDefault(place)?.EndsWith(' ') == true)
                {
                    // Web services enrol nobody without a role: it has that of the roster, or a finding says so.
                    (after.ContainsKey(place) || undone.Findings.Any(f => f.Error && f.Code == "not_restorable")).ShouldBeTrue($"{place}");
                }
                else if (!touched.Contains(place))
                {
                    after.GetValueOrDefault(place).ShouldBe(before.GetValueOrDefault(place), $"{place} is as it was before the run");
                }
            }
        }
    }

    private static RosterWorld World(int[] ops, int luck)
    {
        var world = new RosterWorld(luck);
        world.Run();
        foreach (var op in ops)
        {
            world.Step(op);
        }

        return world;
    }

    private static IEnumerable<(PlanAction, long?, long?, long?)> Taken(RosterPlan plan, IReadOnlySet<string> unclear) => plan.Items
        .Where(item => !unclear.Contains(item.CourseKey)
            && item.Action is PlanAction.Suspend or PlanAction.Remove or PlanAction.TakeRole or PlanAction.HideCourse)
        .Select(item => (item.Action, item.CourseId, item.UserId, item.RoleId));

    private static void Add(Dictionary<PlanAction, int> done, RosterWorld world)
    {
        foreach (var (action, count) in world.Done)
        {
            done[action] = done.GetValueOrDefault(action) + count;
        }
    }

    private void ShouldBeTried(Dictionary<PlanAction, int> done, params PlanAction[] actions)
    {
        output.WriteLine(string.Join(", ", done.OrderBy(d => d.Key).Select(d => $"{d.Key} {d.Value}")));
        actions.ShouldAllBe(action => done.ContainsKey(action));
    }

    // User 0 is the course itself.
    private static HashSet<(long, long)> Changed(ModelMoodle moodle, int run) =>
    [
        .. moodle.Streams.SelectMany(stream => stream.Value.OfType<IMirrorFact>().Where(fact => fact.Run == run)
            .SelectMany(fact => fact is MembersChanged { Changes: var changes } ? changes.Select(change => change.UserId) : [0])
            .Select(user => (stream.Key, user))),
    ];

    private static Dictionary<long, string> Looks(ModelMoodle moodle) =>
        moodle.Courses.Values.ToDictionary(course => course.Id, course => $"{course.FullName} {course.Visible}");
}
