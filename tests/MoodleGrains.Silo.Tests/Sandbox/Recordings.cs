using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MoodleGrains.Silo.Tests.Sandbox;

/// <summary>What a real Moodle 4.5.6 was recorded to send and answer, one line each.</summary>
internal static class Recordings
{
    public static IReadOnlyList<JsonObject> Nosey { get; } = Read("nosey.ndjson");

    public static IReadOnlyList<JsonObject> LocalWebhooks { get; } = Read("local_webhooks.ndjson");

    public static IReadOnlyList<JsonObject> WebService { get; } = Read("webservice.ndjson");

    public static string File(this JsonObject recording) => (string)recording["file"]!;

    public static string RawBody(this JsonObject recording) => (string)recording["rawBody"]!;

    private static List<JsonObject> Read(string name, [CallerFilePath] string here = "") =>
        [.. System.IO.File.ReadLines(Path.Combine(Path.GetDirectoryName(here)!, "Recorded", name))
            .Select(line => JsonSerializer.Deserialize<JsonObject>(line)!)];
}
