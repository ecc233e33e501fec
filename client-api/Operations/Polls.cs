using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using MoodleGrains.ClientApi.Access;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.ClientApi.Json;
using MoodleGrains.ClientApi.Rules;

namespace MoodleGrains.ClientApi.Operations;

/// <summary>What a person may do about polls of a site. The silo implements it.</summary>
public interface IPolls
{
    /// <summary>The kinds of polls that can be asked for.</summary>
    IReadOnlyList<string> Kinds { get; }

    /// <summary>Why a site cannot be polled.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <returns>One sentence with the remedy; null if it can.</returns>
    string? Obstacle(string site);

    /// <summary>Has a site polled at once, beside its usual turns.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="kind">One of <see cref="Kinds"/>.</param>
    /// <param name="course">Which course, of the kind for one course.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The id of the poll.</returns>
    Task<string> Start(string site, string kind, long? course, CancellationToken cancellationToken);

    /// <summary>How a poll stands that was started so.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>How it stands.</returns>
    Task<PollState> Find(string id, CancellationToken cancellationToken);

    /// <summary>Believes the lists of a site that are held because they were empty or had shrunk too much.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>How many lists were held.</returns>
    Task<int> Accept(string site, CancellationToken cancellationToken);
}

/// <summary>How a poll stands.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Begun">Whether a silo has begun it.</param>
/// <param name="Taken">Whether it waits no longer. If it did not begin either, no silo polls that site.</param>
/// <param name="Outcome">running, done, failed and the like; null before it began.</param>
/// <param name="Calls">How many calls it took.</param>
/// <param name="Events">How many events it led to.</param>
/// <param name="Detail">What else there is to say; null for nothing.</param>
public sealed record PollState(
    string Id, bool Begun, bool Taken, string? Outcome = null, int Calls = 0, int Events = 0, string? Detail = null);

/// <summary>What to poll.</summary>
/// <param name="Site">The slug of the site.</param>
/// <param name="Kind">full, conferences, enrolments or course; full if left out.</param>
/// <param name="CourseId">Of course: Moodle's id.</param>
public sealed record PollBody(string Site, string? Kind = null, long? CourseId = null);

/// <summary>Whose held lists to believe.</summary>
/// <param name="Site">The slug of the site.</param>
public sealed record AcceptBody(string Site);

/// <summary>What was believed.</summary>
/// <param name="Lists">How many lists.</param>
public sealed record AcceptedLists(int Lists);

internal static class PollsSetup
{
    private const string Full = "full";
    private const string Course = "course";
    private const string SiteWanted = "the slug of a site such as \"campus\"";

    public static void MapPolls(this IEndpointRouteBuilder api)
    {
        var polls = api.MapGroup("/polls").WithTags("Operations").ProducesProblem(StatusCodes.Status400BadRequest);
        polls.MapPost("/", Start)
            .WithName("StartPoll").WithSummary("Has a site polled at once, beside its usual turns").ReadsJson<PollBody>();
        polls.MapGet("/{poll}", Find).WithName("GetPoll").WithSummary("How a poll stands that was started by hand")
            .ProducesProblem(StatusCodes.Status404NotFound);
        polls.MapPost("/accept", Accept)
            .WithName("AcceptLists").WithSummary("Believes the lists of a site that are held because they had shrunk too much")
            .ReadsJson<AcceptBody>();
    }

    private static async Task<Results<Accepted<PollState>, ProblemHttpResult>> Start(
        HttpRequest request, ClaimsPrincipal caller, IPolls polls, CancellationToken cancellationToken)
    {
        var faults = new List<DocumentFault>();
        var wanted = await DocumentRequest.Terms(
            request,
            fields => new PollBody(
                fields.Text("site", SiteWanted, required: true) ?? "",
                fields.Text("kind", string.Join(", ", polls.Kinds)),
                fields.Number("courseId", "Moodle's id of a course")),
            faults,
            cancellationToken);
        if (wanted is null || faults.Count > 0)
        {
            return DocumentRequest.Answer(faults);
        }

        if (Refused(caller, polls, wanted.Site) is { } refusal)
        {
            return refusal;
        }

        var kind = wanted.Kind ?? (wanted.CourseId is null ? Full : Course);
        if (!polls.Kinds.Contains(kind))
        {
            throw BadInputException.Of("kind", kind, $"give one of {string.Join(", ", polls.Kinds)}.");
        }

        if (kind == Course != wanted.CourseId is not null)
        {
            throw new BadInputException("courseId", "courseId belongs to the kind 'course', and only to it.");
        }

        var id = await polls.Start(wanted.Site, kind, wanted.CourseId, cancellationToken);
        return TypedResults.Accepted($"/api/v1/polls/{Uri.EscapeDataString(id)}", new PollState(id, false, false));
    }

    private static async Task<Results<Ok<PollState>, ProblemHttpResult>> Find(
        string poll, ClaimsPrincipal caller, [FromServices] IPolls polls, CancellationToken cancellationToken) =>
        poll.Split('-') is not ["poll", var site, _, "once", _] ? Problems.NotFound($"There is no poll '{poll}' that was started by hand.")
        : !caller.MayAdminister(site) ? Problems.ScopeMissing(Scope.Admin(site))
        : TypedResults.Ok(await polls.Find(poll, cancellationToken));

    private static async Task<Results<Ok<AcceptedLists>, ProblemHttpResult>> Accept(
        HttpRequest request, ClaimsPrincipal caller, IPolls polls, CancellationToken cancellationToken)
    {
        var faults = new List<DocumentFault>();
        var site = await DocumentRequest.Terms(
            request, fields => fields.Text("site", SiteWanted, required: true), faults, cancellationToken);
        return site is null || faults.Count > 0 ? DocumentRequest.Answer(faults)
            : Refused(caller, polls, site) is { } refusal ? refusal
            : TypedResults.Ok(new AcceptedLists(await polls.Accept(site, cancellationToken)));
    }

    private static ProblemHttpResult? Refused(ClaimsPrincipal caller, IPolls polls, string site) =>
        !caller.MayAdminister(site) ? Problems.ScopeMissing(Scope.Admin(site))
        : polls.Obstacle(site) is { } obstacle ? Problems.BadInput(new("site", obstacle))
        : null;
}
