using System.Text.Json;
using MoodleGrains.Rosters;

namespace MoodleGrains.Grains.Tests.Rosters;

/// <summary>
/// Names that look alike and are not the same characters: they came from copied web pages, spreadsheets and file systems, and were told as
/// missing users although the users were there.
/// </summary>
public sealed class VisibleNameTests
{
    [Theory]
    [InlineData("dev.user01\u200b", "dev.user01", "U+200B")]
    [InlineData("\ufeffdev.user02", "dev.user02", "U+FEFF")]
    [InlineData("\u202adev.user04\u202c", "dev.user04", "U+202A, U+202C")]
    [InlineData("dev\u00ad.user05", "dev.user05", "U+00AD")]
    [InlineData("dev.user06\ufe0f", "dev.user06", "U+FE0F")]
    public void Invisible_characters_do_not_count_and_are_told_by_their_code_points(string written, string key, string codePoints)
    {
        var wanted = Check(("PHY-106", [written]));
        wanted.Courses.Single().Members.Select(member => (member.Key, member.Given)).ShouldBe([(key, key)]);
        wanted.Findings.ShouldBe([new(
            false, "invisible_characters", "$[0].participants[0].username",
            $"'{key}' holds {codePoints}, which cannot be seen and does not count; take it out.")]);
    }

    [Fact]
    public void Decomposed_letters_are_those_letters()
    {
        var wanted = Check(("PHY-106", ["zoe\u0308.mu\u0308ller"]));
        wanted.Courses.Single().Members.Single().Key.ShouldBe("zo\u00eb.m\u00fcller");
        wanted.Findings.ShouldBe([new(
            false, "decomposed_letters", "$[0].participants[0].username",
            "'zo\u00eb.m\u00fcller' is written with U+0308 behind a letter, and taken as one letter; write it composed (NFC).")]);
    }

    [Fact]
    public void One_user_written_with_and_without_what_cannot_be_seen_is_one_and_no_collision()
    {
        var wanted = Check(("PHY-106", ["ann", "ann\u200b"]));
        wanted.Courses.Single().Members.Select(member => (member.Key, member.LeftOut)).ShouldBe([("ann", false)]);
        wanted.Findings.Select(finding => (finding.Error, finding.Code))
            .ShouldBe([(false, "invisible_characters"), (false, "duplicate_participant")]);
    }

    [Fact]
    public void A_name_of_nothing_that_can_be_seen_is_missing_and_may_be_anybody()
    {
        var wanted = Check(("PHY-106", ["ann", "\u200b"]));
        wanted.Findings[^1].ShouldBe(new(
            true, "missing", "$[0].participants[1].username", "Nothing of it can be seen; give the participant's username."));
        wanted.Courses.Single().Unnamed.ShouldBeTrue();
    }

    [Fact]
    public void Short_names_and_words_of_roles_are_read_in_the_same_way()
    {
        var wanted = RosterCheck.Lines(
            [new(2, "BIO\u200b", "Biology", "ann", "teacher\u200b"), new(3, "BIO", "Biology", "bob", ""), new(
                4,
                "BIO\u200b",
                "Biology",
                "eve",
                "")], Some.Terms);
        wanted.Courses.Single().Key.ShouldBe("name:BIO");
        wanted.Courses.Single().Members.Select(member => $"{member.Key} {member.Roles.Single()}").ShouldBe(
            ["ann editingteacher", "bob student", "eve student"]);
        wanted.Findings.Select(finding => (finding.Error, finding.Code, finding.Path))
            .ShouldBe([(false, "invisible_characters", "line 2, course_shortname")]);
    }

    [Fact]
    public void Courses_and_categories_of_Moodle_are_found_in_the_same_way()
    {
        var scene = new Scenery();
        scene.Categories.Add(new(8, 7, "Biolog\u00fca\u200b", ""));
        scene.Moodle.Create("PHY-101\u200b", "The PHY-101");
        scene.Wants("PHY-101");
        scene.Courses.Add(scene.Wants("NEW") with { Category = "Courses/Biologu\u0308a" });
        scene.Courses.RemoveAt(1);
        var plan = scene.Plan();
        Scenery.Texts(plan).ShouldBe(["CreateCourse name:NEW", "AdoptCourse name:PHY-101 11"]);
        plan.Items[0].Course!.CategoryId.ShouldBe(8);
        plan.Findings.ShouldBeEmpty();
    }

    [Fact]
    public void A_full_name_that_is_composed_in_one_place_and_decomposed_in_the_other_is_no_other_name()
    {
        var scene = new Scenery();
        scene.Courses.Add(scene.Wants("C1") with { Name = "\u00c9t\u00e9" });
        scene.Courses.RemoveAt(0);
        scene.Run(1);
        scene.Courses[0] = scene.Courses[0] with { Name = "E\u0301te\u0301" };
        scene.Plan().Items.ShouldBeEmpty();
    }

    private static DesiredRoster Check(params (string ShortName, string[] Participants)[] courses)
    {
        using var document = JsonDocument.Parse(JsonSerializer.Serialize(courses.Select(course => new
        {
            shortname = course.ShortName,
            name = "Optics",
            participants = course.Participants.Select(username => new { username }),
        })));
        return RosterCheck.Json(document.RootElement, Some.Terms);
    }
}
