using Microsoft.AspNetCore.Http.Features;
using MoodleGrains.ClientApi.Access;

namespace MoodleGrains.ClientApi.Calendar;

/// <summary>
/// What the path of a calendar said: <c>/calendar/{token}.ics</c>. The token is taken out of the request before anybody can log,
/// trace or count it, as the keys of webhooks are.
/// </summary>
/// <param name="Token">The token; null if there is none of its form.</param>
internal sealed record CalendarPath(CalendarToken? Token)
{
    /// <summary>The route; what is left of every path matches it.</summary>
    public const string Route = "/calendar/{token}.ics";

    private const string Segment = "/calendar/";
    private const string Cutout = "-.ics";
    private const string Ending = ".ics";

    /// <summary>
    /// Takes the token out of a request, if it is for a calendar. A segment <c>calendar</c> deeper in the path counts too: behind a proxy
    /// that was set up wrongly nothing answers there, but the token is in the path all the same.
    /// </summary>
    /// <param name="features">The request.</param>
    public static void Cut(IFeatureCollection features)
    {
        if (features.Get<IHttpRequestFeature>() is not { } request)
        {
            return;
        }

        var at = SecretSegment.Find(request.Path, Segment);
        if (at < 0)
        {
            return;
        }

        var rest = request.Path[(at + Segment.Length)..];
        var named = rest.EndsWith(Ending, StringComparison.OrdinalIgnoreCase);
        features.Set(new CalendarPath(named ? CalendarToken.Read(rest[..^Ending.Length]) : null));
        request.Path = $"{request.Path.AsSpan(0, at)}{Segment}{Cutout}";
        request.RawTarget = request.Path;
        request.QueryString = "";
    }
}
