using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace MoodleGrains.ClientApi.Rules;

/// <summary>Says in words what a change of terms changes: of a rule, of a roster.</summary>
public static class TermsDifference
{
    private static readonly JsonSerializerOptions json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Terms as a document has them.</summary>
    /// <typeparam name="TTerms">What they are of.</typeparam>
    /// <param name="terms">The terms.</param>
    /// <returns>JSON, without what has no value.</returns>
    public static JsonObject Json<TTerms>(TTerms terms) => JsonSerializer.SerializeToNode(terms, json)!.AsObject();

    /// <summary>Terms as one line.</summary>
    /// <typeparam name="TTerms">What they are of.</typeparam>
    /// <param name="terms">The terms.</param>
    /// <returns>JSON, without what has no value.</returns>
    public static string Text<TTerms>(TTerms terms) => Json(terms).ToJsonString(json);

    /// <summary>What changes.</summary>
    /// <typeparam name="TTerms">What they are of.</typeparam>
    /// <param name="before">The terms so far; null if there are none.</param>
    /// <param name="after">The terms wanted.</param>
    /// <returns>Each field with its old and its new value; null if nothing changes.</returns>
    public static string? Between<TTerms>(TTerms? before, TTerms after)
        where TTerms : class
    {
        if (before is null)
        {
            return $"new: {Text(after)}";
        }

        var (old, wanted) = (Json(before), Json(after));
        var changes = old.Select(field => field.Key).Union(wanted.Select(field => field.Key))
            .Where(name => !JsonNode.DeepEquals(old[name], wanted[name]))
            .Select(name => $"{name} {Shown(old[name])} → {Shown(wanted[name])}")
            .ToList();
        return changes.Count == 0 ? null : string.Join("; ", changes);
    }

    private static string Shown(JsonNode? value) => value?.ToJsonString(json) ?? "none";
}
