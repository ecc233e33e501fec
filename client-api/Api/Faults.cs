using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
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
        catch (NpgsqlException fault) when (IsAway(fault) && !context.HttpContext.Response.HasStarted)
        {
            DatabaseAway(fault.Message);
            return Problems.DatabaseAway(context.HttpContext.Response);
        }
    }

    // A time-out, a broken connection and a server going down pass; a wrong query does not, and stays an error.
    private static bool IsAway(NpgsqlException fault) =>
        fault.IsTransient || fault is not PostgresException || fault is PostgresException { SqlState: PostgresErrorCodes.QueryCanceled };

    [LoggerMessage(LogLevel.Warning, "The API could not read: the database is away or too slow ({Reason})")]
    private partial void DatabaseAway(string reason);
}
