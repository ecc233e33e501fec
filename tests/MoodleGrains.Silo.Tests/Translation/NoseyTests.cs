using MoodleGrains.Categories;
using MoodleGrains.Convergence;
using MoodleGrains.Courses;
using MoodleGrains.Silo.Inbox;
using MoodleGrains.Silo.Inbox.Translation;
using MoodleGrains.Users;

namespace MoodleGrains.Silo.Tests;

/// <summary>nosey sends the event and the table's row, and turns every numeric-looking text into a number.</summary>
public sealed class NoseyTests
{
    private static readonly Observed<string> Summary = "<p>\"quoted\" \\ slash / and é</p>";

    [Fact]
    public void A_created_course_comes_with_all_its_fields_and_the_rows_own_time()
    {
        var told = DeliveryTranslator.Read(Recorded.Webhook("nosey", 4));

        var (grain, course) = told.Only<ObserveCourse>();
        grain.Value.ShouldBe("course-campus-12");
        course.Stamp.ShouldBe(new FieldVersion(1795255467, 1795255467, SourcePrecedence.Created));
        course.Fields.ShouldBe(new CourseFields
        {
            ShortName = Damaged("7009"),
            FullName = "Temporary course unpatched",
            IdNumber = Damaged("42"),
            CategoryId = 6,
            Summary = Summary,
            Visible = true,
            Format = "topics",
            Language = "",
            StartsAt = 1800000000,
            EndsAt = 1810000000,
            CreatedAt = 1795255467,
        });
        told.Damaged.ShouldBe(2);
    }

    [Fact]
    public void A_number_where_text_belongs_is_kept_as_it_was_written_and_marked()
    {
        var told = DeliveryTranslator.Read(Recorded.Webhook("nosey", 5));

        var fields = told.Only<ObserveCourse>().Command.Fields;
        fields.ShortName.ShouldBe(Damaged("3.1"));
        fields.FullName.ShouldBe(new Observed<string>("0x1A"));
        fields.IdNumber.ShouldBe(Damaged("5"));
        fields.Summary.ShouldBe(Damaged("1.2345678901234567e+19"));
        told.Damaged.ShouldBe(3);
    }

    [Fact]
    public void A_missing_summary_is_an_empty_one()
    {
        var fields = DeliveryTranslator.Read(Recorded.Webhook("nosey", 42)).Only<ObserveCourse>().Command.Fields;

        fields.Summary.ShouldBe(new Observed<string>(""));
        fields.CategoryId.ShouldBe(3);
    }

    [Fact]
    public void A_course_is_deleted_by_crud_even_though_its_last_row_comes_along()
    {
        var told = DeliveryTranslator.Read(Recorded.Webhook("nosey", 34));

        told.Only<ObserveCourseDeleted>().ShouldBe(
            (new StreamKey("course-campus-13"), new ObserveCourseDeleted(new FieldVersion(null, 1795255503, SourcePrecedence.Deleted))));
        told.Damaged.ShouldBe(0);
    }

    [Fact]
    public void A_row_that_was_gone_leaves_what_the_event_itself_tells()
    {
        var told = DeliveryTranslator.Read(Deliveries.Of(
            """
            {"event":{"eventname":"\\core\\event\\course_updated","objectid":12,"crud":"u","courseid":12,
            "other":{"shortname":3.1,"fullname":"0x1A","updatedfields":{"visible":0}},"timecreated":1795255468},"record":false}
            """));

        var course = told.Only<ObserveCourse>().Command;
        course.Fields.ShouldBe(new CourseFields { ShortName = Damaged("3.1"), FullName = "0x1A", Visible = false });
        course.Stamp.ShouldBe(new FieldVersion(null, 1795255468, SourcePrecedence.Updated));
    }

