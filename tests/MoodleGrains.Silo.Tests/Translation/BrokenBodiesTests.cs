using System.Text;
using MoodleGrains.Courses;
using MoodleGrains.Silo.Inbox;
using MoodleGrains.Silo.Inbox.Deliveries;
using MoodleGrains.Silo.Inbox.Translation;
using Xunit.Abstractions;

namespace MoodleGrains.Silo.Tests;

/// <summary>The edge lets through what has a name and a time; what is then missing parks the delivery, with the field's name.</summary>
public sealed class BrokenBodiesTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("course_updated", """ "crud":"u" """, "objectid")]
    [InlineData("user_enrolment_created", """ "crud":"c","objectid":1,"courseid":2 """, "relateduserid")]
    [InlineData("user_enrolment_created", """ "crud":"c","objectid":1,"relateduserid":2 """, "courseid")]
    [InlineData("course_module_created", """ "crud":"c","objectid":1,"courseid":2,"other":{"modulename":"zoom"} """, "instanceid")]
    public void What_is_missing_is_named(string name, string fields, string field) =>
        Refusal(Deliveries.Of($$"""{"eventname":"\\core\\event\\{{name}}","timecreated":5,{{fields}},"token":""}"""))
            .Message.ShouldStartWith(field + ":");

    [Theory]
    [InlineData(""" {"category":"x"} """, "category")]
    [InlineData(""" {"startdate":1.5} """, "startdate")]
    [InlineData(""" {"visible":{}} """, "visible")]
    [InlineData(""" {"fullname":"\ud83d"} """, "body")]
    public void What_is_wrong_is_named(string row, string field) =>
        Refusal(CourseUpdated(row)).Message.ShouldStartWith(field + ":");

    /// <summary>to_timestamp refuses the year 300000, and with it the whole batch of rows: projections stood still.</summary>
    [Fact]
    public void A_time_that_no_calendar_can_hold_is_none()
    {
        var told = DeliveryTranslator.Read(CourseUpdated(""" {"startdate":9999999999999,"enddate":-1,"timemodified":"99999999999999"} """))
            .Only<ObserveCourse>(
            ).Command;

        told.Fields.StartsAt.ShouldBe(0);
        told.Fields.EndsAt.ShouldBe(0);
        told.Stamp.Modified.ShouldBeNull();
    }

    [Theory]
    [InlineData("nosey", "{}", "event")]
    [InlineData("nosey", "[]", "event")]
    [InlineData("nosey", "no JSON", "body")]
    [InlineData("local_webhooks", "", "body")]
    [InlineData("local_webhookengine", """{"event":null}""", "event")]
    public void A_body_of_another_shape_is_named(string shape, string body, string field) =>
        Refusal(Nosey with { Envelope = Nosey.Envelope with { Shape = shape }, Body = Encoding.UTF8.GetBytes(body) })
            .Message.ShouldStartWith(field + ":");

    [Fact]
    public void A_message_does_not_repeat_texts_of_the_body() =>
        Refusal(CourseUpdated(""" {"category":"dev.user01@example.org"} """)).ToString().ShouldNotContain("dev.user01");

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("false")]
    [InlineData(""" {"fullname":["x"],"visible":"","category":null} """)]
    public void The_oddities_of_php_are_no_fault(string row) =>
        DeliveryTranslator.Read(CourseUpdated(row)).Observations.Count.ShouldBe(1);

    [Theory]
    [InlineData("course_deleted", "ObserveCourseDeleted")]
    [InlineData("course_created", "ObserveCourse")]
    [InlineData("course_category_deleted", "ObserveCategoryDeleted")]
    public void An_event_without_crud_goes_by_its_name(string name, string command) =>
        DeliveryTranslator.Read(Deliveries.Of($$"""{"eventname":"\\core\\event\\{{name}}","objectid":1,"timecreated":5,"token":""}"""))
            .Observations.Single().Command.GetType().Name.ShouldBe(command);

    [Fact]
    public void A_body_that_no_grain_knows_is_not_even_read() =>
        DeliveryTranslator.Read(Nosey with { Envelope = Nosey.Envelope with { Event = @"\mod_forum\event\post_created" }, Body = default })
            .ShouldBe(Translated.Nothing);

    [Fact]
    public void Whatever_is_done_to_a_body_it_is_read_or_refused()
    {
        var seed = Random.Shared.Next(1_000_000);
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var originals = ((string[])["nosey", "local_webhooks"])
            .SelectMany(plugin => Recorded.Names(plugin).Select(name => Recorded.Webhook(plugin, name))).ToList();
        var refused = 0;
        var count = Environment.GetEnvironmentVariable("MOODLEGRAINS_SOAK") == "1" ? 100_000 : 2_000;
        for (var i = 0; i < count; i++)
        {
            var delivery = originals[random.Next(originals.Count)];
            try
            {
                DeliveryTranslator.Read(delivery with { Body = Mutated(delivery.Body.ToArray(), random) });
            }
            catch (FormatException)
            {
                refused++;
            }
        }

        refused.ShouldBeInRange(1, count - 1);
    }

    private static byte[] Mutated(byte[] body, Random random)
    {
        var snippets = (string[])["null", "[]", "{}", "-1", "1e999", "99999999999999999999", "\"\\u0000\"", "true", ","];
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var snippet = Encoding.UTF8.GetBytes(snippets[random.Next(snippets.Length)]);

            // Behind a colon stands a value: replaced there, the rest often stays JSON.
            var at = Array.IndexOf(body, (byte)':', random.Next(body.Length)) + 1;
            var end = Array.FindIndex(body, at, one => one is (byte)',' or (byte)'}');
            body = random.Next(3) == 0 || end < 0
                ? [.. body.AsSpan(0, random.Next(body.Length)), .. snippet, .. body.AsSpan(random.Next(body.Length))]
                : [.. body.AsSpan(0, at), .. snippet, .. body.AsSpan(end)];
        }

        return body;
    }

    private static StoredDelivery Nosey => Recorded.Webhook("nosey", 4);

    private static FormatException Refusal(StoredDelivery delivery) =>
        Should.Throw<FormatException>(() => DeliveryTranslator.Read(delivery));

    private static StoredDelivery CourseUpdated(string row) => Deliveries.Of(
        $$"""
        {"event":{"eventname":"\\core\\event\\course_updated","objectid":1,"crud":"u","other":[],"timecreated":5},"record":{{row}} }
        """);
}
