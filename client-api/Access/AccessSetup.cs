using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace MoodleGrains.ClientApi.Access;

/// <summary>Registers access by API key.</summary>
public static class AccessSetup
{
    /// <summary>The policy of addresses that any API key opens; which sites and actions it covers is decided by its scopes.</summary>
    public const string AnyKey = "AnyKey";

    /// <summary>The policy of addresses that concern the whole silo: a key with the scope <c>admin</c>.</summary>
    public const string Administrator = "Administrator";

    internal static IServiceCollection AddApiKeys(this IServiceCollection services)
    {
        services.AddSettings(ApiKeyRing.Read);
        services.AddAuthentication(ApiKeyScheme.Name)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyScheme>(ApiKeyScheme.Name, configureOptions: null);
        services.AddAuthorizationBuilder()
            .AddPolicy(AnyKey, policy => policy.AddAuthenticationSchemes(ApiKeyScheme.Name).RequireAuthenticatedUser())
            .AddPolicy(
                Administrator, policy => policy.AddAuthenticationSchemes(ApiKeyScheme.Name).RequireClaim(Scope.Claim, Scope.AdminAll))

            // A route that names no policy and is not public on purpose is closed to everybody. Where there is no route, 404 and 405 tell
            // nothing.
            .SetFallbackPolicy(new AuthorizationPolicyBuilder(ApiKeyScheme.Name)
                .RequireAssertion(context => context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint)
                .Build());
        return services;
    }
}
