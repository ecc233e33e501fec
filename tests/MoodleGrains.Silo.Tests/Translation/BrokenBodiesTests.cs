using System.Text;
using MoodleGrains.Silo.Inbox;

namespace MoodleGrains.Silo.Tests;

/// <summary>The edge lets through what has a name and a time; what is then missing parks the delivery, with the field's name.</summary>
public sealed class BrokenBodiesTests
{
    [Theory]
    [InlineData("""{"eventname":"\\core\\event\\course_updated","crud":"u","timecreated":5,"token":""}""", "objectid")]
    [InlineData("""{"eventname":"\\core\\event\\user_enrolment_created","objectid":1,"courseid":2,"crud":"c","timecreated":5,"token":""}""", "relateduserid")]
    [InlineData("""{"eventname":"\\core\\event\\user_enrolment_created","objectid":1,"relateduserid":2,"crud":"c","timecreated":5,"token":""}""", "courseid")]
    [InlineData("""{"event":{"eventname":"\\core\\event\\course_updated","objectid":1,"crud":"u","timecreated":5},"record":{"category":"x"}}""", "category")]
    [InlineData("""{"event":{"eventname":"\\core\\event\\course_updated","objectid":1,"crud":"u","timecreated":5},"record":{"startdate":1.5}}""", "startdate")]
    [InlineData("""{"event":{"eventname":"\\core\\event\\course_updated","objectid":1,"crud":"u","timecreated":5},"record":{"fullname":"\ud83d"}}""", "body")]
    [InlineData("""{"eventname":"\\core\\event\\course_module_created","objectid":1,"courseid":2,"crud":"c","timecreated":5,"other":{"modulename":"zoom"},"token":""}""", "instanceid")]
    public void What_is_missing_or_wrong_is_named(string body, string field) =>
        Should.Throw<FormatException>(() => Translation.Read(Deliveries.Of(body))).Message.ShouldStartWith(field + ":");

    [Theory]
    [InlineData("nosey", "{}", "event")]
    [InlineData("nosey", "[]", "event")]
    [InlineData("nosey", "no JSON", "body")]
    [InlineData("local_webhooks", "", "body")]
    [InlineData("local_webhookengine", """{"event":null}""", "event")]
    public void A_body_of_another_shape_is_named(string shape, string body, string field)
    {
        var delivery = Recorded.Webhook("nosey", 4) with { Shape = shape, Body = Encoding.UTF8.GetBytes(body) };

        Should.Throw<FormatException>(() => Translation.Read(delivery)).Message.ShouldStartWith(field + ":");
    }

    [Fact]
    public void A_message_does_not_repeat_texts_of_the_body() =>
        Should.Throw<FormatException>(() => Translation.Read(Deliveries.Of(
            """
            {"event":{"eventname":"\\core\\event\\course_updated","objectid":1,"crud":"u","timecreated":5},
            "record":{"category":"dev.user01@example.org"}}
            """))).ToString().ShouldNotContain("dev.user01");

    [Theory]
    [InlineData("""{"event":{"eventname":"\\core\\event\\course_updated","objectid":1,"crud":"u","other":[],"timecreated":5},"record":[]}""")]
    [InlineData("""{"event":{"eventname":"\\core\\event\\course_updated","objectid":1,"crud":"u","other":{"updatedfields":[]},"timecreated":5},"record":null}""")]
    [InlineData("""{"event":{"eventname":"\\core\\event\\course_updated","objectid":1,"crud":"u","timecreated":5},"record":{"fullname":["x"],"visible":""}}""")]
    public void The_oddities_of_php_are_no_fault(string body) =>
        Translation.Read(Deliveries.Of(body)).Observations.Count.ShouldBe(1);

    [Theory]
    [InlineData("course_deleted", "ObserveCourseDeleted")]
    [InlineData("course_created", "ObserveCourse")]
    [InlineData("course_category_deleted", "ObserveCategoryDeleted")]
    public void An_event_without_crud_goes_by_its_name(string name, string command) =>
        Translation.Read(Deliveries.Of($$"""{"eventname":"\\core\\event\\{{name}}","objectid":1,"timecreated":5,"token":""}"""))
            .Observations.Single().Command.GetType().Name.ShouldBe(command);

    [Fact]
    public void A_body_that_no_grain_knows_is_not_even_read() =>
        Translation.Read(Recorded.Webhook("nosey", 4) with { Event = @"\mod_forum\event\post_created", Body = default })
            .ShouldBe(Translated.Nothing);
}
