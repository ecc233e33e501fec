using MoodleGrains.Rosters;

namespace MoodleGrains.Grains.Tests.Rosters;

public sealed class MemberPlanTests
{
    private readonly Scenery scene = new Scenery().Users("ann", "bob", "eve");

    [Theory]
    [InlineData(RosterTerms.Keep)]
    [InlineData(RosterTerms.Suspend, "Suspend name:C1 11 101")]
    [InlineData(RosterTerms.Remove, "Remove name:C1 11 101")]
    public void Who_is_not_listed_any_more_is_kept_suspended_or_removed(string removal, params string[] items)
    {
        Mirrored("ann", "bob");
        scene.Terms = scene.Terms with { Removal = removal };
        List("ann");
        var plan = scene.Plan();
        Scenery.Texts(plan).ShouldBe(items);
        plan.Items.ShouldAllBe(item => item.Name == "bob");
    }

    [Fact]
    public void Who_was_suspended_by_the_roster_is_active_again_when_listed_again()
    {
        Mirrored("ann", "bob");
        scene.Terms = scene.Terms with { Removal = RosterTerms.Suspend };
        List("ann");
        scene.Run(2);
        List("ann", "bob");
        Scenery.Texts(scene.Run(3)).ShouldBe(["Reactivate name:C1 11 101"]);
        scene.Plan().Items.ShouldBeEmpty();
    }

    [Fact]
    public void Who_was_suspended_by_somebody_else_is_left_alone()
    {
        Mirrored("ann");
        scene.Moodle.Courses[11].Members[100].Active = false;
        var plan = scene.Plan();
        plan.Items.ShouldBeEmpty();
        plan.Findings.ShouldBe([new(
            false, "suspended_in_moodle", "$.courses[0]",
            "'ann' was suspended in Moodle (course 11) by somebody else and is left alone; make the enrolment active there if the roster "
                + "is right.")]);
    }

    [Fact]
    public void Who_is_suspended_in_the_roster_and_not_enrolled_yet_is_left_out_and_told()
    {
        Mirrored("ann");
        var withdrawn = (string[])["bob", "eve"];
        scene.Courses[0] = scene.Courses[0] with
        {
            Members = [Scenery.Member("ann"), .. withdrawn.Select(key => Scenery.Member(key) with { Suspended = true })],
        };
        scene.Wants("C2", Scenery.Member("bob") with { Suspended = true });
        var plan = scene.Plan();
        Scenery.Texts(plan).ShouldBe(["CreateCourse name:C2"]);
        plan.Findings.ShouldBe(
            [
                new(
                    false, "suspended_not_enrolled", "$.courses[0]",
                    "2 participants are suspended in the roster and not enrolled in Moodle's course 11, and are left out until the roster "
                        + "says that they are active: 'bob', 'eve'."),
                new(
                    false, "suspended_not_enrolled", "$.courses[1]",
                    "1 participants are suspended in the roster and not enrolled in the new course, and are left out until the roster says "
                        + "that they are active: 'bob'."),
            ]);
    }

    [Fact]
    public void Who_was_made_active_by_hand_is_not_suspended_again()
    {
        Mirrored("ann", "bob");
        scene.Terms = scene.Terms with { Removal = RosterTerms.Suspend };
        List("ann");
        scene.Run(2);
        scene.Moodle.Courses[11].Members[101].Active = true;
        var plan = scene.Plan();
        plan.Items.ShouldBeEmpty();
        plan.Findings.Single().Code.ShouldBe("active_in_moodle");
    }

    [Fact]
    public void Who_was_taken_out_by_hand_is_enrolled_again_while_listed()
    {
        Mirrored("ann");
        scene.Moodle.Courses[11].Members.Remove(100);
        Scenery.Texts(scene.Plan()).ShouldBe(["Enrol name:C1 11 100 5"]);
    }

