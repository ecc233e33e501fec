using Microsoft.AspNetCore.Http;

namespace MoodleGrains.ClientApi.Access;

/// <summary>Who is behind a request.</summary>
internal static class Caller
{
    private const int LongestName = 200;

    /// <summary>
    /// Who it is, for lists that people look at and never for a stream: the name of the API key, or, where somebody typed a command on the
    /// silo's own machine, their account there, which the command sends as <c>From</c>.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <returns>The name.</returns>
    public static string Who(this HttpRequest request)
    {
        var user = request.HttpContext.User;
        var from = request.Headers.From.ToString();
        return user.HasClaim(claim => claim.Type == LocalAdministrator.Claim) && from.Length is > 0 and <= LongestName
            && !from.Any(char.IsControl)
            ? from
            : user.Identity?.Name ?? "";
    }
}
