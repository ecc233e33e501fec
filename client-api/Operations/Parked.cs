using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace MoodleGrains.ClientApi.Operations;

/// <summary>Deliveries that a grain could not take, and rows that an event could not be folded into. The silo implements it.</summary>
public interface IParked
{
    /// <summary>Tries everything parked again.</summary>
    /// <param name="cancellationToken">Stops between two of them.</param>
    /// <returns>What became of it.</returns>
    Task<ParkedRetry> RetryAsync(CancellationToken cancellationToken);
}

/// <summary>What became of another try.</summary>
/// <param name="Mended">How many are parked no longer.</param>
/// <param name="Parked">Those that stay.</param>
public sealed record ParkedRetry(int Mended, IReadOnlyList<ParkedItem> Parked);

/// <summary>Something that is parked.</summary>
/// <param name="What">What is parked: a delivery.</param>
/// <param name="Key">Which delivery or row.</param>
/// <param name="Grain">The grain that it is about.</param>
/// <param name="Position">Its place in the inbox or in the log of events.</param>
/// <param name="Since">Since when, UTC.</param>
/// <param name="Error">Why.</param>
public sealed record ParkedItem(string What, string Key, string Grain, long Position, DateTime Since, string Error);

internal static class ParkedSetup
{
    public static void MapParked(this IEndpointRouteBuilder operations) => operations.MapPost("/parked/retry", Retry)
        .WithName("RetryParked").WithSummary("Tries parked deliveries and rows again; the answer shows those that stay");

    private static async Task<Ok<ParkedRetry>> Retry(IParked parked, CancellationToken cancellationToken) =>
        TypedResults.Ok(await parked.RetryAsync(cancellationToken));
}