    [Fact]
    public void A_moved_category_comes_with_its_parent_and_the_rows_own_time()
    {
        var told = DeliveryTranslator.Read(Recorded.Webhook("nosey", 17));

        told.Only<ObserveCategory>().ShouldBe((
            new StreamKey("category-campus-7"),
            new ObserveCategory(
                Damaged("2030"), Damaged("1000"), 3, (Observed<string>)"<p>0012</p>", true, new FieldVersion(
                    1795255499,
                    1795255499,
                    SourcePrecedence.Updated))));
        told.Damaged.ShouldBe(2);
    }

    [Fact]
    public void A_category_without_idnumber_has_an_empty_one() =>
        DeliveryTranslator.Read(Recorded.Webhook("nosey", 43)).Only<ObserveCategory>().Command.IdNumber.ShouldBe(new Observed<string>(""));

    [Fact]
    public void An_enrolment_is_of_the_related_user_and_active_while_its_window_is_open() =>
        DeliveryTranslator.Read(Recorded.Webhook("nosey", 7)).Only<ObserveEnrolment>().ShouldBe((
            new StreamKey("course-campus-12"),
            new ObserveEnrolment(
                4, 23, EnrolmentChange.Created, "manual", Active: true, Since: 1795255468, From: 0, Until: 0, WasLast: null,
                new FieldVersion(null, 1795255468, SourcePrecedence.Created))));

    [Theory]
    [InlineData(0, 0, 0, true)]
    [InlineData(1, 0, 0, false)]
    [InlineData(0, 1001, 0, false)]
    [InlineData(0, 1000, 1001, true)]
    [InlineData(0, 0, 1000, false)]
    public void An_enrolment_is_active_by_status_and_window_at_the_time_it_was_told(int status, int from, int until, bool active) =>
        DeliveryTranslator.Read(Deliveries.Of(
            $$"""
            {"event":{"eventname":"\\core\\event\\user_enrolment_created","objectid":23,"crud":"c","courseid":12,"relateduserid":4,
            "other":{"enrol":"self"},"timecreated":1000},"record":{"id":23,"status":{{status}},"timestart":{{from}},"timeend":{{until}} } }
            """)).Only<ObserveEnrolment>().Command.Active.ShouldBe(active);

    [Fact]
    public void An_unenrolment_has_no_row_but_says_that_it_was_the_last() =>
        DeliveryTranslator.Read(Recorded.Webhook("nosey", 24)).Only<ObserveEnrolment>().Command.ShouldBe(new ObserveEnrolment(
            4, 27, EnrolmentChange.Deleted, "manual", Active: null, Since: null, From: null, Until: null, WasLast: true,
            new FieldVersion(null, 1795255500, SourcePrecedence.Deleted)));

    [Fact]
    public void Uncompleting_an_activity_is_the_same_event_with_state_0()
    {
        var (grain, completed) = DeliveryTranslator.Read(Recorded.Webhook("nosey", 25)).Only<ObserveCompletion>();
        var uncompleted = DeliveryTranslator.Read(Recorded.Webhook("nosey", 26)).Only<ObserveCompletion>().Command;

        grain.Value.ShouldBe("user-campus-4");
        completed.ShouldBe(new ObserveCompletion(6, 11, 1, 1795255501, new FieldVersion(null, 1795255501, SourcePrecedence.Updated)));
        uncompleted.ShouldBe(new ObserveCompletion(6, 11, 0, null, new FieldVersion(null, 1795255501, SourcePrecedence.Updated)));
    }

    [Fact]
    public void A_completed_course_comes_with_the_rows_time_not_the_events() =>
        DeliveryTranslator.Read(Recorded.Webhook("nosey", 41)).Only<ObserveCompletion>().ShouldBe((
            new StreamKey("user-campus-13"),
            new ObserveCompletion(7, null, 1, 1795255572, new FieldVersion(null, 1795255573, SourcePrecedence.Updated))));

    [Fact]
    public void The_portalid_of_a_user_is_not_taken_for_an_idnumber() =>
        DeliveryTranslator.Read(Recorded.Webhook("nosey", 9)).Person.ShouldBeNull();

    private static Observed<string> Damaged(string text) => new(text, Damaged: true);
}
