using MoodleGrains.Conferences;
using MoodleGrains.Convergence;
using MoodleGrains.Courses;
using MoodleGrains.Silo.Inbox;
using MoodleGrains.Silo.Inbox.Deliveries;
using MoodleGrains.Silo.Inbox.Translation;
using MoodleGrains.Users;

namespace MoodleGrains.Silo.Tests;

/// <summary>
/// local_webhookengine wraps the event; `other` and the summaries come only if the hook was told to send them. Bodies made as
/// its payload_builder.php (1.0.0) makes them.
/// </summary>
public sealed class WebhookEngineTests
{
    [Fact]
    public void A_summary_fills_the_names_of_a_course_but_counts_as_damaged_because_it_may_be_older_than_the_event()
    {
        var told = DeliveryTranslator.Read(Envelope(
            "course_updated", """ "crud":"u","objectid":15,"courseid":15,"userid":2,"relateduserid":null """,
            """, "course":{"id":15,"shortname":"S","fullname":"F","categoryid":4} """));

        told.Only<ObserveCourse>().Command.Fields.ShouldBe(new CourseFields
        {
            ShortName = Stale("S"),
            FullName = Stale("F"),
        });
        told.Damaged.ShouldBe(0);
    }

    [Fact]
    public void What_the_event_tells_itself_is_preferred_to_the_summary()
    {
        var fields = DeliveryTranslator.Read(Envelope(
            "course_updated",
            """
            "crud":"u","objectid":15,"courseid":15,
            "other":{"shortname":"9002","fullname":"New","updatedfields":{"shortname":"9002","category":"3"}}
            """,
            """, "course":{"id":15,"shortname":"9001","fullname":"Old","categoryid":4} """)).Only<ObserveCourse>().Command.Fields;

        fields.ShouldBe(new CourseFields { ShortName = "9002", FullName = "New", CategoryId = 3 });
    }

    [Fact]
    public void The_related_person_of_an_enrolment_is_told_beside_it()
    {
        var told = DeliveryTranslator.Read(Envelope(
            "user_enrolment_created",
            """ "crud":"c","objectid":31,"courseid":15,"userid":2,"relateduserid":19,"other":{"enrol":"manual"} """,
            """
            , "user":{"id":2,"username":"admin","firstname":"Admin","lastname":"User"}
            , "relateduser":{"id":19,"username":"dev.extra2","firstname":"Ex","lastname":"Tra","email":"extra2@example.org"}
            """));

        told.Only<ObserveEnrolment>().Command.UserId.ShouldBe(19);
        told.Person.ShouldBe(new ObservedPerson(
            19, Stale("dev.extra2"), Stale("Ex Tra"), Stale("extra2@example.org"), null, new FieldVersion(
                null,
                1795255622,
                SourcePrecedence.Created)));
    }

    [Fact]
    public void Who_enrols_himself_is_the_user_of_the_event()
    {
        var told = DeliveryTranslator.Read(Envelope(
            "user_enrolment_created", """ "crud":"c","objectid":31,"courseid":15,"userid":19,"relateduserid":19 """,
            """, "user":{"id":19,"username":"dev.extra2","firstname":"Ex","lastname":"Tra"} """));

        told.Person!.UserName.ShouldBe(Stale("dev.extra2"));
        told.Person.Email.ShouldBeNull();
        told.Only<ObserveEnrolment>().Command.Method.ShouldBeNull();
    }

    [Theory]
    [InlineData(""", "user":{"id":2,"username":"admin","firstname":"A","lastname":"B"} """)]
    [InlineData(""", "relateduser":{"id":19,"deleted":true} """)]
    [InlineData("")]
    public void The_actor_is_not_mistaken_for_the_enrolled_and_a_deleted_user_is_nobody(string summaries) =>
        DeliveryTranslator.Read(Envelope(
            "user_enrolment_created", """ "crud":"c","objectid":31,"courseid":15,"userid":2,"relateduserid":19 """, summaries))
            .Person.ShouldBeNull();

    [Theory]
    [InlineData("role_assigned", """ "crud":"c","objectid":5,"courseid":15,"contextlevel":50,"contextinstanceid":15,"relateduserid":19 """)]
    [InlineData("course_module_created", """ "crud":"c","objectid":28,"courseid":15,"contextlevel":70,"contextinstanceid":28 """)]
    [InlineData("course_module_completion_updated", """ "crud":"u","objectid":5,"courseid":6,"contextinstanceid":11,"relateduserid":5 """)]
    public void What_only_the_left_out_part_would_tell_is_left_to_the_poll(string name, string fields) =>
        DeliveryTranslator.Read(Envelope(name, fields)).Observations.ShouldBeEmpty();

    [Fact]
    public void A_conference_gets_its_page_from_the_sites_address() =>
        DeliveryTranslator.Read(Envelope(
            "course_module_created",
            """ "crud":"c","objectid":28,"courseid":15,"other":{"modulename":"zoom","instanceid":6,"name":"Seminar"} """))
            .Only<ObserveConference>().Command.JoinUrl.ShouldBe("https://moodle.example.org/mod/zoom/view.php?id=28");

    internal static StoredDelivery Envelope(string name, string fields, string summaries = "") => Deliveries.Of(
        $$"""
        {"id":"6f1c0b1e-4c72-4d7a-9a99-b1d3a4362a21","schema":1,"type":"core.{{name}}","eventname":"\\core\\event\\{{name}}",
        "created":1795255622,"site":{"url":"https://moodle.example.org"},
        "event":{"component":"core",{{fields}},"timecreated":1795255622}{{summaries}}}
        """);

    private static Observed<string> Stale(string text) => new(text, Damaged: true) { Stale = true };
}
