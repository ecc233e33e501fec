using Microsoft.AspNetCore.Http.Features;
using MoodleGrains.ClientApi.Access;
using MoodleGrains.ClientApi.Sites;

namespace MoodleGrains.ClientApi.Hooks;

/// <summary>
/// What the path of a hook said: <c>/hooks/{site}/{key}/…</c>. Key and anything behind it are taken out of the request before
/// anybody can log, trace or count it; what is left is <c>/hooks/{site}</c>.
/// </summary>
internal sealed class HookPath
{
    /// <summary>Stands for a site that is not configured: it may be a key in the wrong place. No slug has a hyphen.</summary>
    public const string UnknownSite = "-";

    private const string Segment = "/hooks/";

    private HookPath(Site? site, string? key, long started) => (Site, Key, Started) = (site, key, started);

    /// <summary>The site; null if there is none of that slug.</summary>
    public Site? Site { get; }

    /// <summary>The key; null if the path has none.</summary>
    public string? Key { get; }

    /// <summary>When the request began, as the time provider counts.</summary>
    public long Started { get; }

    /// <summary>Takes the key out of a request, if it is a hook's. A segment <c>hooks</c> deeper in the path counts too:
    /// behind a proxy that was set up wrongly nothing answers there, but the key is in the path all the same.</summary>
    public static void Cut(IFeatureCollection features, ConfiguredSites sites, TimeProvider time)
    {
        if (features.Get<IHttpRequestFeature>() is not { } request) return;
        var at = SecretSegment.Find(request.Path, Segment);
        if (at < 0) return;
        var rest = request.Path.AsSpan(at + Segment.Length);
        var slash = rest.IndexOf('/');
        var site = sites.Find((slash < 0 ? rest : rest[..slash]).ToString());
        rest = slash < 0 ? default : rest[(slash + 1)..];
        var end = rest.IndexOf('/');
        var key = (end < 0 ? rest : rest[..end]).ToString();

        // The server decodes all of a path but %2F, which the base64 of a key may need.
        key = key.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        features.Set(new HookPath(site, key.Length == 0 ? null : key, time.GetTimestamp()));
        request.Path = $"{request.Path.AsSpan(0, at)}{Segment}{site?.Slug ?? UnknownSite}";
        request.RawTarget = request.Path;
        request.QueryString = "";
    }
}
