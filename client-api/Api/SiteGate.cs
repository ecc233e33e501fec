using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MoodleGrains.ClientApi.Access;
using MoodleGrains.ClientApi.Sites;

namespace MoodleGrains.ClientApi.Api;

/// <summary>
/// Lets a caller through to the site in the address if its key reads that site and there is one. The key is asked first, so
/// that a key for one site does not learn which others there are.
/// </summary>
internal sealed class SiteGate(ConfiguredSites sites) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var site = context.HttpContext.GetRouteValue("site") as string ?? "";
        if (!context.HttpContext.User.MayRead(site))
        {
            return ValueTask.FromResult<object?>(Problems.ScopeMissing(Scope.Read(site)));
        }

        return sites.Find(site) is not null
            ? next(context)
            : ValueTask.FromResult<object?>(Problems.NoSite(site));
    }
}
