using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MoodleGrains.ClientApi.Api;

/// <summary>Tells whether this silo can do its work.</summary>
public interface IReadiness
{
    /// <summary>Looks at each part.</summary>
    /// <param name="cancellationToken">Ends the looking when the answer is due.</param>
    /// <returns>One check a part; the silo is ready if all that are vital are well.</returns>
    ValueTask<IReadOnlyList<ReadinessCheck>> Check(CancellationToken cancellationToken);
}

/// <summary>How one part stands.</summary>
/// <param name="Name">The part, such as database.</param>
/// <param name="Ok">Whether it is well.</param>
/// <param name="Detail">What is wrong, or what was seen; never a secret.</param>
/// <param name="Vital">
/// Whether the silo is not ready without it. What is outside is not: a silo whose Discord is away has to go on taking webhooks.
/// </param>
public sealed record ReadinessCheck(string Name, bool Ok, string? Detail, bool Vital = true);

/// <summary>How the silo stands.</summary>
/// <param name="Ok">Whether every part is well that is vital.</param>
/// <param name="Checks">The parts.</param>
public sealed record Readiness(bool Ok, IReadOnlyList<ReadinessCheck> Checks);

internal static class Health
{
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(5);

    public static void MapHealth(this IEndpointRouteBuilder endpoints)
    {
        var health = endpoints.MapGroup("/health").WithTags("Health").AllowAnonymous();
        health.MapGet("/live", Live)
            .WithName("IsAlive").WithSummary("Whether the process is up; answers the own machine only")
            .ProducesProblem(StatusCodes.Status404NotFound);
        health.MapGet("/ready", Ready)
            .WithName("IsReady").WithSummary("Whether every vital part of the silo does its work, and how the others stand")
            .Produces<Readiness>()
            .Produces<Readiness>(StatusCodes.Status503ServiceUnavailable);
    }

    // A reverse proxy on the same machine comes from loopback too; it says for whom it asks.
    private static Results<Ok<Alive>, NotFound> Live(HttpContext http) =>
        http.Connection.RemoteIpAddress is { } address && !IPAddress.IsLoopback(address)
            || http.Request.Headers.ContainsKey("X-Forwarded-For")
            || http.Request.Headers.ContainsKey("Forwarded")
            ? TypedResults.NotFound()
            : TypedResults.Ok(new Alive(true));

    private static async Task<IResult> Ready(IReadiness readiness, TimeProvider clock, CancellationToken cancellationToken)
    {
        var checks = await Check(readiness, clock, cancellationToken);
        var ok = checks.All(check => check.Ok || !check.Vital);
        return TypedResults.Json(
            new Readiness(ok, checks),
            statusCode: ok ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<IReadOnlyList<ReadinessCheck>> Check(
        IReadiness readiness, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var due = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(due.Token, cancellationToken);
        try
        {
            return await readiness.Check(either.Token).AsTask().WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (due.IsCancellationRequested)
        {
            return [new("readiness", false, $"The checks did not end within {patience.TotalSeconds} s.")];
        }
    }

    /// <summary>The process is up.</summary>
    /// <param name="Ok">Always true.</param>
    internal sealed record Alive(bool Ok);
}
