using System.Text;
using System.Text.Json.Nodes;
using MoodleGrains.Sandbox.Plugins;
using MoodleGrains.Sandbox.Scenarios;

namespace MoodleGrains.Silo.Tests.Sandbox;

public sealed class LocalWebhooksBodiesTests
{
    // What the sandbox does not do: groups, assignments with their grades, forums, messages, the welcome notice of an enrolment,
    // changed and deleted sections, log-ins, and what Moodle did of itself between the recorded calls.
    private static readonly string[] notDone =
    [
        "041", "046", "048", "050", "070", "072", "074", "076", "078", "080", "082", "083", "084", "085",
        "100", "102", "104", "106", "118", "120",
    ];

    [Fact]
    public void The_sandbox_sends_every_recorded_delivery_of_local_webhooks_that_it_does_field_by_field()
    {
        var recordings = Recordings.LocalWebhooks
            .Where(r => (string)r["mode"]! == "json" && !notDone.Contains(r.File()[..3]))
            .TakeWhile(r => string.CompareOrdinal(r.File(), "140") < 0)
            .ToList();
        var plugin = new LocalWebhooks(ExampleAcademy.Address, "wh-token-0123456789", "tenant=demo;v=1");

        var sent = LocalWebhooksReplay.Run().Select(plugin.Post).ToList();

        for (var i = 0; i < Math.Min(sent.Count, recordings.Count); i++)
        {
            var recorded = recordings[i];
            WithoutChance(Encoding.UTF8.GetString(sent[i].Body.Span)).ShouldBe(WithoutChance(recorded.RawBody()), recorded.File());
            sent[i].ContentType.ShouldBe((string)recorded["contentType"]!);
            sent[i].Headers.ShouldContain(h => h.Key == "User-Agent" && h.Value == (string)recorded["userAgent"]!);
        }

        sent.Count.ShouldBe(recordings.Count);
    }

    [Fact]
    public void In_form_mode_the_body_is_the_same_json_under_a_form_content_type()
    {
        var plugin = new LocalWebhooks(ExampleAcademy.Address, asForm: true);
        var recorded = Recordings.LocalWebhooks.First(r => (string)r["mode"]! == "form");

        var post = plugin.Post(LocalWebhooksReplay.Run()[0]);

        Encoding.UTF8.GetString(post.Body.Span).ShouldBe(recorded.RawBody());
        post.ContentType.ShouldBe((string)recorded["contentType"]!);
    }

    // The id of a backup is random in Moodle.
    private static string WithoutChance(string body)
    {
        var json = JsonNode.Parse(body)!;
        if (json["other"] is JsonObject other && other.ContainsKey("backupid"))
        {
            other["backupid"] = "";
            return json.ToJsonString();
        }

        return body;
    }
}
