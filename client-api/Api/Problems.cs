using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MoodleGrains.ClientApi.Api;

/// <summary>The refusals of the API, as problem+json (RFC 9457).</summary>
internal static class Problems
{
    private const int RetryAfterSeconds = 5;

    public static ProblemHttpResult BadInput(BadInputException fault) => TypedResults.Problem(
        fault.Message,
        statusCode: StatusCodes.Status400BadRequest,
        extensions: new Dictionary<string, object?> { ["field"] = fault.Field });

    public static ProblemHttpResult NotFound(string what) =>
        TypedResults.Problem(what, statusCode: StatusCodes.Status404NotFound);

    /// <summary>There is no such site; <c>field</c> tells it from other things that are not there.</summary>
    public static ProblemHttpResult NoSite(string site) => TypedResults.Problem(
        $"There is no site '{site}'; the configuration names sites under Sites.",
        statusCode: StatusCodes.Status404NotFound,
        extensions: new Dictionary<string, object?> { ["field"] = "site" });

    public static ProblemHttpResult Conflict(Refusal refusal) => TypedResults.Problem(
        refusal.Reason,
        statusCode: StatusCodes.Status409Conflict,
        extensions: new Dictionary<string, object?> { ["code"] = refusal.Code });

    public static ProblemHttpResult ScopeMissing(string scope) => TypedResults.Problem(
        $"This API key lacks the scope '{scope}'; add it to the key's Scopes in the configuration, or use another key.",
        statusCode: StatusCodes.Status403Forbidden,
        extensions: new Dictionary<string, object?> { ["scope"] = scope });

    public static ProblemHttpResult DatabaseAway(HttpResponse response) =>
        Later(response, $"The database is away or too slow; ask again in {RetryAfterSeconds} seconds.");

    /// <summary>A command may have been done, though nobody said so in time.</summary>
    public static ProblemHttpResult OutcomeUnknown(HttpResponse response) => Later(
        response,
        $"It is not known whether this was done: it may have been. Send it again in {RetryAfterSeconds} seconds with the same "
            + $"{IdempotencyKey.Header}, and it is not done twice; without one, look first whether it was done.");

    /// <summary>Says when to ask again.</summary>
    /// <param name="response">The answer.</param>
    public static void RetryLater(HttpResponse response) => response.Headers.RetryAfter = $"{RetryAfterSeconds}";

    private static ProblemHttpResult Later(HttpResponse response, string detail)
    {
        RetryLater(response);
        return TypedResults.Problem(detail, statusCode: StatusCodes.Status503ServiceUnavailable);
    }
}
