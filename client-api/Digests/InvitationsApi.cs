using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.ClientApi.Rules;
using MoodleGrains.Digests;
using Npgsql;

namespace MoodleGrains.ClientApi.Digests;

/// <summary>Whom to invite to the digest.</summary>
/// <param name="CourseId">The course whose participants are meant; null for the whole site.</param>
/// <param name="DryRun">Whether only to count.</param>
/// <param name="Language"><c>en</c>, <c>fr</c> or <c>de</c>; null for that of <c>Digests:Language</c>.</param>
public sealed record InvitationRequest(long? CourseId = null, bool DryRun = false, string? Language = null);

/// <summary>The addresses of invitations to the digest, under a site.</summary>
internal static class InvitationsApi
{
    public static void MapDigestInvitations(this IEndpointRouteBuilder site)
    {
        var invitations = site.MapGroup("/digest-invitations").WithTags("Digests").AddEndpointFilter<RouteGroupBuilder, AdminGate>()
            .ProducesProblem(StatusCodes.Status404NotFound);
        invitations.MapGet("/", (string site, NpgsqlDataSource db, CancellationToken cancellationToken) =>
                Invitations.WaitingAsync(db, site, cancellationToken))
            .WithName("ListWaitingInvitations").WithSummary("Invitations to the digest that wait for a person");
        invitations.MapPost("/", Start)
            .WithName("InviteToDigest").WithSummary("Invites people to the digest, once; one to many waits for an approval")
            .ReadsJson<InvitationRequest>()
            .TakesIdempotencyKey();
        invitations.MapPost("/{id:long}/approve", Approve)
            .WithName("ApproveInvitation").WithSummary("Lets an invitation that waits for a person go")
            .TakesIdempotencyKey();
    }

    private static async Task<Results<Ok<InvitationAnswer>, ProblemHttpResult>> Start(
        string site,
        HttpRequest request,
        NpgsqlDataSource db,
        IEventReader streams,
        [AsParameters] CallerCommands commands,
        DigestTerms terms,
        CancellationToken cancellationToken)
    {
        var wanted = await InvitationBody.Read(request, cancellationToken);
        if (!wanted.DryRun && !terms.CanInvite)
        {
            throw new BadInputException("Smtp:Host", "Invitations need a mail server and links: set Smtp:Host, Smtp:From and PublicUrl.");
        }

        var (answer, refusal) = await Invitations.StartAsync(
            db,
            streams,
            wanted.DryRun ? null : commands,
            site,
            wanted.CourseId,
            terms.MaxRecipients,
            wanted.Language ?? terms.Language,
            cancellationToken);
        return refusal is null
            ? TypedResults.Ok(answer)
            : Problems.BadInput(new(refusal.Code == "wrong_language" ? "language" : "courseId", refusal.Reason));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> Approve(
        string site, long id, [AsParameters] CallerCommands commands, CancellationToken cancellationToken)
    {
        var outcome = await commands.Send(
            StreamKey.For(Invitation.Kind, site, id), new ApproveInvitation(commands.Now), cancellationToken);
        ChangedHeader.Tell(commands.Http.Response, outcome);
        return outcome.Refusal is null ? TypedResults.NoContent() : Problems.NotFound($"Site '{site}' has no invitation {id}.");
    }
}
