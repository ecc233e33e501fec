using System.Globalization;
using System.Text.Json.Nodes;
using MoodleGrains.Convergence;
using MoodleGrains.Silo.Tests;

namespace MoodleGrains.EndToEnd;

/// <summary>Everything that the read API tells of a site, under the names that the facts of grains have.</summary>
internal static class ApiFacts
{
    private static readonly string[] Times = ["startsAt", "endsAt", "createdAt", "modifiedAt"];

    public static async Task<SortedDictionary<string, string>> Of(TestSilo silo)
    {
        var facts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        await Add("courses", "course", Course);
        await Add("categories", "category", Category);
        await Add("users", "user", User);
        await Add("conferences", "conference", Conference);
        return facts;

        async Task Add(string kind, string grain, Func<JsonNode, IEnumerable<(string Field, string? Value)>> of)
        {
            var all = await silo.Api.Json($"/api/v1/sites/campus/{kind}?limit=500&deleted=true");
            foreach (var listed in all["items"]!.AsArray())
            {
                var one = await silo.Api.Json($"/api/v1/sites/campus/{kind}/{listed!["id"]}");
                foreach (var (field, value) in GrainFacts.Given(one["deletedAt"] is { } gone ? [("deleted", Unix(gone))] : of(one)))
                {
                    facts.Add($"{grain}-campus-{listed["id"]}/{field}", value);
                }
            }
        }
    }

    /// <summary>The same facts as the API can tell them: no time is null there.</summary>
    public static IReadOnlyDictionary<string, string> AsTold(IReadOnlyDictionary<string, string> known) => known
        .Where(fact => !(fact.Value == "0" && Times.Any(time => fact.Key.EndsWith("/" + time, StringComparison.Ordinal))))
        .Select(fact => fact.Key.StartsWith("conference-", StringComparison.Ordinal)
            && fact.Key.EndsWith("/deleted", StringComparison.Ordinal)
            ? KeyValuePair.Create(fact.Key, "cancelled")
            : fact)
        .ToDictionary(StringComparer.Ordinal);

    private static IEnumerable<(string Field, string? Value)> Course(JsonNode one) =>
    [
        ("shortName", Text(one["shortName"])),
        ("fullName", Text(one["fullName"])),
        ("idNumber", Text(one["idNumber"])),
        ("category", Text(one["categoryId"])),
        ("summary", Text(one["summary"]) is { } summary ? TextFingerprint.Of(summary) : null),
        ("visible", Text(one["visible"])),
        ("format", Text(one["format"])),
        ("language", Text(one["language"])),
        ("startsAt", Unix(one["startsAt"])),
        ("endsAt", Unix(one["endsAt"])),
        ("createdAt", Unix(one["createdAt"])),
        ("modifiedAt", Unix(one["modifiedAt"])),
        .. one["enrolments"]!.AsArray().SelectMany(e => ((string, string?)[])
        [
            ($"enrolled {e!["userId"]}", "True"),
            ($"active {e["userId"]}", Text(e["active"])),
            ($"roles {e["userId"]}", string.Join(',', e["roles"]!.AsArray().Select(role => role!.GetValue<long>()).Order())),
        ]),
    ];

    private static IEnumerable<(string Field, string? Value)> Category(JsonNode one) =>
    [
        ("name", Text(one["name"])),
        ("idNumber", Text(one["idNumber"])),
        ("parent", Text(one["parentId"])),
        ("visible", Text(one["visible"])),
        ("modifiedAt", Unix(one["modifiedAt"])),
    ];

    private static IEnumerable<(string Field, string? Value)> User(JsonNode one) =>
    [
        ("suspended", Text(one["suspended"])),
        .. one["completions"]!.AsArray().SelectMany(c => ((string, string?)[])
        [
            ($"completion {c!["courseId"]} {c["courseModuleId"] ?? 0}", State(c["state"]!.GetValue<string>())),
            ($"completed {c["courseId"]} {c["courseModuleId"] ?? 0}", Unix(c["at"])),
        ]),
    ];

    private static IEnumerable<(string Field, string? Value)> Conference(JsonNode one) => Text(one["status"]) == "cancelled"
        ? [("deleted", "cancelled")]
        :
        [
            ("module", Text(one["module"])),
            ("instance", Text(one["instanceId"])),
            ("course", Text(one["courseId"])),
            ("name", Text(one["name"])),
            ("visible", Text(one["visible"])),
            ("startsAt", Unix(one["startsAt"])),
            ("endsAt", Unix(one["endsAt"])),
            ("joinUrl", Text(one["joinUrl"])),
        ];

    private static string State(string name) => name switch
    {
        "incomplete" => "0",
        "complete" => "1",
        "passed" => "2",
        "failed" => "3",
        _ => name,
    };

    private static string? Text(JsonNode? value) => value switch
    {
        null => null,
        JsonValue v when v.TryGetValue(out bool flag) => flag.ToString(),
        _ => value.ToString(),
    };

    private static string? Unix(JsonNode? time) => time is null
        ? null
        : DateTimeOffset.Parse(time.GetValue<string>(), CultureInfo.InvariantCulture).ToUnixTimeSeconds()
            .ToString(CultureInfo.InvariantCulture);
}
