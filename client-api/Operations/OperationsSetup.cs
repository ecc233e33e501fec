using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MoodleGrains.ClientApi.Access;

namespace MoodleGrains.ClientApi.Operations;

/// <summary>The addresses by which people run the silo: what the commands of the command line call.</summary>
internal static class OperationsSetup
{
    public static void MapOperations(this IEndpointRouteBuilder api)
    {
        // Of the whole silo: a key for one site does not do.
        var operations = api.MapGroup("").WithTags("Operations").RequireAuthorization(AccessSetup.Administrator);
        operations.MapPauses();
        operations.MapDeadLetters();
        operations.MapParked();
        operations.MapRebuild();

        // Of one site, each looks at the site itself.
        api.MapPolls();
        api.MapImports();
    }
}
