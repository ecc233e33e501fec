using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using Microsoft.Extensions.Configuration;
using MoodleGrains.ClientApi;
using MoodleGrains.Silo.Configuration;

namespace MoodleGrains.Silo.Orleans;

/// <summary>How this silo is reached by the others of its cluster.</summary>
internal sealed record OrleansSettings
{
    private const int Distance = 10_000;

    // Above it there would be few left to choose from.
    private const int Highest = 64_000;

    /// <summary><c>Orleans:AdvertisedAddress</c>: where the other silos reach this one, and where it listens for them.</summary>
    public IPAddress AdvertisedAddress { get; init; } = IPAddress.Loopback;

    /// <summary><c>Orleans:Port</c>; the first to try, if it is not set.</summary>
    public required int Port { get; init; }

    /// <summary>Whether another port is taken where <see cref="Port"/> is not free.</summary>
    public bool AnyPort { get; init; }

    /// <summary><c>Orleans:Dashboard</c>: whether Orleans' dashboard is shown to administrators, under <c>/orleans</c>.</summary>
    public bool Dashboard { get; init; }

    /// <summary>Reads them.</summary>
    /// <param name="configuration">The whole configuration.</param>
    /// <param name="problems">Takes what is wrong.</param>
    /// <returns>The settings; the default where one is wrong.</returns>
    public static OrleansSettings Read(IConfiguration configuration, ICollection<SettingProblem> problems)
    {
        var address = IPAddress.Loopback;
        if (configuration["Orleans:AdvertisedAddress"] is { } text
            && (!IPAddress.TryParse(text, out address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)))
        {
            address = IPAddress.Loopback;
            problems.Add(new(
                "Orleans:AdvertisedAddress", $"'{text}' is no IP address at which the other silos reach this one.",
                "Write one of this machine's addresses, such as '10.0.0.5', or leave it out if there is one silo only."));
        }

        int? port = null;
        if (configuration["Orleans:Port"] is { } number)
        {
            port = int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var given) && given is > 0 and <= 65_535
                ? given
                : null;
            if (port is null)
            {
                problems.Add(new(
                    "Orleans:Port", $"'{number}' is no port.", "Write a number from 1 to 65535, or leave it out."));
            }
        }

        if (configuration["Orleans:Dashboard"] is { } shown && !bool.TryParse(shown, out _))
        {
            problems.Add(new("Orleans:Dashboard", $"'{shown}' is neither true nor false.", "Write 'true', or leave it out."));
        }

        return new()
        {
            AdvertisedAddress = address,
            Port = port ?? Beside(configuration["Urls"] ?? SiloSettings.DefaultUrls),
            AnyPort = port is null,
            Dashboard = bool.TryParse(configuration["Orleans:Dashboard"], out var dashboard) && dashboard,
        };
    }

    /// <summary>
    /// The port to listen at. After a crash it is the same as before, by which Orleans knows that the one before is dead.
    /// </summary>
    /// <returns>The port; <see cref="Port"/> or, if any will do, the next free one.</returns>
    public int FreePort()
    {
        if (!AnyPort)
        {
            return Port;
        }

        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(listener => listener.Port).ToHashSet();
        return Enumerable.Range(Port, ushort.MaxValue - Port).First(port => !taken.Contains(port));
    }

    private static int Beside(string urls)
    {
        var port = Uri.TryCreate(urls.Split(';')[0].Replace("*", "localhost", StringComparison.Ordinal)
            .Replace("+", "localhost", StringComparison.Ordinal), UriKind.Absolute, out var url) && url.Port > 0
            ? url.Port
            : new Uri(SiloSettings.DefaultUrls).Port;
        return port + Distance <= Highest ? port + Distance : port - Distance;
    }
}
