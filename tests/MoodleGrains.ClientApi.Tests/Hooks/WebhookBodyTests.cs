using System.Text;
using System.Text.Json.Nodes;
using MoodleGrains.ClientApi.Hooks;

namespace MoodleGrains.ClientApi.Tests.Hooks;

public class WebhookBodyTests
{
    private const string Names = @"The event's name as Moodle writes it, such as \core\event\course_updated.";
    private const string Times = "Unix seconds above 0, as Moodle writes them.";
    private const string Numbers = "A whole number, or digits as text, or null.";
    private const string Shapes = "Send what nosey ({event, record}), local_webhooks or local_webhookengine sends.";

    [Fact]
    public void The_three_plugins_are_told_apart_by_content()
    {
        Read(Bodies.Nosey).Envelope.ShouldBe(
            new WebhookEnvelope("nosey", @"\core\event\course_updated", 'u', ToldIn(Bodies.Nosey, "event"), 12, 2, null, 12));
        Read(Bodies.Flat).Envelope.ShouldBe(
            new WebhookEnvelope("local_webhooks", @"\core\event\user_enrolment_created", 'c', 1795255622, 15, 2, 19, 31));
        Read(Bodies.Engine).Envelope.ShouldBe(
            new WebhookEnvelope("local_webhookengine", @"\core\event\course_updated", 'u', 1795255630, 15, 2, null, 15));
        Read(Bodies.Engine).SenderId.ShouldBe(Bodies.DeliveryId);
        Read(Bodies.EngineTest).Envelope!.Event.ShouldBe("webhook.test");
        Read(Bodies.EngineTest).Envelope!.Crud.ShouldBe('?');
    }

    [Fact]
    public void Every_recorded_body_and_sample_is_read()
    {
        foreach (var body in Bodies.All)
        {
            var json = JsonNode.Parse(body)!.AsObject();
            var inner = json["event"] as JsonObject ?? json;
            var envelope = Read(body).Envelope.ShouldNotBeNull(body);
            envelope.Event.ShouldBe((string?)(json["eventname"] ?? inner["eventname"]));
            envelope.Told.ShouldBe(long.Parse(inner["timecreated"]!.ToString(), null));
            envelope.CourseId.ShouldBe(Id(inner["courseid"]));
            envelope.UserId.ShouldBe(Id(inner["userid"]));
            envelope.RelatedUserId.ShouldBe(Id(inner["relateduserid"]));
            envelope.ObjectId.ShouldBe(Id(inner["objectid"]));
        }

        static long? Id(JsonNode? node) => long.TryParse(node?.ToString(), out var id) && id != 0 ? id : null;
    }

    [Theory]
    [InlineData("""{"event":{"timecreated":1},"record":false}""", "event.eventname", "missing", Names)]
    [InlineData("""{"event":{"eventname":"","timecreated":1},"record":false}""", "event.eventname", "missing", Names)]
    [InlineData("""{"event":{"eventname":7,"timecreated":1},"record":false}""", "event.eventname", "a number", Names)]
    [InlineData(
        """{"event":{"eventname":"a\u0000b","timecreated":1},"record":false}""",
        "event.eventname",
        "a text with a control character",
        Names)]
    [InlineData("""{"event":{"eventname":"e"},"record":false}""", "event.timecreated", "missing", Times)]
    [InlineData("""{"event":{"eventname":"e","timecreated":null},"record":false}""", "event.timecreated", "missing", Times)]
    [InlineData("""{"event":{"eventname":"e","timecreated":0},"record":false}""", "event.timecreated", "a number that is no time", Times)]
    [InlineData(
        """{"event":{"eventname":"e","timecreated":1.5},"record":false}""",
        "event.timecreated",
        "a number that is not whole",
        Numbers)]
    [InlineData(
        """{"event":{"eventname":"e","timecreated":"soon"},"record":false}""",
        "event.timecreated",
        "a text that is no number",
        Numbers)]
    [InlineData(
        """{"event":{"eventname":"e","timecreated":1,"courseid":{"a":[1]}},"record":false}""",
        "event.courseid",
        "an object",
        Numbers)]
    [InlineData("""{"event":{"eventname":"e","timecreated":1,"userid":true},"record":false}""", "event.userid", "true or false", Numbers)]
    [InlineData(
        """{"event":{"eventname":"e","timecreated":1,"crud":"x"},"record":false}""",
        "event.crud",
        "a text",
        "One of c, r, u and d.")]
    [InlineData("""{"event":{"eventname":"e","timecreated":1}}""", "record", "missing", "nosey sends the row, or false.")]
    [InlineData("""{"timecreated":1,"eventname":null}""", "eventname", "missing", Names)]
    [InlineData("""{"eventname":"e","token":"t"}""", "timecreated", "missing", Times)]
    [InlineData("""{"eventname":"e","timecreated":1,"objectid":[]}""", "objectid", "a list", Numbers)]
    [InlineData("""{"eventname":"e","event":{}}""", "event.timecreated", "missing", Times)]
    [InlineData("""{"event":null,"record":{}}""", "event", "null", Shapes)]
    [InlineData("""{"hello":"world"}""", "eventname", "missing", Shapes)]
    [InlineData("[]", "body", "JSON, but no object", "Send one JSON object, as the plugin makes it.")]
    [InlineData("", "body", "empty", "Send one JSON object, as the plugin makes it.")]
    public void A_problem_names_the_field_the_kind_of_value_and_the_remedy(string body, string field, string value, string remedy) =>
        Read(body).Problem.ShouldBe(new BodyProblem(field, value, remedy));

