using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using MoodleGrains.ClientApi.Sites;

namespace MoodleGrains.ClientApi.Hooks;

/// <summary>Composes the edge.</summary>
public static class HookRegistration
{
    // At debug level it writes the first line of a request that is no HTTP, key and all.
    private const string BadRequests = "Microsoft.AspNetCore.Server.Kestrel.BadRequests";

    /// <summary>Adds the edge and the sites. <see cref="IInbox"/> and <see cref="IHookLedger"/> are for the caller to add.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The whole configuration.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddHooks(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSettings(ConfiguredSites.Read).AddSettings(HookSettings.Read);
        services.AddSingleton<HookMetrics>().AddSingleton<HookRates>().AddSingleton<HookBodyReader>();
        services.AddSingleton<HookStore>().AddSingleton<HookEndpoint>();
        services.Replace(ServiceDescriptor.Singleton<IHttpContextFactory, KeylessContextFactory>());
        services.PostConfigure<LoggerFilterOptions>(KeepBadRequestsQuiet);

        services.AddCertificateEndpoints(configuration);
        return services;
    }

    /// <summary>Maps <c>POST /hooks/{site}</c>; key and further path were taken off before routing.</summary>
    /// <param name="endpoints">The routes.</param>
    /// <returns>The routes.</returns>
    public static IEndpointRouteBuilder MapHooks(this IEndpointRouteBuilder endpoints)
    {
        var endpoint = endpoints.ServiceProvider.GetRequiredService<HookEndpoint>();
        endpoints.MapPost("/hooks/{site}", endpoint.Handle).WithName("hooks").AllowAnonymous();
        return endpoints;
    }

    private static void KeepBadRequestsQuiet(LoggerFilterOptions options)
    {
        // A rule for one provider beats a rule for all, so each provider that has rules needs its own.
        foreach (var provider in options.Rules.Select(r => r.ProviderName).Append(null).Distinct().ToList())
            options.Rules.Add(new LoggerFilterRule(provider, BadRequests, LogLevel.Information, null));
    }
}
