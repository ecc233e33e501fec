using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MoodleGrains.ClientApi.Access;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.ClientApi.Sites;

namespace MoodleGrains.ClientApi.Rules;

/// <summary>Lets a caller change what the silo does at the site in the address, if its key may and there is one.</summary>
internal sealed class AdminGate(ConfiguredSites sites) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var site = context.HttpContext.GetRouteValue("site") as string ?? "";
        if (!context.HttpContext.User.MayAdminister(site))
        {
            return ValueTask.FromResult<object?>(Problems.ScopeMissing(Scope.Admin(site)));
        }

        return sites.Find(site) is not null
            ? next(context)
            : ValueTask.FromResult<object?>(Problems.NoSite(site));
    }
}
