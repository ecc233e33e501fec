using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using MoodleGrains.ClientApi.Access;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.ClientApi.Digests;
using MoodleGrains.ClientApi.Sites;

namespace MoodleGrains.ClientApi.Calendar;

/// <summary>A calendar just made, with the address that is shown this once.</summary>
/// <param name="Calendar">The calendar.</param>
/// <param name="Url">Its address; whoever knows it reads the calendar.</param>
public sealed record NewCalendar(CalendarInfo Calendar, string Url);

/// <summary>What a calendar is to be made of: the whole site, or one of course, user and rule.</summary>
/// <param name="Site">The slug of the site.</param>
/// <param name="CourseId">Moodle's id of a course.</param>
/// <param name="UserId">Moodle's id of a user.</param>
/// <param name="Rule">The name of a rule.</param>
/// <param name="Name">What it is called in people's calendars.</param>
public sealed record RequestedCalendar(string Site, long? CourseId = null, long? UserId = null, string? Rule = null, string? Name = null);

internal static class CalendarList
{
    public static void MapCalendars(this IEndpointRouteBuilder api)
    {
        var calendars = api.MapGroup("/calendars").WithTags("Calendars");
        calendars.MapGet("/", List)
            .WithName("ListCalendars").WithSummary("The calendars that are to be had, by number; without their addresses")
            .ProducesProblem(StatusCodes.Status400BadRequest);
        calendars.MapPost("/", New)
            .WithName("NewCalendar").WithSummary("Makes a calendar; its address is shown in this answer only")
            .ReadsJson<RequestedCalendar>()
            .ProducesProblem(StatusCodes.Status400BadRequest);
        calendars.MapDelete("/{id:long}", Revoke)
            .WithName("RevokeCalendar").WithSummary("Takes a calendar away: its address answers 404 from now on")
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<Page<CalendarInfo>>, ProblemHttpResult>> List(
        [AsParameters] PageQuery page,
        [FromQuery] string? site,
        ClaimsPrincipal caller,
        CalendarTokens tokens,
        CancellationToken cancellationToken)
    {
        // A key for one site asks for that site; only one for all sees all.
        if (site is null ? !caller.HasClaim(Scope.Claim, Scope.AdminAll) : !caller.MayAdminister(site))
        {
            return Problems.ScopeMissing(site is null ? Scope.AdminAll : Scope.Admin(site));
        }

        var rows = await tokens.List(site, page.After() ?? 0, page.Take() + 1, cancellationToken);
        return TypedResults.Ok(page.Of(rows, calendar => calendar.Id));
    }

    private static async Task<Results<Created<NewCalendar>, ProblemHttpResult>> New(
        HttpRequest request,
        ClaimsPrincipal caller,
        CalendarTokens tokens,
        ConfiguredSites sites,
        DigestTerms terms,
        CancellationToken cancellationToken)
    {
        var wanted = await CalendarBody.Read(request, cancellationToken);
        if (!caller.MayAdminister(wanted.Site))
        {
            return Problems.ScopeMissing(Scope.Admin(wanted.Site));
        }

        if (sites.Find(wanted.Site) is null)
        {
            throw BadInputException.Of("site", wanted.Site, "give the slug of a site under Sites in the configuration.");
        }

        var subject = CalendarSubject.Of(wanted.Site, wanted.CourseId, wanted.UserId, wanted.Rule)
            ?? throw new BadInputException(
                "courseId", "courseId, userId and rule are more than one; give one of them, or none for the whole site.");
        if (!await tokens.Knows(subject, cancellationToken))
        {
            throw new BadInputException(subject.Field, $"There is no {subject}; give one that the API lists.");
        }

        var (token, calendar) = await tokens.New(subject, wanted.Name, request.Who(), cancellationToken);
        var reached = terms.PublicUrl?.AbsoluteUri.TrimEnd('/')
            ?? $"{request.Scheme}://{request.Host}{request.PathBase}";
        var url = reached + token.Path;
        return TypedResults.Created($"/api/v1/calendars/{calendar.Id}", new NewCalendar(calendar, url));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Revoke(
        long id, ClaimsPrincipal caller, CalendarTokens tokens, CancellationToken cancellationToken)
    {
        // A key for one site does not learn which calendars others have.
        var revoked = await tokens.Revoke(id, calendar => caller.MayAdminister(calendar.Site), cancellationToken);
        return revoked is null
            ? Problems.NotFound($"There is no calendar {id}, or this API key may not revoke it.")
            : TypedResults.NoContent();
    }
}
