using System.Net;
using System.Text.RegularExpressions;

namespace MoodleGrains.ClientApi.Sites;

/// <summary>One Moodle installation, as the edge needs it.</summary>
/// <param name="Slug">Its short name, <c>[a-z0-9]{1,32}</c>.</param>
/// <param name="Url">Where it is, if told.</param>
/// <param name="UserId">The Moodle id of the account we call it with, if told: its own calls are not kept as events.</param>
/// <param name="Webhooks">How its webhooks are let in.</param>
public sealed partial record Site(string Slug, Uri? Url, long? UserId, SiteWebhooks Webhooks)
{
    /// <summary>Whether a text can be the slug of a site.</summary>
    /// <param name="text">The text.</param>
    /// <returns>True if it can.</returns>
    public static bool IsSlug(string text) => Slugs().IsMatch(text);

    [GeneratedRegex(@"\A[a-z0-9]{1,32}\z")]
    private static partial Regex Slugs();
}

/// <summary>How the webhooks of a site are let in.</summary>
/// <param name="Keys">Any of them opens: in the path, as the body's token, or as secret of a signature.</param>
/// <param name="ClientCa">Who issues the certificates of its senders; null if certificates open nothing.</param>
/// <param name="Proxies">From these addresses alone a forwarded certificate is believed.</param>
/// <param name="CertificateHeader">The header in which they forward it.</param>
/// <param name="Keep">The kinds of event that are stored.</param>
/// <param name="Rate">Hooks a second, on the long run; 0 for no limit.</param>
public sealed record SiteWebhooks(
    IReadOnlyList<WebhookKey> Keys,
    ClientAuthority? ClientCa,
    IReadOnlyList<IPNetwork> Proxies,
    string CertificateHeader,
    KeptKinds Keep,
    double Rate)
{
    /// <summary>The header in which a proxy forwards a certificate, unless the site says otherwise.</summary>
    public const string DefaultCertificateHeader = "X-Forwarded-Client-Cert";

    /// <summary>Hooks a second, unless the site says otherwise: far above what a site does, far below what hurts others.</summary>
    public const double DefaultRate = 1000;
}
