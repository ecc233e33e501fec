using System.Text;
using System.Text.Json;
using MoodleGrains.Silo.Inbox;
using MoodleGrains.Silo.Inbox.Deliveries;

namespace MoodleGrains.Silo.Tests;

/// <summary>What was recorded from a real Moodle 4.5.6, in the order it was sent.</summary>
internal static class Recorded
{
    public const string Site = "campus";

    /// <summary>When the web-service answers were recorded: after the last webhook of the first part.</summary>
    public const long AnsweredAt = 1795255738;

    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Recorded");

    public static IReadOnlyList<string> Names(string plugin) =>
        [.. Directory.EnumerateFiles(Path.Combine(Folder, "webhooks", plugin), "*.json")
            .Select(path => Path.GetFileName(path))
            .Where(name => name != "index.json")
            .Order(StringComparer.Ordinal)];

    /// <summary>A recorded webhook by the number its name starts with.</summary>
    public static StoredDelivery Webhook(string plugin, int number) =>
        Webhook(plugin, Names(plugin).Single(name => int.Parse(name.AsSpan(0, 3), null) == number));

    public static StoredDelivery Webhook(string plugin, string name)
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Folder, "webhooks", plugin, name)));
        return Deliveries.Of(file.RootElement.GetProperty("rawBody").GetString()!);
    }

    public static StoredDelivery Sample(string name) =>
        Deliveries.Of(File.ReadAllText(Path.Combine(Folder, "samples", name), Encoding.UTF8));

    /// <summary>The body of a recorded answer.</summary>
    public static JsonElement Answer(string function, string name) => Body($"webservice/{function}/{name}.json");

    public static JsonElement Error(string name) => Body($"errors/{name}.json");

    /// <summary>The form fields of a recorded call.</summary>
    public static JsonElement Asked(string function, string name) =>
        JsonElement.Parse(File.ReadAllBytes(Path.Combine(Folder, "webservice", function, name + ".json")))
            .GetProperty("request").GetProperty("params");

    /// <summary>The functions of a recorded service.</summary>
    public static IReadOnlySet<string> Functions(string service) =>
        JsonElement.Parse(File.ReadAllBytes(Path.Combine(Folder, "webservice", "function_lists.json")))
            .GetProperty(service).EnumerateArray().Select(name => name.GetString()!).ToHashSet();

    private static JsonElement Body(string path) =>
        JsonElement.Parse(File.ReadAllBytes(Path.Combine(Folder, path))).GetProperty("body");
}
