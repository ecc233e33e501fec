using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace MoodleGrains.ClientApi.Api;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c>.</summary>
internal static class OpenApiSetup
{
    private const string Bearer = "apiKey";

    // Parameters are read as text, so that a wrong one gets our answer; here stands what they hold.
    private static readonly Dictionary<string, (JsonSchemaType Type, string? Format, string Description)> parameters = new()
    {
        ["limit"] = (JsonSchemaType.Integer, "int32", "How many items at most, 1 to 500; 50 if left out."),
        ["cursor"] = (JsonSchemaType.String, null, "The `next` of the page before; left out for the first page."),
        ["deleted"] = (JsonSchemaType.Boolean, null, "Whether to list deleted ones too; false if left out."),
        ["at"] = (JsonSchemaType.String, "date-time", "Show it as it was committed at this instant (ISO 8601; UTC without an offset)."),
        ["from"] = (JsonSchemaType.String, "date-time", "Only conferences that start or still run at or after this instant."),
        ["to"] = (JsonSchemaType.String, "date-time", "Only conferences that start before this instant."),
        ["site"] = (JsonSchemaType.String, null, "The slug of the site."),
        ["id"] = (JsonSchemaType.Integer, "int64", "Moodle's id; of a conference the id of its course module."),
        ["grain"] = (JsonSchemaType.String, null, "The id of the grain, such as course-campus-41."),
        ["Last-Event-ID"] = (JsonSchemaType.Integer, "int64", "The id of the last event you had; left out to begin now."),
    };

    public static IServiceCollection AddOpenApiDocument(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new()
            {
                Title = "MoodleGrains",
                Version = "v1",
                Description = "What happens in Moodle sites, as events and read models. Times are ISO 8601 UTC; lists are pages "
                    + "`{items, next}`; refusals are problem+json.",
            };
            document.Components ??= new();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "An API key; `silo key new` makes one.",
            };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            DescribeParameters(operation);
            if (!context.Description.ActionDescriptor.EndpointMetadata.OfType<IAllowAnonymous>().Any())
            {
                operation.Security = [new() { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] }];
            }

            return Task.CompletedTask;
        });
    });

    public static void MapOpenApiDocument(this IEndpointRouteBuilder endpoints) => endpoints.MapOpenApi().AllowAnonymous();

    private static void DescribeParameters(OpenApiOperation operation)
    {
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            if (parameter.Name is { } name && parameters.TryGetValue(name, out var known))
            {
                parameter.Description = known.Description;
                parameter.Schema = new OpenApiSchema { Type = known.Type, Format = known.Format };
                if (name == "limit")
                {
                    parameter.Schema = new OpenApiSchema { Type = known.Type, Format = known.Format, Minimum = "1", Maximum = "500", Default = 50 };
                }
            }
        }
    }
}
