using MoodleGrains.Categories;
using MoodleGrains.Conferences;
using MoodleGrains.Convergence;
using MoodleGrains.Courses;
using MoodleGrains.Silo.Inbox;
using MoodleGrains.Silo.Inbox.Deliveries;
using MoodleGrains.Silo.Inbox.Translation;
using MoodleGrains.Users;

namespace MoodleGrains.Silo.Tests;

/// <summary>local_webhooks sends the event alone: no row, exact texts, ids as numbers or strings.</summary>
public sealed class LocalWebhooksTests
{
    [Fact]
    public void A_created_course_comes_with_its_names_only()
    {
        var told = DeliveryTranslator.Read(Recorded.Webhook("local_webhooks", 17));

        var (grain, course) = told.Only<ObserveCourse>();
        grain.Value.ShouldBe("course-campus-15");
        course.Fields.ShouldBe(new CourseFields { ShortName = "9001", FullName = "Hook course “quotes”" });
        course.Stamp.ShouldBe(new FieldVersion(null, 1795255621, SourcePrecedence.Created));
        told.Damaged.ShouldBe(0);
    }

    [Theory]
    [InlineData(28, false)]
    [InlineData(30, true)]
    public void Hiding_and_showing_a_course_is_among_its_changed_fields(int number, bool visible) =>
        DeliveryTranslator.Read(Recorded.Webhook("local_webhooks", number)).Only<ObserveCourse>().Command.Fields.ShouldBe(
            new CourseFields { ShortName = "9002", FullName = "Hook course 2", Visible = visible });

    [Fact]
    public void A_moved_course_tells_its_new_category() =>
        DeliveryTranslator.Read(Recorded.Webhook("local_webhooks", 145)).Only<ObserveCourse>().Command.Fields.CategoryId.ShouldBe(3);

    [Fact]
    public void Any_changed_field_is_told()
    {
        var fields = DeliveryTranslator.Read(Deliveries.Of(
            """
            {"eventname":"\\core\\event\\course_updated","objectid":"15","crud":"u","courseid":"15","timecreated":"1795255622",
            "other":{"shortname":"a","fullname":"b","updatedfields":{"idnumber":"0.10","summary":null,"startdate":"5","enddate":6,
            "format":"weeks","lang":"de","category":"3","summary_editor":{"text":"x"},"visible":"1"}},"token":""}
            """)).Only<ObserveCourse>().Command.Fields;

        fields.ShouldBe(new CourseFields
        {
            ShortName = "a",
            FullName = "b",
            IdNumber = "0.10",
            Summary = "",
            StartsAt = 5,
            EndsAt = 6,
            Format = "weeks",
            Language = "de",
            CategoryId = 3,
            Visible = true,
        });
    }

    [Fact]
    public void The_emptied_content_of_a_course_is_not_its_deletion()
    {
        DeliveryTranslator.Read(Recorded.Webhook("local_webhooks", 130)).ShouldBe(Translated.Nothing);
        DeliveryTranslator.Read(Recorded.Webhook("local_webhooks", 132)).Only<ObserveCourseDeleted>().Grain.Value
            .ShouldBe("course-campus-15");
    }

    [Fact]
    public void A_restored_course_exists() =>
        DeliveryTranslator.Read(Deliveries.Of(
            """
            {"eventname":"\\core\\event\\course_restored","objectid":"18","crud":"c","courseid":"18","timecreated":5,
            "other":{"type":"course","target":2,"mode":10,"operation":"restore","samesite":true},"token":""}
            """)).Only<ObserveCourse>().ShouldBe(
            (new StreamKey("course-campus-18"), new ObserveCourse(
                new CourseFields(),
                new FieldVersion(null, 5, SourcePrecedence.Created))));

    [Fact]
    public void A_category_tells_that_it_is_there_and_when_it_is_gone()
    {
        DeliveryTranslator.Read(Recorded.Webhook("local_webhooks", 15)).Only<ObserveCategory>().ShouldBe((
            new StreamKey("category-campus-9"),
            new ObserveCategory(null, null, null, null, null, new FieldVersion(null, 1795255621, SourcePrecedence.Updated))));
        DeliveryTranslator.Read(Recorded.Webhook("local_webhooks", 136)).Only<ObserveCategoryDeleted>().Grain.Value
            .ShouldBe("category-campus-9");
    }

    [Fact]
    public void A_suspended_enrolment_is_a_change_that_does_not_say_how() =>
        DeliveryTranslator.Read(Recorded.Webhook("local_webhooks", 39)).Only<ObserveEnrolment>().ShouldBe((
            new StreamKey("course-campus-15"),
            new ObserveEnrolment(
                19, 31, EnrolmentChange.Updated, "manual", null, null, null, null, null, new FieldVersion(
                    null,
                    1795255622,
                    SourcePrecedence.Updated))));

