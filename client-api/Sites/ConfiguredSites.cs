using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Configuration;
using MoodleGrains.ClientApi.Hooks;

namespace MoodleGrains.ClientApi.Sites;

/// <summary>The sites of the configuration, <c>Sites:{slug}:…</c>.</summary>
public sealed class ConfiguredSites
{
    private static readonly string[] WebhookSettings = ["Key", "ClientCa", "Proxies", "CertificateHeader", "Keep", "Rate"];

    private const string KeyRemedy =
        "Make one with `silo key new`, and give it as text, as whsec_<base64> or as sha256:<64 hex digits>";

    private const string PortRemedy =
        "Set Kestrel:Endpoints:Hooks:Url, :Certificate and :ClientCertificateMode=RequireCertificate, "
        + "or list the proxies in Webhooks:Proxies";

    private readonly FrozenDictionary<string, Site> bySlug;

    private ConfiguredSites(IEnumerable<Site> sites) => bySlug = sites.ToFrozenDictionary(s => s.Slug, StringComparer.Ordinal);

    /// <summary>All of them, by slug.</summary>
    public IEnumerable<Site> All => bySlug.Values.OrderBy(s => s.Slug, StringComparer.Ordinal);

    /// <summary>Reads them; the ones that cannot be used are left out and told.</summary>
    /// <param name="configuration">The whole configuration.</param>
    /// <param name="problems">Takes what is wrong.</param>
    /// <returns>The sites.</returns>
    public static ConfiguredSites Read(IConfiguration configuration, ICollection<SettingProblem> problems)
    {
        var asksForCertificates = CertificateEndpoints.Names(configuration).Any();
        var sites = new List<Site>();
        foreach (var section in configuration.GetSection("Sites").GetChildren())
        {
            var before = problems.Count;
            if (!Site.IsSlug(section.Key))
                problems.Add(new(section.Path, "a site's slug is 1 to 32 lower-case letters and digits", "Give the site another slug"));
            var site = new Site(
                section.Key,
                ReadUrl(section.GetSection("Url"), problems),
                ReadUserId(section.GetSection("UserId"), problems),
                ReadWebhooks(section.GetSection("Webhooks"), asksForCertificates, problems));
            if (problems.Count == before) sites.Add(site);
        }

        return new ConfiguredSites(sites);
    }

    /// <summary>The site of that slug.</summary>
    /// <param name="slug">The slug.</param>
    /// <returns>The site; null if there is none.</returns>
    public Site? Find(string slug) => bySlug.GetValueOrDefault(slug);

    private static SiteWebhooks ReadWebhooks(IConfigurationSection section, bool asksForCertificates, ICollection<SettingProblem> problems)
    {
        foreach (var child in section.GetChildren())
            if (!WebhookSettings.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
                problems.Add(new(child.Path, "there is no such setting", $"Known here: {string.Join(", ", WebhookSettings)}"));

        var proxies = ReadProxies(section.GetSection("Proxies"), problems);
        var keep = Values(section.GetSection("Keep")).Select(s => s.Value!).ToList();
        var header = section["CertificateHeader"];
        return new SiteWebhooks(
            ReadKeys(section.GetSection("Key"), problems),
            ReadClientCa(section.GetSection("ClientCa"), asksForCertificates || proxies.Count > 0, problems),
            proxies,
            string.IsNullOrWhiteSpace(header) ? SiteWebhooks.DefaultCertificateHeader : header,
            keep.Count == 0 ? KeptKinds.AllButReads : KeptKinds.Listed(keep),
            ReadRate(section.GetSection("Rate"), problems));
    }

    private static List<WebhookKey> ReadKeys(IConfigurationSection section, ICollection<SettingProblem> problems)
    {
        var keys = new List<WebhookKey>();
        foreach (var one in Values(section))
        {
            if (WebhookKey.Read(one.Value!, out var key) is not { } wrong) keys.Add(key!);
            else problems.Add(new(one.Path, wrong, KeyRemedy));
        }

        return keys;
    }

    private static ClientAuthority? ReadClientCa(IConfigurationSection section, bool reachable, ICollection<SettingProblem> problems)
    {
        if (string.IsNullOrEmpty(section.Value)) return null;
        if (ClientAuthority.Read(section.Value, out var authority) is { } wrong)
            problems.Add(new(section.Path, wrong, "Name a PEM file with the CA certificate that issues the senders' certificates"));
        else if (!reachable)
            problems.Add(new(section.Path, "no port asks for client certificates and no proxy forwards them", PortRemedy));
        return authority;
    }

    private static List<IPNetwork> ReadProxies(IConfigurationSection section, ICollection<SettingProblem> problems)
    {
        var networks = new List<IPNetwork>();
        foreach (var one in Values(section))
        {
            if (IPNetwork.TryParse(one.Value!, out var network)) networks.Add(network);
            else if (IPAddress.TryParse(one.Value!, out var address))
                networks.Add(new IPNetwork(address, 8 * address.GetAddressBytes().Length));
            else
                problems.Add(new(
                    one.Path, $"'{one.Value}' is no address", "Give an address such as 10.0.0.7 or a network such as 10.0.0.0/24"));
        }

        return networks;
    }

    private static double ReadRate(IConfigurationSection section, ICollection<SettingProblem> problems)
    {
        if (section.Value is null) return SiteWebhooks.DefaultRate;
        var isNumber = double.TryParse(section.Value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var rate);
        if (isNumber && rate <= 1e6) return rate;
        problems.Add(new(
            section.Path, $"'{section.Value}' is no rate", "Give hooks a second from 0 (no limit) to 1000000, such as 200 or 0.5"));
        return SiteWebhooks.DefaultRate;
    }

    private static Uri? ReadUrl(IConfigurationSection section, ICollection<SettingProblem> problems)
    {
        if (string.IsNullOrEmpty(section.Value)) return null;
        if (Uri.TryCreate(section.Value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https") return url;
        problems.Add(new(section.Path, $"'{section.Value}' is no address", "Give the site's address, such as https://moodle.example.edu"));
        return null;
    }

    private static long? ReadUserId(IConfigurationSection section, ICollection<SettingProblem> problems)
    {
        if (string.IsNullOrEmpty(section.Value)) return null;
        if (long.TryParse(section.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0) return id;
        problems.Add(new(
            section.Path, $"'{section.Value}' is no user id", "Give the Moodle id of our own account there, such as 8, or none"));
        return null;
    }

    /// <summary>One value, or a list of them.</summary>
    private static IEnumerable<IConfigurationSection> Values(IConfigurationSection section) =>
        section.GetChildren().Prepend(section).Where(s => !string.IsNullOrEmpty(s.Value));
}
