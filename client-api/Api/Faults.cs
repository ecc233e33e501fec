using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MoodleGrains.EventSourcing;
using Npgsql;

namespace MoodleGrains.ClientApi.Api;

/// <summary>Turns what can go wrong in any address of the API into its answer.</summary>
internal sealed partial class Faults(ILogger<Faults> log) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        // Answers hold personal data and are true for a moment only: nobody in between may keep them.
        context.HttpContext.Response.Headers.CacheControl = "no-store";
        try
        {
            return await next(context);
        }
        catch (BadInputException fault)
        {
            return Problems.BadInput(fault);
        }
        catch (Exception fault) when (Passes(fault) && !context.HttpContext.Response.HasStarted)
        {
            Away(GrainFault.ErrorOf(fault));
            return MayBeDone(fault, context.HttpContext)
                ? Problems.OutcomeUnknown(context.HttpContext.Response)
                : Problems.DatabaseAway(context.HttpContext.Response);
        }
    }

    /// <summary>Whether a failure passes by itself, so that the same may be asked again.</summary>
    /// <param name="fault">The failure.</param>
    /// <returns>True for faults of the database, the connection and the cluster.</returns>
    public static bool Passes(Exception fault) =>
        fault is GrainFaultException { Fault.Passes: true }
        || ((fault as NpgsqlException ?? fault.InnerException as NpgsqlException) is { } away && IsAway(away));

    // A time-out, a broken connection and a server going down pass; a wrong query does not, and stays an error.
    private static bool IsAway(NpgsqlException fault) =>
        fault.IsTransient || fault is not PostgresException || fault is PostgresException { SqlState: PostgresErrorCodes.QueryCanceled };

    // What was committed before something else failed was done as well.
    private static bool MayBeDone(Exception fault, HttpContext http) => IdempotencyKey.IsTaken(http)
        && (fault is GrainFaultException { Fault.Kind: GrainFaultKind.OutcomeUnknown } || CallerCommands.HaveChanged(http));

    [LoggerMessage(LogLevel.Warning, "The API could not answer: the database or a grain is away or too slow ({Reason})")]
    private partial void Away(string reason);
}
