using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MoodleGrains.ClientApi.Access;

namespace MoodleGrains.ClientApi.Api;

/// <summary>
/// Lets a caller through to the site in the address if its key reads that site and there is one. The key is asked first, so
/// that a key for one site does not learn which others there are.
/// </summary>
internal sealed class SiteGate(ISiteDirectory directory) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var site = context.HttpContext.GetRouteValue("site") as string ?? "";
        if (!context.HttpContext.User.MayRead(site))
        {
            return ValueTask.FromResult<object?>(Problems.ScopeMissing(Scope.Read(site)));
        }

        return directory.Sites.Any(known => known.Slug == site)
            ? next(context)
            : ValueTask.FromResult<object?>(Problems.NotFound($"There is no site '{site}'; the configuration names sites under Sites."));
    }
}
