using MoodleGrains.Rosters;

namespace MoodleGrains.Grains.Tests.Rosters;

/// <summary>A key that several users have is no missing user: whoever created the users of that list made a third one.</summary>
public sealed class AmbiguousUserTests
{
    private static readonly DateOnly Day = new(2026, 11, 21);
    private readonly Scenery scene = new Scenery().Users("ann", "bob", "eve");

    [Fact]
    public void It_is_not_missing_and_whoever_it_may_be_stays_as_they_are()
    {
        scene.Wants("C1", Scenery.Member("ann"), Scenery.Member("bob"), Scenery.Member("eve"));
        scene.Run(1);
        scene.Terms = scene.Terms with { Removal = RosterTerms.Remove };
        scene.Courses.Clear();
        scene.Wants("C1", Scenery.Member("shared"));
        var plan = Plan(100, 101);
        plan.Missing.ShouldBeEmpty();
        Scenery.Texts(plan).ShouldBe(["Remove name:C1 11 102"]);
    }

    [Fact]
    public void Nor_is_it_remembered_as_a_name_that_nobody_has()
    {
        scene.Wants("C1", Scenery.Member("shared"), Scenery.Member("ghost"));
        var ambiguous = new Dictionary<string, IReadOnlyList<long>> { ["shared"] = [100, 101] };
        RosterMemory.After(
            new(scene.Courses, new HashSet<string>(), false, []),
            scene.Moodle.Users,
            new HashSet<string>(),
            scene.Remembered,
            ambiguous)
            ["name:C1"].NotFound.ShouldBe(["ghost"]);
    }

    [Fact]
    public void Who_had_the_name_alone_before_stays_too()
    {
        scene.Wants("C1", Scenery.Member("ann"));
        scene.Run(1);
        scene.Terms = scene.Terms with { Removal = RosterTerms.Remove };
        scene.Moodle.Users.Remove("ann");
        Plan("ann", 101, 102).Items.ShouldBeEmpty();
    }

    private RosterPlan Plan(params long[] users) => Plan("shared", users);

    private RosterPlan Plan(string key, params long[] users) => RosterPlanning.Plan(
        scene.Terms, new(scene.Courses, new HashSet<string>(), false, []),
        scene.Moodle.Now() with { Ambiguous = new Dictionary<string, IReadOnlyList<long>> { [key] = users } },
        scene.Moodle.Mirrors, scene.Remembered, Day);
}
