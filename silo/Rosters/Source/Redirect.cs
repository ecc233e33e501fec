namespace MoodleGrains.Silo.Rosters.Source;

/// <summary>Where a redirect leads, if it may be followed.</summary>
internal static class Redirect
{
    /// <summary>The most that are followed.</summary>
    public const int Most = 5;

    /// <summary>Whether a status is a redirect.</summary>
    /// <param name="status">The status.</param>
    /// <returns>True if it is.</returns>
    public static bool Is(int status) => status is 301 or 302 or 303 or 307 or 308;

    /// <summary>The next address.</summary>
    /// <param name="from">The address that redirects.</param>
    /// <param name="location">Where to.</param>
    /// <param name="followed">How many were followed before.</param>
    /// <returns>The address.</returns>
    /// <exception cref="SourceFailedException">It may not be followed.</exception>
    public static Uri Next(Uri from, Uri? location, int followed)
    {
        const string remedy = "Correct the address of the roster: write the one that answers with it.";
        if (followed >= Most)
        {
            throw new SourceFailedException(Place.Of(from), $"redirects again, after {Most} redirects", remedy);
        }

        var to = location is null ? null : new Uri(from, location);
        return to is null || (to.Scheme != Uri.UriSchemeHttp && to.Scheme != Uri.UriSchemeHttps) || to.UserInfo != ""
                ? throw new SourceFailedException(Place.Of(from), "redirects to what is no plain http or https address", remedy)
            : from.Scheme == Uri.UriSchemeHttps && to.Scheme == Uri.UriSchemeHttp
                ? throw new SourceFailedException(
                    Place.Of(from),
                    $"redirects from https to {Place.Of(to)}, which everybody on the way can read",
                    remedy)
            : to;
    }

    /// <summary>Whether a login for one address may be sent to another.</summary>
    /// <param name="login">The address it is for.</param>
    /// <param name="to">The other.</param>
    /// <returns>True if scheme, host and port are the same.</returns>
    public static bool KeepsLogin(Uri login, Uri to) => login.Scheme == to.Scheme && login.IdnHost == to.IdnHost && login.Port == to.Port;
}
