using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.ClientApi.Sites;

namespace MoodleGrains.ClientApi.Calendar;

/// <summary>The address under which a calendar is read. Its token is the only key: calendars of people send no header.</summary>
internal static class CalendarFeed
{
    private static readonly string[] methods = [HttpMethods.Get, HttpMethods.Head];

    public static void MapCalendarFeed(this IEndpointRouteBuilder endpoints) => endpoints.MapMethods(CalendarPath.Route, methods, Read)
        .WithName("ReadCalendar").WithTags("Calendars").WithSummary("Conferences as iCalendar, for whoever knows the address")
        .AllowAnonymous()
        .AddEndpointFilter<RouteHandlerBuilder, Faults>()
        .Produces(StatusCodes.Status200OK, contentType: "text/calendar")
        .Produces(StatusCodes.Status304NotModified)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static async Task<IResult> Read(
        HttpContext http, CalendarTokens tokens, Calendars calendars, ConfiguredSites sites, CancellationToken cancellationToken)
    {
        var path = http.Features.Get<CalendarPath>()
            ?? throw new InvalidOperationException("AddHooks was not called: tokens would stay in the path.");
        var text = path.Token is { } token
            && await tokens.Find(token, cancellationToken) is { } opened
            && sites.Find(opened.Site) is { } site
                ? await calendars.Write(opened, site, cancellationToken)
                : null;

        // One answer whether there never was such a calendar, or is none any more: nobody learns which addresses existed.
        return text is { } calendar
            ? new CalendarAnswer(calendar)
            : Problems.NotFound(
                "There is no such calendar. If it was there, it was revoked: ask for a new address where you had this one from.");
    }
}
