using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MoodleGrains.ClientApi.Access;
using MoodleGrains.ClientApi.Apply;
using MoodleGrains.ClientApi.Calendar;
using MoodleGrains.ClientApi.Digests;
using MoodleGrains.ClientApi.Live;
using MoodleGrains.ClientApi.Operations;
using MoodleGrains.ClientApi.Rosters;
using MoodleGrains.ClientApi.Rules;
using MoodleGrains.ClientApi.Sites;

namespace MoodleGrains.ClientApi.Api;

/// <summary>The read API: its services and its addresses.</summary>
public static class ApiSetup
{
    /// <summary>
    /// Registers the API. It wants an <c>NpgsqlDataSource</c>, an <see cref="IEventReader"/>, an <see cref="IAggregateClient"/>, an
    /// <see cref="IRulePreviews"/>, an <see cref="IRosterChecks"/>, an <see cref="IRunObstacles"/>, an <see cref="IReadiness"/> and the
    /// interfaces of <see cref="Operations"/> of whoever hosts it, and the sites, which the edge registers. A
    /// <see cref="LocalAdministrator"/> is let in if there is one.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddApi(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddProblemDetails()
            .AddApiKeys()
            .AddLive()
            .AddSingleton<CalendarTokens>()
            .AddSingleton<Calendars>()
            .AddRosters()
            .AddOpenApiDocument();
    }

    /// <summary>Maps the API, the health addresses and the OpenAPI document.</summary>
    /// <param name="endpoints">Where to.</param>
    public static void MapApi(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapHealth();
        endpoints.MapOpenApiDocument();
        endpoints.MapCalendarFeed();

        var api = endpoints.MapGroup("/api/v1")
            .RequireAuthorization(AccessSetup.AnyKey)
            .AddEndpointFilter<RouteGroupBuilder, Faults>()
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
        api.MapSites();
        api.MapStreams();
        api.MapLive();
        api.MapRules();
        api.MapRosters();
        api.MapAnnouncements();
        api.MapCalendars();
        api.MapApply();
        api.MapOperations();

        var site = api.MapGroup("/sites/{site}")
            .AddEndpointFilter<RouteGroupBuilder, ReadGate>()
            .ProducesProblem(StatusCodes.Status404NotFound);
        site.MapSite();
        site.MapCourses();
        site.MapCategories();
        site.MapUsers();
        site.MapConferences();
        site.MapFeed();

        api.MapGroup("/sites/{site}").MapDigestInvitations();

        endpoints.MapFallback("/api/{**rest}", (HttpRequest request) =>
                Problems.NotFound($"There is no {request.Method} {request.Path}; /openapi/v1.json lists what there is."))
            .RequireAuthorization(AccessSetup.AnyKey);
    }
}
