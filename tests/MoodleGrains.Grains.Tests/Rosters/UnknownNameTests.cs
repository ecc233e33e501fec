using MoodleGrains.Rosters;

namespace MoodleGrains.Grains.Tests.Rosters;

public sealed class UnknownNameTests
{
    private readonly Scenery scene = new Scenery().Users("ann", "bob");

    [Fact]
    public void A_new_name_that_nobody_has_keeps_everybody_and_asks_a_person_until_it_is_cleared_up()
    {
        Mirrored("ann", "bob");
        scene.Terms = scene.Terms with { Removal = RosterTerms.Remove };
        List("ann", "bbo");
        for (var run = 2; run < 4; run++)
        {
            var plan = scene.Run(run);
            plan.Items.ShouldBeEmpty();
            plan.Unclear.ShouldBe(["name:C1"]);
            plan.Tripped.ShouldBe(
                ["1 enrolments or roles that are not listed any more stay in 1 courses (name:C1), for names are listed there that nobody "
                    + "in Moodle has, and that may be mistyped; correct them, or create the users."]);
            plan.Findings.Single().Code.ShouldBe("removal_withheld");
        }

        List("ann");
        Scenery.Texts(scene.Plan()).ShouldBe(["Remove name:C1 11 101"]);
    }

    [Fact]
    public void A_mistyped_line_for_the_second_role_of_somebody_takes_no_role()
    {
        scene.Wants("C1", Scenery.Member("ann", "student", "editingteacher"));
        scene.Run(1);
        scene.Courses[0] = scene.Courses[0] with { Members = [Scenery.Member("ann"), Scenery.Member("anm", "editingteacher")] };
        var plan = scene.Run(2);
        plan.Items.ShouldBeEmpty();
        plan.Tripped.Count.ShouldBe(1);
        scene.Plan().Items.ShouldBeEmpty();
    }

    [Fact]
    public void Nor_does_it_once_who_was_suspended_by_hand_is_active_again()
    {
        scene.Wants("C1", Scenery.Member("ann", "student", "editingteacher"));
        scene.Run(1);
        scene.Moodle.Courses[11].Members[100].Active = false;
        scene.Courses[0] = scene.Courses[0] with { Members = [Scenery.Member("ann"), Scenery.Member("anm", "editingteacher")] };
        scene.Run(2);
        scene.Moodle.Courses[11].Members[100].Active = true;
        scene.Plan().Items.ShouldBeEmpty();
    }

    [Fact]
    public void A_mistyped_name_does_not_become_a_known_one_while_something_else_keeps_its_owner()
    {
        Mirrored("ann", "bob");
        List("ann", "bbo");
        scene.Run(2).Tripped.ShouldBeEmpty("the unlisted are kept by the terms");
        scene.Terms = scene.Terms with { Removal = RosterTerms.Remove };
        scene.Plan().Items.ShouldBeEmpty();
    }

    [Fact]
    public void A_name_that_nobody_had_before_either_hides_nobody()
    {
        Mirrored("ann", "bob", "ghost");
        scene.Terms = scene.Terms with { Removal = RosterTerms.Remove };
        List("ann", "ghost");
        Scenery.Texts(scene.Plan()).ShouldBe(["Remove name:C1 11 101"]);
    }

    [Fact]
    public void But_left_out_for_another_fault_it_may_be_anybody_again()
    {
        Mirrored("ann", "bob", "ghost");
        scene.Terms = scene.Terms with { Removal = RosterTerms.Remove };
        scene.Courses[0] = scene.Courses[0] with { Members = [Scenery.Member("ann"), Scenery.Member("ghost") with { LeftOut = true }] };
        var plan = scene.Plan();
        plan.Items.ShouldBeEmpty();
        plan.Tripped.Count.ShouldBe(1);
    }

    [Fact]
    public void And_so_it_may_once_it_was_gone_from_the_roster()
    {
        Mirrored("ann", "bob", "ghost");
        scene.Terms = scene.Terms with { Removal = RosterTerms.Remove };
        List("ann", "bbo");
        scene.Run(2).Unclear.ShouldBe(["name:C1"]);
        List("ann", "ghost");
        scene.Plan().Items.ShouldBeEmpty();
    }

    [Fact]
    public void What_was_left_out_does_not_become_a_known_name()
    {
        scene.Wants("C1", Scenery.Member("ann"), Scenery.Member("bob"), Scenery.Member("ghost") with { LeftOut = true });
        scene.Run(1);
        scene.Terms = scene.Terms with { Removal = RosterTerms.Remove };
        List("ann", "ghost");
        scene.Plan().Items.ShouldBeEmpty();
    }

    [Fact]
    public void Who_was_renamed_in_Moodle_is_still_who_the_roster_means()
    {
        Mirrored("ann", "bob");
        scene.Terms = scene.Terms with { Removal = RosterTerms.Remove };
        scene.Moodle.Users.Remove("bob");
        scene.Moodle.Users.Add("bobby", 101);
        var plan = scene.Run(2);
        plan.Items.ShouldBeEmpty();
        plan.Missing.Single().UserName.ShouldBe("bob");
        plan.Tripped.ShouldBeEmpty();
        List("ann");
        Scenery.Texts(scene.Plan()).ShouldBe(["Remove name:C1 11 101"]);
    }

    [Fact]
    public void A_participant_who_cannot_be_named_keeps_everybody()
    {
        Mirrored("ann", "bob");
        scene.Terms = scene.Terms with { Removal = RosterTerms.Suspend };
        List("ann");
        scene.Courses[0] = scene.Courses[0] with { Unnamed = true };
        var plan = scene.Plan();
        plan.Items.ShouldBeEmpty();
        plan.Tripped.Count.ShouldBe(1);
    }

    private void Mirrored(params string[] keys)
    {
        scene.Wants("C1", [.. keys.Select(key => Scenery.Member(key))]);
        scene.Run(1);
    }

    private void List(params string[] keys) =>
        scene.Courses[0] = scene.Courses[0] with { Members = [.. keys.Select(key => Scenery.Member(key))] };
}
