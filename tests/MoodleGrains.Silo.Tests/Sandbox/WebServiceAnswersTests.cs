using System.Text.Json.Nodes;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Scenarios;
using MoodleGrains.Sandbox.WebService;

namespace MoodleGrains.Silo.Tests.Sandbox;

public sealed class WebServiceAnswersTests
{
    private readonly University moodle;
    private readonly MoodleWebService service;

    public WebServiceAnswersTests()
    {
        var academy = new ExampleAcademy();
        academy.Clock.Set(1795255738);
        moodle = academy.University;
        moodle.AddSection(6);
        service = new(moodle, ExampleAcademy.Address, "t0ken");
    }

    [Fact]
    public void Every_recorded_answer_to_an_administrator_is_answered_alike()
    {
        foreach (var recorded in Recordings.WebService)
        {
            var fields = recorded["params"]!.AsObject().ToDictionary(p => p.Key, p => (string)p.Value!);
            fields["wstoken"] = recorded.File() == "errors/invalidtoken" ? "wrong" : "t0ken";
            fields["wsfunction"] = Known((string)recorded["function"]!, fields);
            fields["moodlewsrestformat"] = "json";

            var answer = service.Answer(fields);

            var lines = Comparable(JsonNode.Parse(answer.Body.Span)!);
            var expected = Comparable(recorded["body"]!);
            lines.Zip(expected).Where(pair => pair.First != pair.Second).Take(3).ShouldBeEmpty(recorded.File());
            lines.Length.ShouldBe(expected.Length, recorded.File());
        }
    }

    [Fact]
    public void Without_the_json_format_an_error_is_xml() =>
        service.Answer(new Dictionary<string, string> { ["wstoken"] = "t0ken", ["wsfunction"] = "core_course_no_such" })
            .ContentType.ShouldStartWith("application/xml");

    [Fact]
    public void Moodle_tells_of_each_call_before_it_answers()
    {
        moodle.TakeEvents();

        service.Answer(new Dictionary<string, string> { ["wstoken"] = "t0ken", ["wsfunction"] = "core_course_get_courses" });

        moodle.TakeEvents().ShouldHaveSingleItem().EventName.ShouldBe(@"\core\event\webservice_function_called");
    }

    // The recorded refusals are of a function the sandbox does not have; the same rules hold for one it has.
    private static string Known(string function, Dictionary<string, string> fields)
    {
        if (function != "core_course_get_contents")
        {
            return function;
        }

        if (fields.ContainsKey("bogus"))
        {
            fields["courseid"] = "6";
        }

        return "core_enrol_get_enrolled_users";
    }

    // Left out: which functions the service lists (the sandbox has fewer), the guest's description, and an administrator's preferences.
    private static string[] Comparable(JsonNode answer)
    {
        var copy = answer.DeepClone();
        foreach (var user in Users(copy))
        {
            user.Remove("preferences");
            user.Remove("description");
            user.Remove("descriptionformat");
        }

        (copy as JsonObject)?.Remove("functions");
        if (copy is JsonArray list && list.Count > 0 && list[0]!["categorysortorder"] is not null)
        {
            // Moodle lists courses in no order at all.
            copy = new JsonArray([.. list.OrderBy(c => (long)c!["id"]!).Select(c => c!.DeepClone())]);
        }

        return copy.ToJsonString(new() { WriteIndented = true }).Split('\n');
    }

    private static IEnumerable<JsonObject> Users(JsonNode answer) =>
        ((answer as JsonObject)?["users"] as JsonArray ?? answer as JsonArray ?? []).OfType<JsonObject>();
}