    [Fact]
    public void Who_was_there_before_gets_missing_roles_and_loses_only_those()
    {
        scene.Moodle.Create("C1", "The C1").Members[100] = new() { Mine = false, Roles = { [3] = false } };
        scene.Wants("C1", Scenery.Member("ann"));
        scene.Terms = scene.Terms with { Removal = RosterTerms.Remove };
        Scenery.Texts(scene.Run(1)).ShouldBe(["AdoptCourse name:C1 11", "GiveRole name:C1 11 100 5"]);
        List();
        Scenery.Texts(scene.Run(2)).ShouldBe(["TakeRole name:C1 11 100 5"]);
        scene.Moodle.Courses[11].Members[100].ToString().ShouldBe("active 3");
    }

    [Fact]
    public void Another_role_in_the_roster_is_given_before_the_first_is_taken()
    {
        Mirrored("ann");
        scene.Courses[0] = scene.Courses[0] with { Members = [Scenery.Member("ann", "editingteacher")] };
        Scenery.Texts(scene.Plan()).ShouldBe(["GiveRole name:C1 11 100 3", "TakeRole name:C1 11 100 5"]);
    }

    [Fact]
    public void A_role_given_by_hand_stays_and_keeps_its_holder_in_the_course()
    {
        Mirrored("ann", "bob");
        scene.Moodle.Courses[11].Members[101].Roles[3] = false;
        scene.Terms = scene.Terms with { Removal = RosterTerms.Remove };
        List("ann");
        var plan = scene.Run(2);
        Scenery.Texts(plan).ShouldBe(["TakeRole name:C1 11 101 5"]);
        plan.Findings.Single().Text.ShouldBe(
            "User 101 ('bob') holds a role in Moodle's course 11 that somebody else gave, and stays; take that role there, or leave it.");
    }

    [Fact]
    public void Whose_role_is_unknown_loses_none_and_is_not_enrolled()
    {
        Mirrored("ann");
        DesiredMember Tutor(string key) => new("x", key, [], RolesUnsure: true, false) { UnknownRoles = ["tutor"] };
        scene.Courses[0] = scene.Courses[0] with { Members = [Tutor("ann"), Tutor("bob")] };
        scene.Plan().Items.ShouldBeEmpty();
    }

    [Fact]
    public void A_participant_left_out_counts_as_there_and_unchanged()
    {
        Mirrored("ann");
        scene.Terms = scene.Terms with { Removal = RosterTerms.Suspend };
        List();
        scene.Run(2);
        scene.Courses[0] = scene.Courses[0] with
        {
            Members = [Scenery.Member("ann") with { LeftOut = true }, Scenery.Member("bob") with { LeftOut = true }],
        };
        scene.Plan().Items.ShouldBeEmpty("ann stays suspended, bob is not enrolled");
    }

    [Fact]
    public void The_rosters_own_suspended_is_followed_whatever_becomes_of_the_unlisted()
    {
        Mirrored("ann", "bob");
        scene.Courses[0] = scene.Courses[0] with { Members = [Suspended("ann"), Scenery.Member("bob"), Suspended("eve")], Unnamed = true };
        Scenery.Texts(scene.Run(2)).ShouldBe(["Suspend name:C1 11 100"]);
        scene.Plan().Items.ShouldBeEmpty();
        List("ann", "bob");
        Scenery.Texts(scene.Plan()).ShouldBe(["Reactivate name:C1 11 100"]);

        static DesiredMember Suspended(string key) => Scenery.Member(key) with { Suspended = true };
    }

    [Fact]
    public void Who_is_not_in_Moodle_is_missing_once_a_course_and_role()
    {
        scene.Wants("C1", Scenery.Member("ghost", "student", "editingteacher") with { Given = "Ghost" }, Scenery.Member("ann"));
        var plan = scene.Plan();
        plan.Missing.ShouldBe([new("Ghost", "C1", "The C1", "student"), new("Ghost", "C1", "The C1", "editingteacher")]);
        plan.Tripped.ShouldBeEmpty("nobody is there to be removed");
    }

    private void Mirrored(params string[] keys)
    {
        scene.Wants("C1", [.. keys.Select(key => Scenery.Member(key))]);
        scene.Run(1);
    }

    private void List(params string[] keys) =>
        scene.Courses[0] = scene.Courses[0] with { Members = [.. keys.Select(key => Scenery.Member(key))] };
}
