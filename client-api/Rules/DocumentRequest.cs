using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MoodleGrains.ClientApi.Rules;

/// <summary>Reads the body of a request as a document that a person wrote.</summary>
internal static class DocumentRequest
{
    private const int MaxBytes = 64 * 1024;

    /// <summary>Whether a request has a body.</summary>
    /// <param name="request">The request.</param>
    /// <returns>True if so.</returns>
    public static bool HasBody(this HttpRequest request) =>
        request.ContentLength > 0 || request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true };

    /// <summary>Reads the terms of something.</summary>
    /// <typeparam name="TTerms">The terms.</typeparam>
    /// <param name="request">The request.</param>
    /// <param name="read">Reads them from the document's object.</param>
    /// <param name="faults">Takes what is wrong.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <param name="maxBytes">The longest body.</param>
    /// <returns>The terms; null if something is wrong.</returns>
    public static async Task<TTerms?> Terms<TTerms>(
        HttpRequest request,
        Func<JsonFields, TTerms?> read,
        ICollection<DocumentFault> faults,
        CancellationToken cancellationToken,
        int maxBytes = MaxBytes)
        where TTerms : class
    {
        if (await Body(request, maxBytes, cancellationToken) is not { } body)
        {
            faults.Add(new("$", $"the body has more than {maxBytes} bytes; such a document is shorter."));
            return null;
        }

        if (JsonFields.Parse(body, faults) is not { } fields)
        {
            return null;
        }

        var terms = read(fields);
        fields.Close();
        return terms;
    }

    /// <summary>The refusal that tells all faults, the first one as its detail.</summary>
    /// <param name="faults">The faults, at least one.</param>
    /// <returns>The problem+json.</returns>
    public static ProblemHttpResult Answer(IReadOnlyList<DocumentFault> faults) => TypedResults.Problem(
        faults[0].ToString(),
        statusCode: StatusCodes.Status400BadRequest,
        extensions: new Dictionary<string, object?>
        {
            ["field"] = faults[0].Path,
            ["errors"] = faults.Select(fault => new { field = fault.Path, message = fault.Message }).ToArray(),
        });

    private static async Task<byte[]?> Body(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        var body = new byte[Math.Min(maxBytes, request.ContentLength ?? maxBytes) + 1];
        var read = await request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken);
        return read <= maxBytes && read < body.Length ? body[..read] : null;
    }
}
