using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace MoodleGrains.Silo.Tests.EventStore;

/// <summary>
/// Stands between Npgsql and PostgreSQL. Of every so many commits it passes one on, waits until PostgreSQL has answered, and then closes the
/// connection without a word to the client.
/// </summary>
internal sealed class SwallowingProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly NpgsqlConnectionStringBuilder target;
    private readonly int every;
    private readonly Task serving;
    private int commits;
    private int swallowed;

    public SwallowingProxy(string connectionString, int every)
    {
        this.every = every;
        target = new(connectionString);
        listener.Start();
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString)
        {
            Host = "127.0.0.1",
            Port = ((IPEndPoint)listener.LocalEndpoint).Port,
        }.ConnectionString;
        serving = Task.Run(ServeAsync);
    }

    /// <summary>The way to the same database through this proxy.</summary>
    public string ConnectionString { get; }

    /// <summary>How many answers were swallowed.</summary>
    public int Swallowed => Volatile.Read(ref swallowed);

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await serving;
        listener.Dispose();
    }

    private async Task ServeAsync()
    {
        List<Task> sessions = [];
        try
        {
            while (true)
            {
                var client = await listener.AcceptSocketAsync();
                sessions.Add(Task.Run(() => SessionAsync(client)));
            }
        }
        catch (SocketException)
        {
            // No more sessions are taken; those there are end with their clients.
        }
    }

    private async Task SessionAsync(Socket client)
    {
        using var near = client;
        using var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await server.ConnectAsync(new UnixDomainSocketEndPoint($"{target.Host}/.s.PGSQL.{target.Port}"));
        using var silent = new CancellationTokenSource();
        try
        {
            var answers = PassAsync(server, near, silent.Token);
            var buffer = new byte[256 * 1024];
            while (await near.ReceiveAsync(buffer) is > 0 and var count)
            {
                var swallows = buffer.AsSpan(0, count).IndexOf("COMMIT\0"u8) >= 0 && Interlocked.Increment(ref commits) % every == 0;
                if (swallows)
                {
                    await silent.CancelAsync();
                    await answers;
                }

                await server.SendAsync(buffer.AsMemory(0, count));
                if (swallows)
                {
                    await server.ReceiveAsync(buffer);
                    Interlocked.Increment(ref swallowed);
                    return;
                }
            }

            server.Shutdown(SocketShutdown.Send);
            await answers;
        }
        catch (SocketException)
        {
            // One side went away; so does the other.
        }
    }

    private static async Task PassAsync(Socket from, Socket to, CancellationToken cancellationToken)
    {
        var buffer = new byte[256 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer, cancellationToken) is > 0 and var count)
            {
                await to.SendAsync(buffer.AsMemory(0, count), cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Silent from now on.
        }
    }
}
