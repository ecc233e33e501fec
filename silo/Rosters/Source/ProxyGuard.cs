using System.Net;
using System.Net.Sockets;

namespace MoodleGrains.Silo.Rosters.Source;

/// <summary>
/// What may be asked of a proxy (<c>HTTPS_PROXY</c>, <c>HTTP_PROXY</c>, <c>NO_PROXY</c>). It looks names up itself, behind the guard of our
/// own connections: so a name is judged here by all its addresses before it is handed over, and one that is not known here is handed over
/// only if an operator named it.
/// </summary>
internal static class ProxyGuard
{
    /// <summary>Whether requests for an address go to the proxy.</summary>
    /// <param name="proxy">The proxy of the environment.</param>
    /// <param name="address">The address.</param>
    /// <returns>True if they do.</returns>
    public static bool Takes(IWebProxy proxy, Uri address) =>
        !proxy.IsBypassed(address) && proxy.GetProxy(address) is { } way && way != address;

    /// <summary>Judges an address that goes to the proxy.</summary>
    /// <param name="address">The address.</param>
    /// <param name="named">The host that the configuration names for this roster; null for none.</param>
    /// <param name="settings">What its setting is called: <c>Rosters:{name}</c>.</param>
    /// <param name="resolve">Resolves names.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>A task.</returns>
    /// <exception cref="PrivateAddressException">
    /// The name has an address that is not public; which one the proxy would take is not known.
    /// </exception>
    /// <exception cref="SourceFailedException">The name is not known here, and nobody named it.</exception>
    public static async Task JudgeAsync(
        Uri address, string? named, string settings, Func<string, CancellationToken, Task<IPAddress[]>> resolve,
        CancellationToken cancellationToken)
    {
        IPAddress[] addresses;
        try
        {
            addresses = await resolve(address.IdnHost, cancellationToken);
        }
        catch (SocketException)
        {
            addresses = [];
        }

        if (Array.Find(addresses, one => !PublicAddress.Is(one)) is { } inside)
        {
            throw new PrivateAddressException(inside);
        }

        if (addresses.Length == 0 && !address.IdnHost.Equals(named, StringComparison.OrdinalIgnoreCase)
            && !address.Host.Equals(named, StringComparison.OrdinalIgnoreCase))
        {
            throw new SourceFailedException(
                Place.Of(
                    address), $"is behind the proxy, and its name {address.Host} is not known to this machine: whether it lies inside "
                        + $"cannot be judged here",
                $"Set {settings}:Host to {address.Host} if it is meant, or source.allowPrivate.");
        }
    }
}
