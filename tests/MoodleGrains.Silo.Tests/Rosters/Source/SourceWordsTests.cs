using MoodleGrains.Rosters;
using MoodleGrains.Sandbox.Rosters;
using MoodleGrains.Silo.Rosters.Source;

namespace MoodleGrains.Silo.Tests.Rosters;

/// <summary>What a person is told where an answer or a table is not what it should be.</summary>
public sealed class SourceWordsTests
{
    private const string Head = "course_shortname,course_name,username,role\n";

    [Theory]
    [InlineData(
        "text/plain",
        "Notice: no term is open. Ask t0ken-of-silo or ada@example.edu",
        "begins with 'Notice: no term is open. Ask … or …'")]
    [InlineData(
        "text/html",
        "<!DOCTYPE html><html><head><title>x</title></head><body><h1>Log&nbsp;in</h1></body></html>",
        "begins with 'Log in'")]
    [InlineData("application/json", "\ufeff<br />\n<b>Warning</b>: {\"courses\":[]}", "begins with 'Warning:'")]
    public async Task What_an_answer_begins_with_that_is_no_roster_is_told_beside_the_reason(string type, string body, string begins)
    {
        await using var registrar = await Registrar.Start(CancellationToken.None);
        registrar.Publish(body, type);

        var failed = (await Reading.ReadAsync(Reading.Http(registrar.Roster), settings: ("Token", "t0ken-of-silo")))
            .ShouldBeOfType<RosterRead.Failed>();

        failed.Begins.ShouldBe(begins);
        failed.Reason.ShouldNotContain("Notice", Case.Sensitive, "the reason is kept in a stream");
    }

    [Theory]
    [InlineData("course_shortname,course_name,username,role")]
    [InlineData("\ufeffCourse_Shortname,course_name,username,role")]
    public void A_head_that_comes_again_is_told_and_makes_no_course(string again)
    {
        var read = Parse($"{Head}JAN-1,January,ada,\n{again}\nFEB-1,February,bob,\n");

        read.Wanted.Courses.Select(course => course.ShortName).ShouldBe(["JAN-1", "FEB-1"]);
        read.Wanted.Findings.ShouldHaveSingleItem().ShouldBe(new(
            false, "head_again", "line 3",
            "The head stands here again, as where two exports are put together; it is passed over. "
                + "Look whether both are meant, and give one table with one head."));
    }

    [Theory]
    [InlineData("username,role,course_shortname,course_name")]
    [InlineData("course_shortname;course_name;username;role")]
    public void A_head_of_other_columns_further_down_fails_the_run(string other) =>
        Reading.Failure($"{Head}JAN-1,January,ada,\n{other}\nbob,,FEB-1,February\n", RosterSource.Csv).ShouldContain(
            "has another head in line 3 than in its first line: tables were put together that do not fit. Give one table with one head.");

    [Fact]
    public void A_column_that_nobody_knows_is_told()
    {
        var read = Parse("course_shortname,course_name,username,role,status\nA,Alpha,ada,,suspended\n");

        read.Wanted.Findings.ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            finding => (finding.Error, finding.Code, finding.Path).ShouldBe((false, "unknown_field", "line 1")),
            finding => finding.Text.ShouldStartWith("'status' is no column of a roster and is not read."));
    }

    [Fact]
    public void Two_lists_of_courses_fail_the_run() =>
        Reading.Failure("""{"courses":[{"shortname":"a"}],"courses":[{"shortname":"b"}]}""", RosterSource.Json).ShouldContain(
            "has more than one list of courses: courses stands twice. Let the registrar's system write one list with all courses.");

    private static RosterRead.Read Parse(string text) => RosterReader.Parse(
        new(RosterSource.Csv, null, System.Text.Encoding.UTF8.GetBytes(text)),
        Reading.Terms(Reading.Http(new("https://registrar.example.edu/roster.csv"), RosterSource.Csv))).ShouldBeOfType<RosterRead.Read>();
}
