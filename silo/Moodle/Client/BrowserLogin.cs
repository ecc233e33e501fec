using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>
/// The way of Moodle's own app: a page that a person opens in a browser, logged in however the site wants it, and that answers with an
/// address of the app (admin/tool/mobile/launch.php). That address is <c>scheme://token=</c> and the base64 of
/// <c>siteid:::token[:::privatetoken]</c>, where <c>siteid</c> is the MD5 of <c>$CFG->wwwroot</c> and a word that whoever asked made up.
/// </summary>
/// <param name="Url">The site's address, without a slash at the end.</param>
/// <param name="Passport">That word.</param>
internal sealed partial record BrowserLogin(string Url, string Passport)
{
    // No program answers to it, so that the browser stays on the page with the link.
    private const string Scheme = "moodlegrains";
    private const string Between = ":::";
    private const int PassportBytes = 16;

    /// <summary>Begins one.</summary>
    /// <param name="url">The site's address, without a slash at the end.</param>
    /// <returns>A login that no earlier answer fits.</returns>
    public static BrowserLogin New(string url) => new(url, RandomNumberGenerator.GetHexString(2 * PassportBytes, lowercase: true));

    /// <summary>What is to be opened; <c>confirmed</c> makes Moodle show its answer as a link instead of following it.</summary>
    /// <param name="service">The short name of the service that the token is for.</param>
    /// <returns>The address.</returns>
    public Uri Address(string service) => new(
        $"{Url}/admin/tool/mobile/launch.php?service={Uri.EscapeDataString(service)}&passport={Passport}&urlscheme={Scheme}&confirmed=1");

    /// <summary>Reads the answer.</summary>
    /// <param name="pasted">What the person pasted.</param>
    /// <param name="token">The token: a secret.</param>
    /// <returns>What is wrong with it and what to do; null if nothing is.</returns>
    public string? Read(string pasted, out string token)
    {
        token = "";
        if (Answer().Match(pasted) is not { Success: true } found || Decode(Uri.UnescapeDataString(found.Groups[1].Value)) is not { } text)
        {
            return "That is not the address that Moodle answers with: it looks like moodlegrains://token=… (or another word before ://). "
                + "Copy the address of the link on the page.";
        }

        var parts = text.Split(Between);
        if (parts.Length is < 2 or > 3 || !Token().IsMatch(parts[1]))
        {
            return "There is no token in that address. Copy the whole of it, to its last character.";
        }

        if (!SiteIds().Contains(parts[0], StringComparer.OrdinalIgnoreCase))
        {
            return "That address answers another login: each is good for the page it was asked with only. Open the address above again; "
                + $"if it stays, the site's address in the settings ({Url}) is not exactly what Moodle has in $CFG->wwwroot.";
        }

        token = parts[1];
        return null;
    }

    // Moodle's app too takes both, for sites behind something that ends TLS.
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5351", Justification = "It is Moodle that signs so.")]
    private IEnumerable<string> SiteIds() =>
        from url in new[] { Url, Swapped() }
        select Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(url + Passport)));

    private string Swapped() => Url.StartsWith("https:", StringComparison.Ordinal) ? string.Concat("http:", Url.AsSpan("https:".Length))
        : Url.StartsWith("http:", StringComparison.Ordinal) ? string.Concat("https:", Url.AsSpan("http:".Length))
        : Url;

    private static string? Decode(string base64)
    {
        var whole = base64.TrimEnd('=');
        var bytes = new byte[whole.Length];
        return Convert.TryFromBase64String(whole.PadRight((whole.Length + 3) / 4 * 4, '='), bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : null;
    }

    [GeneratedRegex(@"://\S*?token=([A-Za-z0-9+/=%]+)")]
    private static partial Regex Answer();

    [GeneratedRegex(@"\A[A-Za-z0-9]{1,128}\z")]
    private static partial Regex Token();
}
