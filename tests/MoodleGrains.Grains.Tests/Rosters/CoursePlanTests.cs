using MoodleGrains.Rosters;

namespace MoodleGrains.Grains.Tests.Rosters;

public sealed class CoursePlanTests
{
    private readonly Scenery scene = new();

    [Fact]
    public void A_new_course_is_created_in_its_category_from_its_template_with_its_people()
    {
        scene.Users("ann", "bob").Categories.Add(new(8, 7, "Biology", "BIO"));
        scene.Moodle.Create("TEMPLATE", "Template");
        scene.Courses.Add(scene.Wants("C1", Scenery.Member("ann", "editingteacher", "student"), Scenery.Member("bob")) with
        {
            Key = "id:1",
            IdNumber = "1",
            Category = "Courses / Biology",
            Template = "TEMPLATE",
            StartsAt = 5,
            EndsAt = 9,
            Visible = false,
        });
        scene.Courses.RemoveAt(0);
        var plan = scene.Plan();
        Scenery.Texts(plan).ShouldBe(["CreateCourse id:1", "Enrol id:1 100 3", "Enrol id:1 101 5", "GiveRole id:1 100 5"]);
        plan.Items[0].Course.ShouldBe(new("C1", "The C1", "1", 8, 5, 9, false, 11));
        plan.Counts.ShouldBe(new(1, 0, 0, 0, 2, 0, 0, 1, 0, 0, 0));
    }

    [Theory]
    [InlineData("idnumber:BIO", null, null)]
    [InlineData("Biology", "category_not_found", "The category 'Biology' is not in Moodle; create it there, or correct it (names from the "
        + "top, joined by /, or idnumber: and its idnumber).")]
    [InlineData("Courses/Twice", "category_ambiguous", "The category 'Courses/Twice' is 2 categories of Moodle; name one by idnumber:.")]
    [InlineData(
        null,
        "no_category",
        "It is not in Moodle yet, and neither it nor the roster's terms name a category; give category in either.")]
    public void A_course_whose_category_is_not_one_is_not_created(string? category, string? code, string? text)
    {
        scene.Categories.AddRange([new(8, 7, "Biology", "BIO"), new(9, 7, "Twice", ""), new(10, 7, "Twice", "")]);
        scene.Terms = scene.Terms with { Category = category };
        scene.Wants("C1");
        var plan = scene.Plan();
        plan.Findings.Select(finding => (finding.Code, finding.Text)).ShouldBe(code is null ? [] : [(code, text!)]);
        plan.Counts.CoursesCreated.ShouldBe(code is null ? 1 : 0);
    }

    [Fact]
    public void A_template_that_is_not_there_leaves_the_course_out()
    {
        scene.Terms = scene.Terms with { Template = "T" };
        scene.Wants("C1");
        var plan = scene.Plan();
        plan.Items.ShouldBeEmpty();
        plan.Findings.ShouldBe([new(
            true, "template_not_found", "$.courses[0]", "The template 'T' is no short name of a course in Moodle; create it there, or "
                + "correct it.")]);
    }

    [Fact]
    public void A_course_that_is_there_is_adopted_and_gets_enrolments_only()
    {
        scene.Users("ann").Moodle.Create("C1", "Named by hand");
        scene.Wants("C1", Scenery.Member("ann"));
        Scenery.Texts(scene.Run(1)).ShouldBe(["AdoptCourse name:C1 11", "Enrol name:C1 11 100 5"]);
        scene.Courses.Clear();
        scene.Wants("C2");
        scene.Terms = scene.Terms with { Gone = RosterTerms.Hide };
        Scenery.Texts(scene.Plan()).ShouldBe(["CreateCourse name:C2"]);
    }

    [Fact]
    public void Wholly_adopted_it_is_renamed_and_hidden_too()
    {
        scene.Terms = scene.Terms with { AdoptWholly = true, Gone = RosterTerms.Hide };
        scene.Moodle.Create("C1", "Named by hand");
        scene.Wants("C1");
        Scenery.Texts(scene.Run(1)).ShouldBe(["AdoptCourse name:C1 11", "RenameCourse name:C1 11"]);
        scene.Courses.Clear();
        scene.Wants("C2");
        Scenery.Texts(scene.Run(2)).ShouldBe(["CreateCourse name:C2", "HideCourse name:C1 11"]);
        scene.Wants("C1");
        Scenery.Texts(scene.Run(3)).ShouldBe(["ShowCourse name:C1 11"]);
    }

    [Fact]
    public void Where_adopting_is_off_a_course_that_is_there_is_left_out()
    {
        scene.Terms = scene.Terms with { Adopt = false };
        scene.Moodle.Create("C1", "Named by hand");
        scene.Wants("C1");
        scene.Plan().Findings.ShouldBe([new(
            true, "not_adopted", "$.courses[0]", "'C1' is in Moodle already (course 11), and the roster adopts no courses; set adopt, or "
                + "give another short name.")]);
    }

