namespace MoodleGrains.ClientApi.Access;

/// <summary>
/// Finds the segment of a path behind which a secret stands: a webhook's key, the token of a calendar or of a digest's page.
/// </summary>
internal static class SecretSegment
{
    private const string Api = "/api/v1";

    /// <summary>
    /// Finds it wherever it stands: behind a proxy that was set up wrongly it stands deeper, and the secret is in the path all the same.
    /// Inside an address of the API the same word is the slug of a site or the name of a rule or roster, and no secret follows.
    /// </summary>
    /// <param name="path">The path of the request.</param>
    /// <param name="segment">The segment with a slash on both sides, such as <c>/hooks/</c>.</param>
    /// <returns>Where it begins; -1 if there is none.</returns>
    public static int Find(string path, string segment)
    {
        var at = path.IndexOf(segment, StringComparison.OrdinalIgnoreCase);
        return at > Api.Length && path.StartsWith(Api + "/", StringComparison.OrdinalIgnoreCase) ? -1 : at;
    }
}
