using System.Net.Http;
using Microsoft.OpenApi;

namespace MoodleGrains.ClientApi.Hooks;

/// <summary>
/// The addresses for webhooks in the OpenAPI document: templates only. Their routes describe nothing, as the key is cut out before routing.
/// </summary>
internal static class HookDocument
{
    private const string Problem = "application/problem+json";

    private static readonly OpenApiSchema text = new() { Type = JsonSchemaType.String };

    private static readonly (string Status, string Description)[] refusals =
    [
        ("400", "The body is not JSON, or not of a known shape; the answer names the field."),
        ("401", "Key, token, signature, certificate or timestamp is missing or wrong; one answer for all of them."),
        ("404", "There is no such site."),
        ("413", "The body is too large."),
        ("415", "Another content type."),
        ("429", "Over the site's rate; Retry-After says when to come again."),
        ("503", "It could not be stored in time; Retry-After says when to come again."),
    ];

    /// <summary>Adds them.</summary>
    /// <param name="document">The document.</param>
    public static void AddTo(OpenApiDocument document)
    {
        var site = new OpenApiParameter
        {
            Name = "site",
            In = ParameterLocation.Path,
            Required = true,
            Schema = text,
            Description = "The slug of the site.",
        };
        var key = new OpenApiParameter
        {
            Name = "key",
            In = ParameterLocation.Path,
            Required = true,
            Schema = text,
            Description = "A webhook key of the site, for senders that can send no header; any further path may follow.",
        };
        document.Paths["/hooks/{site}"] = Item("PostHook", "Takes a webhook that is signed, or has its token or certificate", site);
        document.Paths["/hooks/{site}/{key}"] = Item("PostHookWithKey", "Takes a webhook from whoever knows the key", site, key);
    }

    private static OpenApiPathItem Item(string id, string summary, params OpenApiParameter[] parameters)
    {
        var responses = new OpenApiResponses
        {
            ["202"] = new OpenApiResponse { Description = "It is in the inbox, or was before.", Content = Of("application/json", Taken()) },
        };
        foreach (var (status, description) in refusals)
        {
            responses[status] = new OpenApiResponse
            {
                Description = description,
                Content = Of(Problem, new() { Type = JsonSchemaType.Object }),
            };
        }

        var operation = new OpenApiOperation
        {
            OperationId = id,
            Summary = summary,
            Tags = new HashSet<OpenApiTagReference>(),
            Security = [],
            Parameters = [.. parameters],
            RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Description = "What nosey, local_webhooks or local_webhookengine sends: JSON, also under a form's content type.",
                Content = Of("application/json", new() { Type = JsonSchemaType.Object }),
            },
            Responses = responses,
        };
        return new() { Operations = new Dictionary<HttpMethod, OpenApiOperation> { [HttpMethod.Post] = operation } };
    }

    private static OpenApiSchema Taken() => new()
    {
        Type = JsonSchemaType.Object,
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["deliveryId"] = text,
            ["duplicate"] = new OpenApiSchema { Type = JsonSchemaType.Boolean },
        },
        Required = new HashSet<string>(StringComparer.Ordinal) { "deliveryId", "duplicate" },
    };

    private static Dictionary<string, OpenApiMediaType> Of(string type, OpenApiSchema schema) =>
        new() { [type] = new OpenApiMediaType { Schema = schema } };
}