    [Fact]
    public void An_unenrolment_says_that_it_was_the_last() =>
        DeliveryTranslator.Read(Recorded.Webhook("local_webhooks", 110)).Only<ObserveEnrolment>().Command.ShouldBe(new ObserveEnrolment(
            19, 31, EnrolmentChange.Deleted, "manual", null, null, null, null, true, new FieldVersion(
                null,
                1795255629,
                SourcePrecedence.Deleted)));

    [Theory]
    [InlineData(43, true, SourcePrecedence.Created)]
    [InlineData(44, false, SourcePrecedence.Deleted)]
    public void A_role_in_a_course_is_given_and_taken_by_its_assignment(int number, bool assigned, SourcePrecedence rank) =>
        DeliveryTranslator.Read(Recorded.Webhook("local_webhooks", number)).Only<ObserveRole>().ShouldBe((
            new StreamKey("course-campus-15"), new ObserveRole(19, 3, 33, assigned, new FieldVersion(null, 1795255623, rank))));

    [Theory]
    [InlineData(10)]
    [InlineData(40)]
    [InlineData(70)]
    public void A_role_outside_a_course_is_nobodys(int level) =>
        DeliveryTranslator.Read(Deliveries.Of(
            $$"""
            {"eventname":"\\core\\event\\role_assigned","objectid":3,"crud":"c","contextlevel":{{level}},"contextinstanceid":4,
            "courseid":0,"relateduserid":"19","timecreated":5,"other":{"id":7},"token":""}
            """)).Observations.ShouldBeEmpty();

    [Theory]
    [InlineData(3, SourcePrecedence.Updated)]
    [InlineData(5, SourcePrecedence.Created)]
    [InlineData(9, SourcePrecedence.Updated)]
    public void A_user_is_heard_of_without_anything_personal(int number, SourcePrecedence rank)
    {
        var told = DeliveryTranslator.Read(Recorded.Webhook("local_webhooks", number));

        var (grain, user) = told.Only<ObserveUser>();
        grain.Value.ShouldBe("user-campus-19");
        user.Suspended.ShouldBeNull();
        user.Stamp.Rank.ShouldBe(rank);
        told.Person.ShouldBeNull();
    }

    [Fact]
    public void A_deleted_user_comes_with_the_person_as_it_was()
    {
        var told = DeliveryTranslator.Read(Recorded.Webhook("local_webhooks", 138));

        var stamp = new FieldVersion(null, 1795255630, SourcePrecedence.Deleted);
        told.Only<ObserveUserDeleted>().ShouldBe((new StreamKey("user-campus-19"), new ObserveUserDeleted(stamp)));
        told.Person.ShouldBe(new ObservedPerson(
            19, (Observed<string>)"dev.extra2", null, (Observed<string>)"extra2@example.org", (Observed<string>)"2e3", stamp));
    }

    [Fact]
    public void A_completed_activity_takes_the_events_time_where_no_row_comes_along() =>
        DeliveryTranslator.Read(Recorded.Webhook("local_webhooks", 91)).Only<ObserveCompletion>().ShouldBe((
            new StreamKey("user-campus-5"),
            new ObserveCompletion(6, 11, 1, 1795255628, new FieldVersion(null, 1795255628, SourcePrecedence.Updated))));

    [Fact]
    public void A_completed_course_does_not_say_when() =>
        DeliveryTranslator.Read(Recorded.Webhook("local_webhooks", 93)).Only<ObserveCompletion>().Command.ShouldBe(
            new ObserveCompletion(6, null, 1, null, new FieldVersion(null, 1795255628, SourcePrecedence.Updated)));

    [Fact]
    public void A_conference_tells_its_name_and_place_but_neither_times_nor_address() =>
        DeliveryTranslator.Read(Recorded.Webhook("local_webhooks", 56)).Only<ObserveConference>().ShouldBe((
            new StreamKey("conference-campus-28"),
            new ObserveConference(
                "bigbluebuttonbn",
                6,
                15,
                (Observed<string>)"Seminar & Q/A",
                StartsAt: null,
                EndsAt: null,
                Visible: null,
                JoinUrl: null,
                new FieldVersion(null, 1795255624, SourcePrecedence.Created))));

    [Fact]
    public void A_deleted_conference_is_known_by_its_module() =>
        DeliveryTranslator.Read(Recorded.Webhook("local_webhooks", 68)).Only<ObserveConferenceDeleted>().ShouldBe((
            new StreamKey("conference-campus-28"), new ObserveConferenceDeleted(
                new FieldVersion(null, 1795255625, SourcePrecedence.Deleted))));

    [Theory]
    [InlineData("zoom")]
    [InlineData("jitsi")]
    [InlineData("googlemeet")]
    [InlineData("msteams")]
    public void Other_conference_modules_are_conferences_too(string module) =>
        DeliveryTranslator.Read(Deliveries.Of(
            $$"""
            {"eventname":"\\core\\event\\course_module_created","objectid":28,"crud":"c","courseid":"15","timecreated":5,
            "other":{"modulename":"{{module}}","instanceid":"6","name":"N"},"token":""}
            """)).Only<ObserveConference>().Command.Module.ShouldBe(module);
}
