using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace MoodleGrains.ClientApi.Api;

/// <summary>Documents a body that may be left out.</summary>
internal static class OptionalBody
{
    // Accepts(isOptional: true) would do, but routing then prefers the fallback of unknown addresses for a request without Content-Type.
    public static RouteHandlerBuilder TakesOptional<TBody>(this RouteHandlerBuilder route) =>
        route.AddOpenApiOperationTransformer(async (operation, context, cancellationToken) => operation.RequestBody = new OpenApiRequestBody
        {
            Required = false,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/json"] = new() { Schema = await context.GetOrCreateSchemaAsync(typeof(TBody), parameterDescription: null, cancellationToken) },
            },
        });
}
