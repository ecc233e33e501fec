using Microsoft.AspNetCore.Http.Features;
using MoodleGrains.ClientApi.Access;

namespace MoodleGrains.ClientApi.Digests;

/// <summary>
/// What the path of a digest's page said: <c>/digests/{token}</c> or <c>/digests/{token}/unsubscribe</c>. The token is taken out of
/// the request before anybody can log, trace or count it, as the keys of webhooks are.
/// </summary>
/// <param name="Token">The token.</param>
internal sealed record DigestPath(string Token)
{
    /// <summary>What is left of the path to a user's settings.</summary>
    public const string Settings = "/digests/-";

    /// <summary>What is left of the path that ends a digest.</summary>
    public const string Unsubscribe = Settings + DigestPages.Unsubscribe;

    /// <summary>Takes the token out of a request, if it is for a digest's page.</summary>
    /// <param name="features">The request.</param>
    public static void Cut(IFeatureCollection features)
    {
        if (features.Get<IHttpRequestFeature>() is not { } request)
        {
            return;
        }

        // Behind a proxy that was set up wrongly the segment stands deeper; nothing answers there, but the token is in the path.
        var at = SecretSegment.Find(request.Path, DigestPages.Path);
        if (at < 0)
        {
            return;
        }

        var rest = request.Path[(at + DigestPages.Path.Length)..];
        var ends = rest.EndsWith(DigestPages.Unsubscribe, StringComparison.Ordinal);
        features.Set(new DigestPath(ends ? rest[..^DigestPages.Unsubscribe.Length] : rest));
        request.Path = $"{request.Path.AsSpan(0, at)}{(ends ? Unsubscribe : Settings)}";
        request.RawTarget = request.Path;
        request.QueryString = "";
    }
}
