using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using MoodleGrains.ClientApi.Hooks;
using MoodleGrains.ClientApi.Operations;
using MoodleGrains.ClientApi.Rosters;
using MoodleGrains.ClientApi.Rules;

namespace MoodleGrains.ClientApi.Api;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c>.</summary>
internal static class OpenApiSetup
{
    private const string Bearer = "apiKey";

    private static readonly OpenApiSchema text = new() { Type = JsonSchemaType.String };
    private static readonly OpenApiSchema number = new() { Type = JsonSchemaType.Integer, Format = "int64" };
    private static readonly OpenApiSchema time = new() { Type = JsonSchemaType.String, Format = "date-time" };

    // What callers send, and which of its fields they may not leave out.
    private static readonly Dictionary<Type, string[]> sent = new()
    {
        [typeof(RuleBody)] = ["scope", "channel"],
        [typeof(RuleBodyScope)] = ["kind"],
        [typeof(RosterPutBody)] = ["site", "source"],
        [typeof(RosterBodySource)] = ["address"],
        [typeof(ChangeLimitsBody)] = [],
        [typeof(RunBody)] = [],
        [typeof(PauseBody)] = [],
        [typeof(ReplayBody)] = [],
        [typeof(DropBody)] = ["id"],
        [typeof(RebuildBody)] = [],
        [typeof(PollBody)] = ["site"],
        [typeof(AcceptBody)] = ["site"],
        [typeof(ImportBody)] = ["site", "bodies"],
    };

    // Parameters are read as text, so that a wrong one gets our answer; here stands what they hold.
    private static readonly Dictionary<string, (OpenApiSchema Schema, string Description)> parameters = new()
    {
        ["limit"] = (
            new() { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = "500", Default = 50 },
            "How many items at most, 1 to 500; 50 if left out."),
        ["cursor"] = (text, "The `next` of the page before; left out for the first page."),
        ["deleted"] = (new() { Type = JsonSchemaType.Boolean }, "Whether to list deleted ones too; false if left out."),
        ["at"] = (time, "Show it as it was committed at this instant (ISO 8601; UTC without an offset)."),
        ["from"] = (time, "Only conferences that start or still run at or after this instant."),
        ["to"] = (time, "Only conferences that start before this instant."),
        ["site"] = (text, "The slug of the site; of a roster needed only where several sites have one of that name."),
        ["id"] = (number, "Moodle's id; of a conference the id of its course module, of a calendar or of a roster's run its number."),
        ["token"] = (text, "The calendar's token, `mgc_` and 43 letters; whoever knows it needs no API key."),
        ["name"] = (text, "The name of the rule or roster, 1 to 64 of a-z, 0-9 and _."),
        ["action"] = (text, "Only items that do this, such as enrol."),
        ["excel"] = (new() { Type = JsonSchemaType.Boolean }, "Whether with a byte order mark, and ; between the values; false if "
            + "left out."),
        ["conference"] = (text, "Only those of this conference: the id of its course module, or `e` and the id of its calendar event."),
        ["channel"] = (text, "Only those in this channel."),
        ["state"] = (text, "Only those that stand so: announcements none, ordered, posted, removed, lost or failed; items of a plan "
            + "planned, sent, done, failed or skipped."),
        ["part"] = (text, "The part: its name, `site:` and a slug, or `roster:` with site and name; all parts if left out."),
        ["poll"] = (text, "The id of the poll, as it was answered when it was started."),
        ["dryRun"] = (new() { Type = JsonSchemaType.Boolean }, "Whether only to tell what would change; false if left out."),
        ["grain"] = (text, "The id of the grain, such as course-campus-41."),
        [IdempotencyKey.Header] = (
            new() { Type = JsonSchemaType.String, MinLength = 1, MaxLength = IdempotencyKey.Longest },
            "A key of your own for this request, such as a new UUID, plain or in quotation marks. Sent again with the same key, it is not "
                + "done twice, and answered as the first one; what differs in its body does not count."),
        ["Last-Event-ID"] = (number, "The id of the last event you had; left out to begin now."),
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
            HookDocument.AddTo(document);
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            DescribeAnswer(schema, context.JsonTypeInfo.Type);
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            var metadata = context.Description.ActionDescriptor.EndpointMetadata;
            if (metadata.OfType<IdempotencyKey.Taken>().Any())
            {
                (operation.Parameters ??= []).Add(new OpenApiParameter { Name = IdempotencyKey.Header, In = ParameterLocation.Header });
            }

            DescribeParameters(operation);
            if (!metadata.OfType<IAllowAnonymous>().Any())
            {
                operation.Security = [new() { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] }];
            }

            return Task.CompletedTask;
        });
    });

    public static void MapOpenApiDocument(this IEndpointRouteBuilder endpoints) => endpoints.MapOpenApi().AllowAnonymous();

    private static void DescribeAnswer(OpenApiSchema schema, Type type)
    {
        // A number may be sent as text, but is never answered as one.
        if (schema.Type is { } some && some.HasFlag(JsonSchemaType.Integer))
        {
            schema.Type = some & ~JsonSchemaType.String;
            schema.Pattern = null;
        }

        // Null is written, not left out; of what callers send it is the other way round.
        if (sent.TryGetValue(type, out var needed))
        {
            schema.Required = needed.ToHashSet(StringComparer.Ordinal);
        }
        else if (schema.Properties is { Count: > 0 } fields && type != typeof(ProblemDetails))
        {
            schema.Required = fields.Keys.ToHashSet(StringComparer.Ordinal);
        }
    }

    private static void DescribeParameters(OpenApiOperation operation)
    {
        foreach (var parameter in (operation.Parameters ?? []).OfType<OpenApiParameter>())
        {
            if (parameter.Name is { } name && parameters.TryGetValue(name, out var known))
            {
                parameter.Description = known.Description;
                parameter.Schema = known.Schema;
            }
        }
    }
}
