using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MoodleGrains.ClientApi.Access;
using MoodleGrains.ClientApi.Sites;

namespace MoodleGrains.ClientApi.Api;

/// <summary>
/// Lets a caller through to the site in the address if its key has the scope and there is such a site. The key is asked first, so
/// that a key for one site does not learn which others there are.
/// </summary>
internal abstract class SiteGate(ConfiguredSites sites, Func<ClaimsPrincipal, string, bool> may, Func<string, string> scope)
    : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var site = context.HttpContext.GetRouteValue("site") as string ?? "";
        if (!may(context.HttpContext.User, site))
        {
            return ValueTask.FromResult<object?>(Problems.ScopeMissing(scope(site)));
        }

        return sites.Find(site) is not null
            ? next(context)
            : ValueTask.FromResult<object?>(Problems.NoSite(site));
    }
}

/// <summary>Lets a caller read what belongs to the site.</summary>
internal sealed class ReadGate(ConfiguredSites sites) : SiteGate(sites, (caller, site) => caller.MayRead(site), Scope.Read);

/// <summary>Lets a caller change what the silo does at the site.</summary>
internal sealed class AdminGate(ConfiguredSites sites) : SiteGate(sites, (caller, site) => caller.MayAdminister(site), Scope.Admin);