    [Theory]
    [InlineData("{\"eventname\":\"e\",\"timecreated\":1")]
    [InlineData("{\"eventname\":\"e\",\"timecreated\":1}}")]
    [InlineData("{\"eventname\":\"e\",\"timecreated\":1}{}")]
    [InlineData("{\"eventname\":\"e\",/* why */\"timecreated\":1}")]
    [InlineData("eventname=e&timecreated=1")]
    [InlineData("   ")]
    public void Text_that_is_no_json_is_told_with_its_place(string body)
    {
        var problem = Read(body).Problem.ShouldNotBeNull();
        problem.Field.ShouldBe("body");
        problem.Value.ShouldMatch("^no JSON from line 1, byte [0-9]+ on$");
    }

    [Theory]
    [InlineData(@"\ud83d")]
    [InlineData(@"\ude00")]
    [InlineData(@"\ud83d\ud83d\ude00")]
    [InlineData(@"\ud83d \ude00")]
    [InlineData(@"\ud83d\\ude00")]
    [InlineData(@"\uD83Dx")]
    public void Half_a_surrogate_pair_is_refused_wherever_it_stands(string text)
    {
        foreach (var body in new[]
        {
            $$$"""{"event":{"eventname":"e","timecreated":1},"record":{"name":"{{{text}}}"}}""",
            $$$"""{"event":{"eventname":"e","timecreated":1,"{{{text}}}":1},"record":[]}""",
            $$$"""{"event":{"eventname":"{{{text}}}","timecreated":1},"record":[]}""",
            $$$"""{"eventname":"e","timecreated":1,"token":"{{{text}}}"}""",
        })
        {
            Read(body).Problem.ShouldNotBeNull(body).Value.ShouldStartWith("text with half of a surrogate pair");
        }
    }

    [Fact]
    public void Whole_pairs_escapes_and_nul_in_other_text_are_fine()
    {
        const string body = """{"event":{"eventname":"e","timecreated":"1"},"record":{"name":"\ud83d\ude00 \\ud83d \u0000 \/ ✨"}}""";
        Read(body).Problem.ShouldBeNull();
        Read(body).WithoutToken(Encoding.UTF8.GetBytes(body)).ShouldBe(Encoding.UTF8.GetBytes(body));
    }

    [Fact]
    public void Bytes_that_are_no_utf8_are_refused() =>
        WebhookBody.Read([.. "{\"eventname\":\""u8, 0xC3, 0x28, .. "\",\"timecreated\":1}"u8]).Problem
            .ShouldBe(new BodyProblem("body", "no UTF-8", "Send JSON as UTF-8."));

    [Fact]
    public void Thirty_two_levels_are_read_and_one_more_is_not()
    {
        Read(Nested(32)).Problem.ShouldBeNull();
        Read(Nested(33)).Problem
            .ShouldBe(new BodyProblem("body", "nested deeper than 32 levels", "Send the event as the plugin makes it."));
        Read(Nested(5000)).Problem!.Value.ShouldBe("nested deeper than 32 levels");

        static string Nested(int levels) =>
            """{"eventname":"e","timecreated":1,"other":""" + new string('[', levels - 1) + new string(']', levels - 1) + "}";
    }

    [Fact]
    public void Of_two_equal_names_the_last_counts() =>
        Read("""{"eventname":"a","timecreated":1,"courseid":4,"eventname":"b","courseid":null}""").Envelope
            .ShouldBe(new WebhookEnvelope("local_webhooks", "b", '?', 1, null, null, null, null));

    [Fact]
    public void Ids_of_nobody_are_none() =>
        Read("""{"eventname":"a","timecreated":"7","courseid":0,"userid":"-1","relateduserid":"","objectid":"15"}""").Envelope
            .ShouldBe(new WebhookEnvelope("local_webhooks", "a", '?', 7, null, null, null, 15));

    [Fact]
    public void The_same_bytes_from_the_same_site_have_the_same_id()
    {
        var id = DeliveryId.Of("campus", "{}"u8);
        id.ShouldMatch("^[0-9a-f]{32}$");
        DeliveryId.Of("campus", "{}"u8).ShouldBe(id);
        DeliveryId.Of("campus", "{ }"u8).ShouldNotBe(id);
        DeliveryId.Of("campus2", "{}"u8).ShouldNotBe(id);
    }

    private static WebhookReading Read(string body) => WebhookBody.Read(Encoding.UTF8.GetBytes(body));

    private static long ToldIn(string body, string inner) => (long)JsonNode.Parse(body)![inner]!["timecreated"]!;
}
