using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using MoodleGrains.ClientApi.Sites;

namespace MoodleGrains.ClientApi.Access;

/// <summary>Registers access by API key.</summary>
internal static class AccessSetup
{
    public static IServiceCollection AddApiKeys(this IServiceCollection services, IConfiguration configuration)
    {
        var problems = new List<SettingProblem>();
        var keys = ApiKeyRing.Read(configuration, problems);
        if (problems.Count > 0)
        {
            throw new SettingsException(problems);
        }

        services.AddSingleton(keys);
        services.AddAuthentication(ApiKeyScheme.Name)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyScheme>(ApiKeyScheme.Name, configureOptions: null);
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder(ApiKeyScheme.Name).AddRequirements(new KeyUnderApi()).Build());
        return services;
    }
}
