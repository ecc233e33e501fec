using MoodleGrains.Rosters;

namespace MoodleGrains.Grains.Tests.Rosters;

public sealed class UndoTests
{
    private readonly Scenery scene = new Scenery().Users("ann", "bob");

    [Fact]
    public void A_course_that_the_run_created_is_hidden_with_all_that_is_in_it()
    {
        scene.Wants("C1", Scenery.Member("ann"));
        scene.Run(1);
        var plan = scene.Undo(1);
        Scenery.Texts(plan).ShouldBe(["HideCourse name:C1 11"]);
        plan.Findings.Single().Text.ShouldBe(
            "Course 11 is hidden, not deleted, and its enrolments stay; delete it in Moodle if nobody has worked in it.");
        scene.Moodle.Apply(plan, 2, scene.Terms);
        scene.Undo(1).Items.ShouldBeEmpty();
    }

    [Fact]
    public void What_the_run_added_to_a_course_that_was_there_is_taken_out_again()
    {
        scene.Moodle.Create("C1", "The C1").Members[101] = new() { Mine = false, Roles = { [3] = false } };
        scene.Wants("C1", Scenery.Member("ann"), Scenery.Member("bob"));
        scene.Run(1);
        Scenery.Texts(scene.Undo(1)).ShouldBe(["TakeRole name:C1 11 101 5", "Remove name:C1 11 100"]);
    }

    [Fact]
    public void Users_are_named_as_far_as_they_are_known()
    {
        scene.Moodle.Create("C1", "The C1");
        scene.Wants("C1", Scenery.Member("ann"), Scenery.Member("bob"));
        scene.Run(1);
        scene.Moodle.Courses[11].Members[101].Active = false;
        var plan = scene.Undo(1, new Dictionary<long, string> { [100] = "ann", [101] = "bob" });
        plan.Items.Select(item => item.Name).ShouldBe(["ann"]);
        plan.Findings.Single().Text.ShouldStartWith("User 101 ('bob') in course 11 is left alone");
    }

    [Fact]
    public void Who_was_removed_is_enrolled_again_and_what_cannot_be_restored_is_named()
    {
        scene.Wants("C1", Scenery.Member("ann", "student", "editingteacher"), Scenery.Member("bob"));
        scene.Run(1);
        scene.Terms = scene.Terms with { Removal = RosterTerms.Remove };
        scene.Courses[0] = scene.Courses[0] with { Members = [Scenery.Member("bob")] };
        scene.Run(2);
        var plan = scene.Undo(2);
        Scenery.Texts(plan).ShouldBe(["Enrol name:C1 11 100 3", "GiveRole name:C1 11 100 5"]);
        plan.Findings.Single().Text.ShouldBe(
            "User 100 is enrolled in course 11 again; groups and grades that went with the enrolment cannot be restored, look at Moodle's "
                + "grade history and the groups of the course.");
    }

    [Fact]
    public void Who_was_suspended_when_removed_is_suspended_again()
    {
        scene.Wants("C1", Scenery.Member("ann"), Scenery.Member("bob"));
        scene.Run(1);
        scene.Terms = scene.Terms with { Removal = RosterTerms.Suspend };
        scene.Courses[0] = scene.Courses[0] with { Members = [Scenery.Member("bob")] };
        scene.Run(2);
        scene.Terms = scene.Terms with { Removal = RosterTerms.Remove };
        scene.Run(3);
        var plan = scene.Undo(3);
        Scenery.Texts(plan).ShouldBe(["Enrol name:C1 11 100 5", "Suspend name:C1 11 100"]);
    }

    [Fact]
    public void What_somebody_changed_since_is_left_alone()
    {
        scene.Moodle.Create("C1", "The C1");
        scene.Wants("C1", Scenery.Member("ann"), Scenery.Member("bob"));
        scene.Run(1);
        scene.Moodle.Courses[11].Members[100].Roles[3] = false;
        scene.Moodle.Courses[11].Members.Remove(101);
        var plan = scene.Undo(1);
        plan.Items.ShouldBeEmpty();
        plan.Findings.Single().Text.ShouldBe("User 100 in course 11 is left alone, for somebody changed the enrolment or its roles since.");
    }

    [Fact]
    public void What_a_later_run_changed_is_left_alone()
    {
        scene.Moodle.Create("C1", "The C1");
        scene.Wants("C1", Scenery.Member("ann"));
        scene.Run(1);
        scene.Courses[0] = scene.Courses[0] with { Members = [Scenery.Member("ann", "editingteacher")] };
        scene.Run(2);
        scene.Undo(1).Items.ShouldBeEmpty();
        Scenery.Texts(scene.Undo(2)).ShouldBe(["GiveRole name:C1 11 100 5", "TakeRole name:C1 11 100 3"]);
    }

    [Fact]
    public void Names_and_what_was_hidden_come_back_unless_somebody_changed_them_since()
    {
        scene.Terms = scene.Terms with { Gone = RosterTerms.Hide };
        scene.Wants("C1");
        scene.Wants("C2");
        scene.Run(1);
        scene.Courses[0] = scene.Courses[0] with { Name = "New" };
        scene.Courses.RemoveAt(1);
        scene.Run(2);
        var plan = scene.Undo(2);
        Scenery.Texts(plan).ShouldBe(["RenameCourse name:C1 11", "ShowCourse name:C2 12"]);
        plan.Items[0].Course!.FullName.ShouldBe("The C1");
        scene.Moodle.Courses[11].FullName = "Edited";
        scene.Moodle.Courses[12].Visible = true;
        plan = scene.Undo(2);
        plan.Items.ShouldBeEmpty();
        plan.Findings.Select(finding => finding.Text).ShouldBe(
            ["Course 11 was named 'Edited' since, and is left alone.", "Course 12 was shown since, and is left alone."]);
    }

    [Fact]
    public void A_course_deleted_since_is_named()
    {
        scene.Wants("C1", Scenery.Member("ann"));
        scene.Run(1);
        scene.Moodle.Courses.Clear();
        scene.Undo(1).Findings.ShouldBe([new(
            true, "course_gone", "name:C1", "Moodle's course 11 was deleted there; what run 1 did in it cannot be taken back.")]);
    }

    [Fact]
    public void An_undo_that_takes_much_away_waits_for_a_person_too()
    {
        scene.Moodle.Create("C1", "The C1");
        scene.Users("c", "d", "e").Wants("C1", [.. new[] { "ann", "bob", "c", "d", "e" }.Select(key => Scenery.Member(key))]);
        scene.Run(1);
        scene.Undo(1).Tripped.ShouldBe(
            ["In 1 courses too many enrolments would be suspended or removed: name:C1 5 of 5 (the brake: more than 10 % and at least 3 of "
                + "a course's)."]);
    }
}
