using System.Security.Claims;
using System.Text;
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
/// <remarks>Pages for browsers that say so (<see cref="BasicSignIn"/>) take the key as the password of HTTP Basic too (RFC 7617).</remarks>
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
    private const string Basic = "Basic ";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (KeyOf(Request.Headers.Authorization.ToString()) is not { } key)
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        if (local?.Find(key, Context) is { } administrator)
        {
            return Task.FromResult(Success(administrator, new Claim(LocalAdministrator.Claim, "")));
        }

        return Task.FromResult(keys.Find(key) is { } holder ? Success(holder) : AuthenticateResult.Fail("The key is not known."));
    }

    // Browsers send these by themselves, for whoever makes them: they open what only reads and says so.
    private bool TakesBasic => Context.GetEndpoint()?.Metadata.GetMetadata<BasicSignIn>() is not null;

    private string? KeyOf(string header)
    {
        if (header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return header[Bearer.Length..].Trim();
        }

        Span<byte> decoded = stackalloc byte[512];
        return header.StartsWith(Basic, StringComparison.OrdinalIgnoreCase) && TakesBasic
            && Convert.TryFromBase64String(header[Basic.Length..].Trim(), decoded, out var length)
            && Encoding.UTF8.GetString(decoded[..length]).Split(':', 2) is [_, var password]
                ? password
                : null;
    }

    private static AuthenticateResult Success(ApiKeyRing.Holder holder, params Claim[] more)
    {
        var claims = holder.Scopes.Select(scope => new Claim(Scope.Claim, scope)).Prepend(new(ClaimTypes.Name, holder.Name)).Concat(more);
        return AuthenticateResult.Success(new(new(new ClaimsIdentity(claims, Name)), Name));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers[HeaderNames.WWWAuthenticate] =
            TakesBasic ? "Basic realm=\"MoodleGrains: an API key as the password\", charset=\"UTF-8\"" : "Bearer realm=\"MoodleGrains\"";
        return TypedResults.Problem(
            "This address needs an API key that this silo knows. Send it as 'Authorization: Bearer <key>'; 'silo key new' makes one.",
            statusCode: StatusCodes.Status401Unauthorized).ExecuteAsync(Context);
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        TypedResults.Problem("This API key does not open this address.", statusCode: StatusCodes.Status403Forbidden).ExecuteAsync(Context);
}

/// <summary>Marks addresses for browsers that only read: they take an API key as the password of HTTP Basic (RFC 7617).</summary>
public sealed class BasicSignIn;
