using System.Net;

namespace MoodleGrains.Silo.Rosters.Source;

/// <summary>
/// Which addresses belong to nobody's inside: neither this machine nor a private network, link, provider's metadata service or group. After
/// IANA's special-purpose registries for IPv4 and IPv6.
/// </summary>
internal static class PublicAddress
{
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",

            // Azure's metadata and name service, the one of a provider that has a public number.
            "168.63.129.16/32",

            // Within 2000::/3: protocols (Teredo, ORCHID among them), documentation, 6to4.
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(IPNetwork.Parse),
    ];

    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    /// <summary>Whether an address is public.</summary>
    /// <param name="address">The address.</param>
    /// <returns>True if it is.</returns>
    public static bool Is(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? Is(address.MapToIPv4())
        : Nat64.Contains(address) ? Is(new IPAddress(address.GetAddressBytes().AsSpan(12)))
        : (address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork || Global.Contains(address))
            && !NotPublic.Any(network => network.Contains(address));
}
