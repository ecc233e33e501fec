using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace MoodleGrains.Silo.Tests.Database;

/// <summary>
/// A client that speaks PostgreSQL's protocol by hand, so that it can do what no driver does: append a row in a pipeline,
/// send the first bytes of the next message, and fall silent with its socket open. No time-out of PostgreSQL 15 ends it.
/// </summary>
internal sealed class StoppedClient : IDisposable
{
    private readonly Socket socket;
    private readonly NetworkStream stream;

    private StoppedClient(Socket socket)
    {
        this.socket = socket;
        stream = new(socket);
    }

    /// <summary>Runs statements of one transaction in a pipeline without its end, then stops in the middle of a message.</summary>
    public static async Task<StoppedClient> Stops(string connectionString, params string[] statements)
    {
        var target = new NpgsqlConnectionStringBuilder(connectionString);
        var client = new StoppedClient(await Connected(target));
        await client.SendAsync(
            null,
            [0, 3, 0, 0, .. Text("user"), .. Text(target.Username!), .. Text("database"), .. Text(target.Database!), 0]);
        await client.UntilAsync('Z');
        foreach (var statement in statements)
        {
            await client.SendAsync('P', [.. Text(""), .. Text(statement), 0, 0]);
            await client.SendAsync('B', [.. Text(""), .. Text(""), 0, 0, 0, 0, 0, 0]);
            await client.SendAsync('E', [.. Text(""), 0, 0, 0, 0]);
            await client.SendAsync('H', []);
            await client.UntilAsync('C');
        }

        // A message of 1,000 bytes of which 3 come.
        await client.stream.WriteAsync(new byte[] { (byte)'P', 0, 0, 3, 232, 0, 0, 0 });
        return client;
    }

    /// <summary>Whether the server has closed the connection.</summary>
    public async Task<bool> Ended()
    {
        try
        {
            var rest = new byte[4096];
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (await stream.ReadAsync(rest, patience.Token) > 0)
            {
                // The server's last words.
            }

            return true;
        }
        catch (IOException)
        {
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        stream.Dispose();
        socket.Dispose();
    }

    private static async Task<Socket> Connected(NpgsqlConnectionStringBuilder target)
    {
        var host = target.Host!;
        var unix = host.StartsWith('/');
        var socket = unix
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.IP)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(unix
            ? new UnixDomainSocketEndPoint($"{host}/.s.PGSQL.{target.Port}")
            : new DnsEndPoint(host, target.Port));
        return socket;
    }

    private static byte[] Text(string text) => [.. Encoding.UTF8.GetBytes(text), 0];

    private async Task SendAsync(char? type, byte[] body)
    {
        // The start-up message has no type, and its body begins with the protocol's version 3.0.
        var head = new byte[type is null ? 4 : 5];
        if (type is { } letter)
        {
            head[0] = (byte)letter;
        }

        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(head.Length - 4), body.Length + 4);
        await stream.WriteAsync((byte[])[.. head, .. body]);
    }

    private async Task UntilAsync(char wanted)
    {
        for (var type = '\0'; type != wanted;)
        {
            var head = new byte[5];
            await stream.ReadExactlyAsync(head);
            type = (char)head[0];
            var body = new byte[BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(1)) - 4];
            await stream.ReadExactlyAsync(body);
            type.ShouldNotBe('E', Encoding.UTF8.GetString(body));
        }
    }
}
