using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace MoodleGrains.ClientApi.Access;

/// <summary>
/// Signs in whoever sends <c>Authorization: Bearer</c> with a key of the configuration, or with that of the silo's own machine.
/// </summary>
internal sealed class ApiKeyScheme(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    ApiKeyRing keys,
    LocalAdministrator? local = null)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>The name of the scheme.</summary>
    public const string Name = "ApiKey";

    private const string Bearer = "Bearer ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var key = header[Bearer.Length..].Trim();
        if (local?.Find(key, Context) is { } administrator)
        {
            return Task.FromResult(Success(administrator, new Claim(LocalAdministrator.Claim, "")));
        }

        return Task.FromResult(keys.Find(key) is { } holder ? Success(holder) : AuthenticateResult.Fail("The key is not known."));
    }

    private static AuthenticateResult Success(ApiKeyRing.Holder holder, params Claim[] more)
    {
        var claims = holder.Scopes.Select(scope => new Claim(Scope.Claim, scope)).Prepend(new(ClaimTypes.Name, holder.Name)).Concat(more);
        return AuthenticateResult.Success(new(new(new ClaimsIdentity(claims, Name)), Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers[HeaderNames.WWWAuthenticate] = "Bearer realm=\"MoodleGrains\"";
        return TypedResults.Problem(
            "This address needs an API key that this silo knows. Send it as 'Authorization: Bearer <key>'; 'silo key new' makes one.",
            statusCode: StatusCodes.Status401Unauthorized).ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        TypedResults.Problem("This API key does not open this address.", statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(Context);
}
