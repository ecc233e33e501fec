using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using MoodleGrains.ClientApi.Calendar;
using MoodleGrains.ClientApi.Digests;
using MoodleGrains.ClientApi.Sites;

namespace MoodleGrains.ClientApi.Hooks;

/// <summary>
/// Takes keys and the tokens of calendars out of paths as the very first thing: hosting makes the context before it writes "Request
/// starting", starts the activity (url.path) and counts the request, so that none of them ever sees one. Middleware would be too late.
/// </summary>
internal sealed class KeylessContextFactory(IServiceProvider services, ConfiguredSites sites, TimeProvider time) : IHttpContextFactory
{
    private readonly DefaultHttpContextFactory contexts = new(services);

    public HttpContext Create(IFeatureCollection featureCollection)
    {
        HookPath.Cut(featureCollection, sites, time);
        CalendarPath.Cut(featureCollection);
        DigestPath.Cut(featureCollection);
        return contexts.Create(featureCollection);
    }

    public void Dispose(HttpContext httpContext) => contexts.Dispose(httpContext);
}
