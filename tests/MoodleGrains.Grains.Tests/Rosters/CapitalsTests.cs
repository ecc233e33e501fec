using System.Text.Json;
using MoodleGrains.Rosters;

namespace MoodleGrains.Grains.Tests.Rosters;

/// <summary>
/// Short names that differ by capitals only: a Moodle on PostgreSQL lets a twin be created beside the course, and one on MySQL refuses it
/// each night.
/// </summary>
public sealed class CapitalsTests
{
    private readonly Scenery scene = new Scenery().Users("ann");

    [Fact]
    public void A_course_of_Moodle_with_other_capitals_is_adopted_with_a_warning_and_no_twin_is_created()
    {
        scene.Moodle.Create("PHY-101", "Physics");
        scene.Wants("phy-101", Scenery.Member("ann"));
        for (var run = 1; run < 3; run++)
        {
            var plan = scene.Run(run);
            Scenery.Texts(plan).ShouldBe(run == 1 ? ["AdoptCourse name:phy-101 11", "Enrol name:phy-101 11 100 5"] : []);
            plan.Findings.ShouldBe([new(
                false, "capitals_differ", "$.courses[0]",
                "The short name 'phy-101' differs from that of Moodle's course 11 (PHY-101) by capitals only, and is taken for it; write "
                    + "it as Moodle does.")]);
        }
    }

    [Fact]
    public void Where_nothing_is_adopted_it_is_left_out()
    {
        scene.Moodle.Create("PHY-101", "Physics");
        scene.Terms = scene.Terms with { Adopt = false };
        scene.Wants("phy-101", Scenery.Member("ann"));
        var plan = scene.Plan();
        plan.Items.ShouldBeEmpty();
        plan.Findings.Single().Code.ShouldBe("not_adopted");
    }

    [Fact]
    public void The_exact_name_comes_first_and_of_several_others_none_is_taken()
    {
        scene.Moodle.Create("PHY-101", "Physics");
        scene.Moodle.Create("Phy-101", "Other physics");
        scene.Wants("Phy-101");
        Scenery.Texts(scene.Plan()).ShouldBe(["AdoptCourse name:Phy-101 12"]);
        scene.Courses.Clear();
        scene.Wants("phy-101");
        var plan = scene.Plan();
        plan.Items.ShouldBeEmpty();
        plan.Findings.ShouldBe([new(
            true, "course_ambiguous", "$.courses[0]",
            "'phy-101' differs from 2 courses of Moodle by capitals only (11 'PHY-101', 12 'Phy-101'), so none is taken for it; write it "
                + "as Moodle does.")]);
    }

    [Fact]
    public void Idnumbers_of_courses_are_compared_in_the_same_way()
    {
        scene.Moodle.Create("C1", "The C1", "ab-1");
        scene.Courses.Add(scene.Wants("C1") with { Key = "id:AB-1", IdNumber = "AB-1" });
        scene.Courses.RemoveAt(0);
        var plan = scene.Plan();
        Scenery.Texts(plan).ShouldBe(["AdoptCourse id:AB-1 11"]);
        plan.Findings.Single().Text.ShouldStartWith("The idnumber 'AB-1' differs from that of Moodle's course 11 (ab-1) by capitals only");
    }

    [Fact]
    public void Two_courses_of_the_roster_that_differ_by_capitals_are_told_as_user_names_are_and_neither_is_taken()
    {
        using var document = JsonDocument.Parse(
            """[{"shortname":"NEW-1","name":"New one","participants":[]},{"shortname":"New-1","name":"New two","participants":[]}]""");
        var wanted = RosterCheck.Json(document.RootElement, Some.Terms);
        wanted.Courses.ShouldBeEmpty();
        wanted.Findings.ShouldBe([new(
            true, "duplicate_course", "$[1]", "The short name 'New-1' differs from 'NEW-1' ($[0]) by capitals only; neither is taken, "
                + "write both alike or correct one.")]);
    }

    [Fact]
    public void A_course_that_is_left_out_keeps_what_stood_for_it_under_other_capitals()
    {
        scene.Terms = scene.Terms with { Gone = RosterTerms.Hide };
        scene.Wants("NEW-1");
        scene.Run(1);
        scene.Courses.Clear();
        scene.Wants("C2");
        using var document = JsonDocument.Parse(
            """[{"shortname":"new-1","name":"<b>bad</b>","participants":[]},{"shortname":"C2","name":"The C2","participants":[]}]""");
        var plan = RosterPlanning.Plan(
            scene.Terms, RosterCheck.Json(document.RootElement, scene.Terms), scene.Moodle.Now(), scene.Moodle.Mirrors,
                scene.Remembered, new(2026, 11, 21));
        Scenery.Texts(plan).ShouldBe(["CreateCourse name:C2"]);
    }

    [Fact]
    public void A_course_that_was_deleted_in_Moodle_is_not_created_again_under_other_capitals()
    {
        scene.Wants("PHY-101");
        scene.Run(1);
        scene.Moodle.Courses.Remove(11);
        scene.Courses.Clear();
        scene.Wants("phy-101");
        var plan = scene.Plan();
        plan.Items.ShouldBeEmpty();
        plan.Findings.Single().Code.ShouldBe("course_lost");
    }

    [Fact]
    public void A_course_that_was_renamed_in_Moodle_is_the_same_course_under_other_capitals()
    {
        scene.Wants("PHY-101");
        scene.Run(1);
        var course = scene.Moodle.Courses[11];
        scene.Moodle.Courses[11] = new() { Id = 11, ShortName = "X", FullName = "The phy-101", NamedByHand = course.NamedByHand };
        scene.Courses.Clear();
        scene.Wants("phy-101");
        Scenery.Texts(scene.Plan()).ShouldContain("AdoptCourse name:phy-101 11");
        scene.Plan().Counts.CoursesCreated.ShouldBe(0);
    }
}
