using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace MoodleGrains.ClientApi.Tests.Hooks;

/// <summary>Bodies as the plugins send them.</summary>
internal static class Bodies
{
    public const string RecordedToken = "wh-token-0123456789";

    public const string DeliveryId = "6f1c0b1e-4c72-4d7a-9a99-b1d3a4362a21";

    /// <summary>The envelope of local_webhookengine 1.0.0 (its payload_builder, schema 1), with the bytes PHP would write.</summary>
    public const string Engine =
        """
        {"id":"6f1c0b1e-4c72-4d7a-9a99-b1d3a4362a21","schema":1,"type":"core.course_updated","eventname":"\\core\\event\\course_updated","created":1795255630,"site":{"url":"https://moodle.example.edu"},"event":{"component":"core","action":"updated","target":"course","objectid":15,"crud":"u","edulevel":1,"contextid":68,"contextlevel":50,"contextinstanceid":15,"courseid":15,"userid":2,"relateduserid":null,"timecreated":1795255630},"course":{"id":15,"shortname":"BIO101","fullname":"Biologie für Einsteiger","categoryid":2}}
        """;

    /// <summary>What its "send test" button sends: no crud, no ids.</summary>
    public const string EngineTest =
        """
        {"id":"11111111-4c72-4d7a-9a99-b1d3a4362a21","schema":1,"type":"webhook.test","eventname":"webhook.test","created":1795255630,"site":{"url":"https://moodle.example.edu"},"event":{"component":"local_webhookengine","action":"test","target":"webhook","userid":2,"timecreated":1795255630}}
        """;

    public static string Nosey => Recorded("nosey/006-course_updated-hide_course.json");

    public static string Flat => Recorded("local_webhooks/031-user_enrolment_created-json.json");

    /// <summary>The raw body in a recording.</summary>
    public static string Recorded(string file) => (string)JsonNode.Parse(File.ReadAllText(Path(file)))!["rawBody"]!;

    public static string Sample(string file) => File.ReadAllText(Path("samples/" + file));

    public static IEnumerable<string> AllRecorded(string plugin) =>
        Directory.EnumerateFiles(Path(plugin)).Order(StringComparer.Ordinal)
            .Select(f => Recorded(plugin + "/" + System.IO.Path.GetFileName(f)));

    public static IEnumerable<string> All =>
        [.. AllRecorded("nosey"), .. AllRecorded("local_webhooks"), Engine, EngineTest, .. Directory.EnumerateFiles(Path("samples"))
            .Select(File.ReadAllText)];

    /// <summary>The headers of Standard Webhooks for a body.</summary>
    public static (string, string)[] Signed(string body, DateTimeOffset now, params byte[][] secrets)
    {
        var timestamp = now.ToUnixTimeSeconds();
        var text = Encoding.UTF8.GetBytes($"{DeliveryId}.{timestamp}.{body}");
        return
        [
            ("webhook-id", DeliveryId),
            ("webhook-timestamp", $"{timestamp}"),
            ("webhook-signature", string.Join(' ', secrets.Select(s => "v1," + Convert.ToBase64String(HMACSHA256.HashData(s, text))))),
        ];
    }

    private static string Path(string relative) => System.IO.Path.Combine(AppContext.BaseDirectory, "Recorded", relative);
}
