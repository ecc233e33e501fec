using System.Net;
using System.Net.Sockets;

namespace MoodleGrains.Silo.Rosters.Source;

/// <summary>
/// Opens the connections of sources. The name is resolved here, and what is connected to is what was judged: a name that changes its
/// address, and a redirect, are judged like the first request.
/// </summary>
internal static class GuardedConnect
{
    /// <summary>Makes a handler that follows no redirect.</summary>
    /// <param name="allowPrivate">Whether addresses that are not public may be connected to.</param>
    /// <param name="resolve">Resolves a name.</param>
    /// <param name="proxy">The proxy of the environment; what goes to it is judged before (<see cref="ProxyGuard"/>).</param>
    /// <returns>The handler.</returns>
    public static SocketsHttpHandler Handler(
        bool allowPrivate,
        Func<string, CancellationToken, Task<IPAddress[]>> resolve,
        IWebProxy proxy) => new()
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            Proxy = proxy,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectCallback = async (context, cancellationToken) =>
            {
                // The proxy itself is the operator's, and is usually inside. Only a tunnel through it is ever asked for by CONNECT.
                var (endPoint, request) = (context.DnsEndPoint, context.InitialRequestMessage);
                var isProxy = request.Method == HttpMethod.Connect || ProxyGuard.Takes(proxy, request.RequestUri!);
                var addresses = Allowed(await resolve(endPoint.Host, cancellationToken), allowPrivate || isProxy);
                return await ConnectAsync(addresses, endPoint.Port, cancellationToken);
            },
        };

    /// <summary>Which addresses of a name may be connected to.</summary>
    /// <param name="addresses">All of them.</param>
    /// <param name="allowPrivate">Whether those that are not public may.</param>
    /// <returns>The addresses.</returns>
    /// <exception cref="PrivateAddressException">None may.</exception>
    public static IPAddress[] Allowed(IPAddress[] addresses, bool allowPrivate)
    {
        IPAddress[] allowed = [.. addresses.Where(address => allowPrivate || PublicAddress.Is(address))];
        return allowed.Length > 0 ? allowed
            : addresses.Length > 0 ? throw new PrivateAddressException(addresses[0])
            : throw new SocketException((int)SocketError.HostNotFound);
    }

    private static async Task<Stream> ConnectAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A name has no public address.</summary>
/// <param name="address">One that it has.</param>
internal sealed class PrivateAddressException(IPAddress address) : IOException($"{address} is not public.")
{
    /// <summary>One address that it has.</summary>
    public IPAddress Address => address;
}