    [Fact]
    public void A_name_is_followed_until_somebody_edits_it_in_Moodle()
    {
        scene.Wants("C1");
        scene.Run(1);
        scene.Courses[0] = scene.Courses[0] with { Name = "Renamed" };
        Scenery.Texts(scene.Run(2)).ShouldBe(["RenameCourse name:C1 11"]);
        scene.Moodle.Courses[11].FullName = "Edited";
        var plan = scene.Plan();
        plan.Items.ShouldBeEmpty();
        plan.Findings.ShouldBe([new(
            false, "name_edited", "$.courses[0]", "The name was edited in Moodle (course 11) to 'Edited' and stays; set renameEdited to "
                + "overwrite it.")]);
        scene.Terms = scene.Terms with { RenameEdited = true };
        scene.Plan().Items.Single().Course!.FullName.ShouldBe("Renamed");
    }

    [Fact]
    public void A_course_that_gets_an_idnumber_in_the_roster_stays_the_same_course()
    {
        scene.Users("ann").Wants("C1", Scenery.Member("ann"));
        scene.Run(1);
        scene.Terms = scene.Terms with { Gone = RosterTerms.Hide };
        scene.Courses[0] = scene.Courses[0] with { Key = "id:1", IdNumber = "1" };
        Scenery.Texts(scene.Run(2)).ShouldBe(["AdoptCourse id:1 11"]);
        scene.Moodle.Of(11).Created.ShouldBeTrue();
        scene.Plan().Items.ShouldBeEmpty();
    }

    [Fact]
    public void A_short_name_that_is_another_idnumbers_is_not_taken()
    {
        scene.Moodle.Create("C1", "Other", "9");
        scene.Courses.Add(scene.Wants("C1") with { Key = "id:1", IdNumber = "1" });
        scene.Courses.RemoveAt(0);
        scene.Plan().Findings.Single().Text.ShouldBe(
            "The short name 'C1' is that of Moodle's course 11, whose idnumber is '9' and not '1'; give one of them another.");
    }

    [Fact]
    public void Two_courses_of_the_roster_do_not_share_one_of_Moodle()
    {
        scene.Moodle.Create("C1", "One", "1");
        scene.Wants("C1");
        scene.Courses.Add(scene.Wants("C2") with { Key = "id:1", IdNumber = "1" });
        scene.Courses.RemoveAt(1);
        scene.Plan().Findings.Single().Text.ShouldBe(
            "Moodle's course 11 ('C1') stands for another course of this roster already (id:1); correct one of the two.");
    }

    [Fact]
    public void A_course_deleted_in_Moodle_comes_again_only_by_a_persons_run_and_approval()
    {
        scene.Wants("C1");
        scene.Run(1);
        scene.Moodle.Courses.Remove(11);
        var plan = scene.Run(2);
        plan.Items.ShouldBeEmpty();
        plan.Tripped.ShouldBeEmpty();
        plan.Findings.Single().Text.ShouldBe(
            "'C1' was Moodle's course 11, which was deleted there; it is not created again unless a person starts a run and approves it.");
        scene.Moodle.Of(11).Lost.ShouldBeTrue();

        plan = scene.Run(3, byPerson: true);
        Scenery.Texts(plan).ShouldBe(["CreateCourse name:C1"]);
        plan.Tripped.ShouldBe(["name:C1: the course was deleted in Moodle (it was 11) and would be created again."]);
        scene.Plan().Findings.ShouldBeEmpty();
    }

    [Fact]
    public void What_was_left_out_is_not_hidden_and_where_one_cannot_be_named_nothing_is()
    {
        scene.Terms = scene.Terms with { Gone = RosterTerms.Hide };
        scene.Wants("C1");
        scene.Wants("C2");
        scene.Run(1);
        scene.Courses.RemoveAt(0);
        Scenery.Texts(scene.Plan()).ShouldBe(["HideCourse name:C1 11"]);
        scene.LeftOut.Add("name:C1");
        scene.Plan().Items.ShouldBeEmpty();
        scene.LeftOut.Clear();
        scene.Unnamed = true;
        var plan = scene.Plan();
        plan.Items.ShouldBeEmpty();
        plan.Tripped.ShouldBe(
            ["1 courses are not listed any more, and are not hidden: the roster has a course that nobody can name, which may be one of "
                + "them; correct it."]);
    }

    [Fact]
    public void A_roster_of_nothing_is_no_plan()
    {
        var plan = scene.Plan();
        plan.Stop.ShouldBe("courses: the roster lists none, which no registrar means; look at the source, nothing is changed.");
        plan.Tripped.ShouldBe([plan.Stop!]);
    }

    [Fact]
    public void A_role_whose_id_nobody_knows_stops_the_plan_with_the_remedy()
    {
        scene.Users("ann").Wants("C1", Scenery.Member("ann", "editingteacher"));
        scene.RoleIds.Remove("editingteacher");
        scene.Plan().Stop.ShouldBe(
            "roles: Moodle's id of 'editingteacher' (professor, teacher) is not known; set Rosters:Roles:editingteacher to the number in "
                + "the role's address (Site administration, Users, Permissions, Define roles). Known: student 5, teacher 4.");
        scene.Courses[0] = scene.Courses[0] with { Members = [Scenery.Member("ann", "3")] };
        scene.Plan().Stop.ShouldBeNull();
    }
}
