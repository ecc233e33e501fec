using MoodleGrains.Convergence;
using MoodleGrains.Courses;
using static MoodleGrains.Grains.Tests.Stamps;

namespace MoodleGrains.Grains.Tests.Courses;

public sealed class CourseFieldTests
{
    private const CourseField NameAndTime = CourseField.ShortName | CourseField.ModifiedAt;

    [Fact]
    public void The_first_word_on_a_course_makes_it_whatever_its_rank() => Given.No<Course>()
        .When(Named("BIO", Row(100)))
        .Then(new CourseCreated("BIO", null, null, null, null, null, null, null, null, null, null, 0, NameAndTime, Row(100)));

    [Fact]
    public void A_newer_name_wins_whatever_the_order()
    {
        ICommand[] words = [Named("A", Row(100)), Named("B", Row(200)), Named("C", Row(300))];
        foreach (var order in new[] { "012", "021", "102", "120", "201", "210" })
        {
            Given.No<Course>().When([.. order.Select(i => words[i - '0'])]).State.ShortName.Value.ShouldBe("C", order);
        }
    }

    [Fact]
    public void A_value_told_again_later_is_not_lost_to_an_older_one_that_comes_late() => Given.No<Course>()
        .When(Named("A", Row(10)), Named("A", Row(20)))
        .Then(new CourseTouched(NameAndTime, Row(20)))
        .When(Named("B", Row(15)))
        .ThenNothing();

    [Fact]
    public void One_change_is_one_event_that_covers_what_else_was_told() => Given.No<Course>()
        .When(Full("BIO", 7, Row(100)), Full("BIO", 8, Row(200)))
        .Then(new CourseMoved(8, CourseField.Category | CourseField.ShortName | CourseField.ModifiedAt, Row(200)));

    [Fact]
    public void A_move_that_leaves_the_rows_time_alone_still_wins() => Given.No<Course>()
        .When(Full("BIO", 7, Row(100)), Full("BIO", 8, Row(100, 150)))
        .Then(new CourseMoved(8, CourseField.Category | CourseField.ShortName | CourseField.ModifiedAt, Row(100, 150)));

    [Fact]
    public void A_second_poll_that_says_the_same_says_nothing() => Given.No<Course>()
        .When(Full("BIO", 7, Polled(100, 500)), Full("BIO", 7, Polled(100, 600)))
        .ThenNothing();

    [Fact]
    public void In_one_second_an_update_outranks_a_creation_even_if_it_comes_first() => Given.No<Course>()
        .When(Named("new", Updated(100)), Named("old", Created(100)))
        .ThenNothing();

    [Fact]
    public void At_a_tie_the_later_arrival_wins_and_the_field_is_contested() => Given.No<Course>()
        .When(Named("A", Row(100)), Named("B", Row(100)))
        .Then(
            new CourseRenamed("B", null, 0, CourseField.ShortName, Row(100)),
            new CourseContested(CourseField.ShortName, Row(100)));

    [Fact]
    public void A_repeat_at_a_tie_changes_nothing_unless_the_opposite_came_between() => Given.No<Course>()
        .When(Named("A", Row(100)), Named("A", Row(100)))
        .ThenNothing()
        .When(Named("B", Row(100)), Named("A", Row(100)))
        .Then(
            new CourseRenamed("A", null, 0, CourseField.ShortName, Row(100)),
            new CourseContested(CourseField.ShortName, Row(100)));

    [Fact]
    public void A_poll_of_the_same_second_beats_the_webhook_and_settles_the_contest()
    {
        var scene = Given.No<Course>()
            .When(Named("A", Row(100)), Named("B", Row(100)), Named("A", Polled(100, 100)))
            .Then(new CourseRenamed("A", null, 0, NameAndTime, Polled(100, 100)));
        scene.State.Contested.ShouldBe(CourseField.None);
    }

    [Fact]
    public void A_poll_that_confirms_a_contested_value_settles_it_once() => Given.No<Course>()
        .When(Named("A", Row(100)), Named("B", Row(100)), Named("B", Polled(100, 200)))
        .Then(new CourseSettled(CourseField.ShortName, NameAndTime, Polled(100, 200)))
        .When(Named("B", Polled(100, 300)))
        .ThenNothing();

    [Fact]
    public void A_poll_older_than_the_contest_does_not_settle_it() => Given.No<Course>()
        .When(Named("A", Row(100)), Named("B", Row(100)), Named("B", Polled(90, 90)))
        .ThenNothing();

    [Fact]
    public void A_poll_that_does_not_read_the_rows_time_leaves_it_alone() =>
        Given.No<Course>().When(Named("A", Row(100)), Named("B", Polled(200))).State.ModifiedAt.Value.ShouldBe(100);

    [Fact]
    public void Whatever_was_never_told_before_is_taken_and_is_no_contest() => Given.No<Course>()
        .When(Named("A", Updated(100)), new ObserveCourse(new CourseFields { Visible = false }, Row(90)))
        .Then(new CourseHidden(CourseField.Visible, Row(90)));

    [Fact]
    public void A_deleted_course_stays_deleted_whatever_comes_and_whatever_its_time() => Given.No<Course>()
        .When(Named("A", Row(100)), new ObserveCourseDeleted(Deleted(200)))
        .Then(new CourseDeleted(Deleted(200)))
        .When(Named("B", Row(300)))
        .ThenNothing()
        .When(new ObserveCourseDeleted(Deleted(250)))
        .ThenNothing();

    [Fact]
    public void Deleting_an_unknown_course_leaves_a_tombstone_and_no_row()
    {
        var scene = Given.No<Course>().When(new ObserveCourseDeleted(Deleted(200)), Named("late", Row(100))).ThenNothing();
        scene.Rows<CourseRow>().ShouldBeEmpty();
    }

    [Fact]
    public void The_row_shows_what_was_told_and_when_it_was_deleted()
    {
        var rows = Given.No<Course>()
            .When(Full("BIO", 7, Row(100)), Full("BIO", 8, Row(200)), new ObserveCourseDeleted(Deleted(300)))
            .Rows<CourseRow>();
        var row = rows["course-campus-1"];
        row.ShouldBe(new()
        {
            DocumentId = "course-campus-1",
            Site = "campus",
            Id = 1,
            ShortName = "BIO",
            CategoryId = 8,
            ModifiedAt = 200,
            DeletedAt = 300,
            Sequence = 2,
            ChangedAt = 300
        });
    }

    private static ObserveCourse Named(string name, FieldVersion stamp) => new(new() { ShortName = new(name) }, stamp);

    private static ObserveCourse Full(string name, long category, FieldVersion stamp) =>
        new(new() { ShortName = new(name), CategoryId = category }, stamp);
}
