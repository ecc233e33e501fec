using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.EventSourcing;

namespace MoodleGrains.ClientApi.Digests;

/// <summary>Answers with a page where the database or a grain is away. Sending a form again does no harm.</summary>
internal sealed partial class DigestFaults(ILogger<DigestFaults> log) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception fault) when (Faults.Passes(fault) && !context.HttpContext.Response.HasStarted)
        {
            Away(GrainFault.ErrorOf(fault));
            Problems.RetryLater(context.HttpContext.Response);
            return DigestSetup.Html(
                DigestHtml.Away(DigestSetup.WordsFor(context.HttpContext)), StatusCodes.Status503ServiceUnavailable);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A digest's page could not be shown: the database or a grain is away or too slow ({Reason})")]
    private partial void Away(string reason);
}
