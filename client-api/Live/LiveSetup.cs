using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using MoodleGrains.ClientApi.Api;

namespace MoodleGrains.ClientApi.Live;

/// <summary>Registers and maps the live feed.</summary>
internal static class LiveSetup
{
    private const string LastEventId = "Last-Event-ID";

    public static IServiceCollection AddLive(this IServiceCollection services) => services
        .AddSingleton<FeedReader>()
        .AddSingleton<FeedSignal>()
        .AddHostedService(provider => provider.GetRequiredService<FeedSignal>())
        .AddSingleton<LiveFeed>();

    public static void MapLive(this IEndpointRouteBuilder api) =>
        api.MapGet("/live", ([FromHeader(Name = LastEventId)] string? last, LiveFeed live, HttpContext http) => live.Follow(http, last))
            .WithName("FollowFeed").WithTags("Feed")
            .WithSummary("What happens in the sites this key may read, as server-sent events; resumes by Last-Event-ID")
            .Produces<FeedItem>(StatusCodes.Status200OK, "text/event-stream")
            .ProducesProblem(StatusCodes.Status400BadRequest);
}
