using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using MoodleGrains.Rules;

namespace MoodleGrains.ClientApi.Rules;

/// <summary>Says in words what a change of a rule's terms changes.</summary>
public static class RuleDifference
{
    private static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Terms as a document has them.</summary>
    /// <param name="terms">The terms.</param>
    /// <returns>JSON, without what has no value.</returns>
    public static JsonObject Json(RuleTerms terms) => JsonSerializer.SerializeToNode(terms, json)!.AsObject();

    /// <summary>Terms as one line.</summary>
    /// <param name="terms">The terms.</param>
    /// <returns>JSON, without what has no value.</returns>
    public static string Text(RuleTerms terms) => Json(terms).ToJsonString(json);

    /// <summary>What changes.</summary>
    /// <param name="before">The terms so far; null if there is no rule.</param>
    /// <param name="after">The terms wanted.</param>
    /// <returns>Each field with its old and its new value; null if nothing changes.</returns>
    public static string? Between(RuleTerms? before, RuleTerms after)
    {
        if (before is null)
        {
            return $"new: {Text(after)}";
        }

        var (old, wanted) = (Json(before), Json(after));
        var changes = old.Select(field => field.Key).Union(wanted.Select(field => field.Key))
            .Where(name => !JsonNode.DeepEquals(old[name], wanted[name]))
            .Select(name => $"{name} {Text(old[name])} → {Text(wanted[name])}")
            .ToList();
        return changes.Count == 0 ? null : string.Join("; ", changes);
    }

    private static string Text(JsonNode? value) => value?.ToJsonString(json) ?? "none";
}
