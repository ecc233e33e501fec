using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;

namespace MoodleGrains.ClientApi.Access;

/// <summary>
/// Refuses everything under /api without a key. As the fallback policy it holds for whatever says nothing about access:
/// an endpoint that forgot to, and an address where there is none.
/// </summary>
internal sealed class KeyUnderApi : AuthorizationHandler<KeyUnderApi>, IAuthorizationRequirement
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, KeyUnderApi requirement)
    {
        var underApi = context.Resource is not HttpContext http || http.Request.Path.StartsWithSegments("/api");
        if (!underApi || context.User.Identity is { IsAuthenticated: true })
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
