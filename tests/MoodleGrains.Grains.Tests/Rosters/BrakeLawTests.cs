using MoodleGrains.Grains.Tests.Announcements;
using MoodleGrains.Rosters;
using Xunit.Abstractions;

namespace MoodleGrains.Grains.Tests.Rosters;

/// <summary>Rosters that went wrong on the way, with removal on and approval automatic: nothing is removed, a person is asked.</summary>
public sealed class BrakeLawTests(ITestOutputHelper output)
{
    private static readonly DateOnly Today = new(2026, 11, 21);
    private static readonly PlanCounts NoCounts = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    [Fact]
    public void A_roster_without_courses() => Hold((wanted, _) => wanted with { Courses = [] });

    [Fact]
    public void A_roster_of_which_half_the_courses_are_cut() =>
        Hold((wanted, _) => wanted with { Courses = [.. wanted.Courses.Take(wanted.Courses.Count / 2)] });

    [Fact]
    public void A_roster_of_which_half_of_each_courses_participants_are_cut() =>
        Hold((wanted, _) => Each(wanted, course => course with { Members = [.. course.Members.Take(course.Members.Count / 2)] }));

    [Fact]
    public void A_roster_whose_role_field_vanished() =>
        Hold((wanted, _) => Each(
            wanted,
            course => course with { Members = [.. course.Members.Select(member => member with { Roles = ["student"] })] }));

    [Fact]
    public void A_roster_with_every_third_username_mistyped() => Hold(
        (wanted, luck) =>
        {
            var first = luck.Next(3);
            return Each(wanted, course => course with
            {
                Members = [.. course.Members.Select((member, i) => i % 3 == first ? member with { Key = "x" + member.Key } : member)],
            });
        },
        nobody: true);

    [Fact]
    public void A_roster_whose_names_were_garbled()
        => Hold((wanted, _) => Each(wanted, course => course with { Name = course.Name + "\u00c3" }));

    // As it goes each night, until a person looks: what waits is not remembered.
    private void Hold(Func<DesiredRoster, Random, DesiredRoster> fault, bool nobody = false) => Histories.Hold(output, 40, 1, (_, seed) =>
    {
        var luck = new Random(seed);
        var terms = Some.Terms with
        {
            Automatic = true,
            Removal = luck.Next(2) == 0 ? RosterTerms.Suspend : RosterTerms.Remove,
            Gone = luck.Next(2) == 0 ? RosterTerms.Keep : RosterTerms.Hide,
        };
        var moodle = new ModelMoodle();
        var wanted = Roster(moodle, luck);
        moodle.Apply(Plan(terms, wanted, moodle, new Dictionary<string, RememberedKeys>()), 1, terms);
        var remembered = RosterMemory.After(wanted, moodle.Users, new HashSet<string>(), new Dictionary<string, RememberedKeys>());
        Plan(terms, wanted, moodle, remembered).Tripped.ShouldBeEmpty("the roster as it is trips nothing");

        var plan = Plan(terms, fault(wanted, luck), moodle, remembered);
        plan.Tripped.ShouldNotBeEmpty();
        if (nobody)
        {
            plan.Items.ShouldNotContain(item => item.Action == PlanAction.Suspend || item.Action == PlanAction.Remove);
        }

        if (plan.Stop is null)
        {
            var roster = Given.A<Roster>(new RosterPut(1, terms, "ops", 1), new RunStarted(1, "schedule", false, null, "schedule",
                2)).State;
            var decision = MoodleGrains.Rosters.Roster.Decide(
                roster, new ReportPlan(1, plan.Hash, plan.Items.Count, NoCounts, plan.Tripped, 3));
            decision.Events.ShouldHaveSingleItem().ShouldBeOfType<RunPlanned>().Waits.ShouldBeTrue();
        }
    });

    private static DesiredRoster Each(DesiredRoster wanted, Func<DesiredCourse, DesiredCourse> change) =>
        wanted with { Courses = [.. wanted.Courses.Select(change)] };

    private static RosterPlan Plan(
        RosterTerms terms, DesiredRoster wanted, ModelMoodle moodle, IReadOnlyDictionary<string, RememberedKeys> remembered) =>
        RosterPlanning.Plan(terms, wanted, moodle.Now(), moodle.Mirrors, remembered, Today);

    private static DesiredRoster Roster(ModelMoodle moodle, Random luck)
    {
        var courses = new List<DesiredCourse>();
        var count = luck.Next(6, 10);
        for (var c = 0; c < count; c++)
        {
            var members = new List<DesiredMember>();
            var people = luck.Next(6, 20);
            for (var m = 0; m < people; m++)
            {
                var key = $"p{c}.{m}";
                moodle.Users.Add(key, 100 + moodle.Users.Count);
                members.Add(new(key, key, [m == 0 ? "editingteacher" : "student"], false, false));
            }

            courses.Add(new($"$[{c}]", $"name:C{c}", $"C{c}", $"Course {c}", null, null, null, null, null, null, members, false));
        }

        return new(courses, new HashSet<string>(), false, []);
    }
}
