using MoodleGrains.Convergence;
using MoodleGrains.Courses;
using static MoodleGrains.Grains.Tests.Stamps;

namespace MoodleGrains.Grains.Tests.Courses;

/// <summary>nosey turns every text that looks like a number into one: "3.10" arrives as 3.1, "00042" as 42, "1e3" as 1000.</summary>
public sealed class DamageTests
{
    private const CourseField NameAndTime = CourseField.ShortName | CourseField.ModifiedAt;

    [Theory]
    [InlineData("3.10", "3.1")]
    [InlineData("00042", "42")]
    [InlineData("+5", "5")]
    [InlineData("1e3", "1000")]
    [InlineData("12345678901234567890", "1.2345678901234567e+19")]
    [InlineData("0009007199254740993", "9007199254740993")]
    public void A_damaged_text_that_the_exact_one_explains_confirms_it(string exact, string damaged) => Given.No<Course>()
        .When(Named(exact, Row(100)), Named(Damaged(damaged), Row(200)))
        .Then(new CourseTouched(NameAndTime, Row(200)))
        .State.ShortName.ShouldBe(new(exact, Row(200), true));

    [Fact]
    public void A_damaged_text_that_cannot_have_come_from_the_exact_one_is_news_until_the_exact_one_is_read()
    {
        var scene = Given.No<Course>()
            .When(Named("3.10", Row(100)), Named(Damaged("4"), Row(200)))
            .Then(
                new CourseRenamed("4", null, CourseField.ShortName, NameAndTime, Row(200)),
                new CourseContested(CourseField.ShortName, Row(200)));
        scene.State.ShortName.ShouldBe(new("4", Row(200), true, Damaged: true));

        scene.When(Named(Damaged("4"), Row(200, 201)))
            .Then(new CourseTouched(NameAndTime, Row(200, 201)));
        scene.When(Named("4.0", Polled(200, 300))).Then(new CourseRenamed("4.0", null, 0, NameAndTime, Polled(200, 300)));
        scene.State.Contested.ShouldBe(CourseField.None);
    }

    /// <summary>Without a token nothing is ever read from Moodle: what nosey told is then all that is known.</summary>
    [Theory]
    [InlineData("", "99")]
    [InlineData("BIO/1", "7")]
    [InlineData("3.10", "3.2")]
    [InlineData("9007199254740992", "9007199254740993")]
    public void Every_text_of_a_course_follows_what_nosey_told_of_its_change(string exact, string damaged)
    {
        var row = Given.No<Course>().When(All(exact, Polled(100, 150)), All(Damaged(damaged), Row(200))).Rows<CourseRow>().Values.Single();

        (row.ShortName, row.FullName, row.IdNumber, row.Summary, row.Format, row.Language)
            .ShouldBe((damaged, damaged, damaged, damaged, damaged, damaged));
    }

    [Fact]
    public void A_text_that_may_be_older_than_its_webhook_never_replaces_what_is_exact_whatever_it_looks_like() => Given.No<Course>()
        .When(Named("Biology", Row(100)), Named(new("99", true) { Stale = true }, Row(200)))
        .Then(new CourseTouched(CourseField.ModifiedAt, Row(200)), new CourseContested(CourseField.ShortName, Row(200)))
        .State.ShortName.ShouldBe(new("Biology", Row(100), true));

    [Fact]
    public void A_damaged_text_is_better_than_none_and_the_exact_one_of_the_same_second_replaces_it() => Given.No<Course>()
        .When(Named(Damaged("7"), Row(100)), Named("007", Row(100)))
        .Then(new CourseRenamed("007", null, 0, CourseField.ShortName, Row(100)));

    [Fact]
    public void In_the_same_second_a_damaged_text_changes_nothing_that_is_exact() => Given.No<Course>()
        .When(Named("007", Row(100)), Named(Damaged("7"), Row(100)))
        .ThenNothing();

    [Fact]
    public void An_exact_text_that_reads_like_the_damaged_one_settles_it() => Given.No<Course>()
        .When(Named(Damaged("2030"), Row(100)), Named("2030", Polled(100, 200)))
        .Then(new CourseSettled(CourseField.ShortName, NameAndTime, Polled(100, 200)))
        .State.ShortName.Damaged.ShouldBeFalse();

    [Fact]
    public void A_damaged_name_told_later_replaces_a_damaged_one() => Given.No<Course>()
        .When(Named(Damaged("1"), Row(100)), Named(Damaged("2"), Row(200)))
        .Then(new CourseRenamed("2", null, CourseField.ShortName, NameAndTime, Row(200)));

    [Fact]
    public void A_text_that_no_longer_looks_like_a_number_replaces_a_damaged_one() => Given.No<Course>()
        .When(Named(Damaged("1"), Row(100)), Named("Biology", Row(200)))
        .Then(new CourseRenamed("Biology", null, 0, NameAndTime, Row(200)));

    [Fact]
    public void The_state_holds_the_gist_of_a_long_summary_and_knows_it_again()
    {
        var summary = new string('x', 5000);
        var scene = Given.No<Course>()
            .When(Described(summary, Polled(100, 500)))
            .When(Described(summary, Polled(100, 600)))
            .ThenNothing()
            .When(Described(summary + "y", Polled(200, 700)))
            .Then(new CourseDescribed(summary + "y", 0, CourseField.Summary | CourseField.ModifiedAt, Polled(200, 700)));
        scene.State.Summary.Value!.Length.ShouldBe(25);
    }

    private static ObserveCourse Named(Observed<string> name, FieldVersion stamp) => new(new() { ShortName = name }, stamp);

    private static ObserveCourse All(Observed<string> text, FieldVersion stamp) => new(
        new() { ShortName = text, FullName = text, IdNumber = text, Summary = text, Format = text, Language = text }, stamp);

    private static ObserveCourse Described(string summary, FieldVersion stamp) => new(new() { Summary = summary }, stamp);
}
