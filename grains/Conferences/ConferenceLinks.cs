namespace MoodleGrains.Conferences;

/// <summary>
/// Which links may be shown to everybody: those that work for whoever clicks. A personal join address carries a role and a
/// checksum, an address with a session's key lets its reader act as somebody else: neither is ever kept.
/// </summary>
public static class ConferenceLinks
{
    // What makes an address one person's: Moodle's session and tokens, BigBlueButton's checksum and session, Zoom's registrant and
    // host keys, what a sign-in hands over.
    private static readonly string[] Personal =
    [
        "sesskey", "wstoken", "token", "checksum", "tk", "zak", "jwt", "password", "fullname", "userid", "authtoken", "sessiontoken",
        "access_token", "id_token",
    ];

    private static readonly string[] PersonalPages = ["/api/join", "/bbb_view.php"];

    /// <summary>Whether an address is the view page of an activity: <c>…/mod/{module}/view.php?id={course module}</c>.</summary>
    /// <param name="url">The address.</param>
    /// <returns>True if so.</returns>
    public static bool IsViewPage(string? url) =>
        url is not null
        && url.Contains("/mod/", StringComparison.Ordinal)
        && url.IndexOf("/view.php?id=", StringComparison.Ordinal) is var at and > 0
        && !url.AsSpan(at + "/view.php?id=".Length).ContainsAnyExceptInRange('0', '9');

    /// <summary>
    /// Whether an address is BigBlueButton's page for guests: <c>…/mod/bigbluebuttonbn/guest.php?uid={random}</c>, as Moodle's
    /// mod/bigbluebuttonbn/classes/instance.php makes it (known from the source, 4.2 and later; not recorded).
    /// </summary>
    /// <param name="url">The address.</param>
    /// <returns>True if so.</returns>
    public static bool IsGuestPage(string? url)
    {
        const string Page = "/mod/bigbluebuttonbn/guest.php?uid=";
        return IsWeb(url)
            && url!.IndexOf(Page, StringComparison.Ordinal) is var at and > 0
            && at + Page.Length < url.Length
            && url[(at + Page.Length)..].All(char.IsAsciiLetterOrDigit);
    }

    /// <summary>Whether the link that somebody wrote into a calendar entry may be shown to everybody who sees that entry.</summary>
    /// <param name="url">The address.</param>
    /// <returns>True if so.</returns>
    public static bool IsShared(string? url) =>
        IsWeb(url)
        && Uri.TryCreate(url, UriKind.Absolute, out var address)
        && address.UserInfo == ""
        && !PersonalPages.Any(page => address.AbsolutePath.EndsWith(page, StringComparison.OrdinalIgnoreCase))
        && !address.AbsolutePath.Contains("/tokenpluginfile.php/", StringComparison.OrdinalIgnoreCase)
        && Fields(address.Query).Concat(Fields(address.Fragment)).All(MayBeShared);

    private static string[] Fields(string part) => part.TrimStart('?', '#').Split('&', ';');

    // As the server decodes it: an escaped name is the same name, and PHP takes name[] for it too. An address in a value is where
    // a warning page or a login leads on to.
    private static bool MayBeShared(string field)
    {
        var at = field.IndexOf('=', StringComparison.Ordinal);
        var name = Uri.UnescapeDataString(at < 0 ? field : field[..at]).Split('[')[0].Trim();
        var value = at < 0 ? "" : Uri.UnescapeDataString(field[(at + 1)..]);
        return !Personal.Contains(name, StringComparer.OrdinalIgnoreCase) && (!IsWeb(value) || IsShared(value));
    }

    private static bool IsWeb(string? url) =>
        url is not null
        && (url.StartsWith("https://", StringComparison.Ordinal) || url.StartsWith("http://", StringComparison.Ordinal));
}
