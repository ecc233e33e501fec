using System.Buffers.Text;
using System.Net.Sockets;

namespace MoodleGrains.Sandbox.Load;

/// <summary>An answer, as far as the driver reads it.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="DeliveryId">The delivery's id; empty if the answer has none.</param>
/// <param name="Duplicate">Whether the silo had it before.</param>
internal readonly record struct LoadAnswer(int Status, string DeliveryId, bool Duplicate);

/// <summary>One keep-alive connection: writes a request, reads its answer, and parses no more of it than it must.</summary>
internal sealed class LoadConnection(string host, int port) : IDisposable
{
    private readonly byte[] buffer = new byte[8192];
    private Socket? socket;

    public async ValueTask<LoadAnswer> Send(ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        if (socket is null)
        {
            var fresh = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await fresh.ConnectAsync(host, port, cancellationToken);
            }
            catch
            {
                fresh.Dispose();
                throw;
            }

            socket = fresh;
        }

        for (var sent = 0; sent < request.Length;)
        {
            sent += await socket.SendAsync(request[sent..], SocketFlags.None, cancellationToken);
        }

        return await Receive(socket, cancellationToken);
    }

    /// <summary>Gives the connection up; the next sending opens a new one.</summary>
    public void Drop()
    {
        socket?.Dispose();
        socket = null;
    }

    public void Dispose() => Drop();

    private async ValueTask<LoadAnswer> Receive(Socket from, CancellationToken cancellationToken)
    {
        var length = 0;
        while (true)
        {
            var read = await from.ReceiveAsync(buffer.AsMemory(length), SocketFlags.None, cancellationToken);
            if (read == 0)
            {
                throw new IOException("The silo closed the connection before it answered.");
            }

            length += read;
            if (Answer(buffer.AsSpan(0, length), out var close) is { } answer)
            {
                if (close)
                {
                    Drop();
                }

                return answer;
            }

            if (length == buffer.Length)
            {
                throw new IOException("The silo's answer is longer than 8 KiB.");
            }
        }
    }

    // The whole answer, or null while some of it is still to come.
    private static LoadAnswer? Answer(ReadOnlySpan<byte> bytes, out bool close)
    {
        close = false;
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return null;
        }

        var head = bytes[..end];
        var body = bytes[(end + 4)..];
        var length = Header(head, "\r\nContent-Length: "u8);
        var whole = length >= 0 ? body.Length >= length : body.EndsWith("0\r\n\r\n"u8);
        if (!whole || !Utf8Parser.TryParse(head[9..], out int status, out _))
        {
            return null;
        }

        close = head.IndexOf("\r\nConnection: close"u8) >= 0;
        return new(status, DeliveryId(body), body.IndexOf("\"duplicate\":true"u8) >= 0);
    }

    private static int Header(ReadOnlySpan<byte> head, ReadOnlySpan<byte> name)
    {
        var at = head.IndexOf(name);
        return at >= 0 && Utf8Parser.TryParse(head[(at + name.Length)..], out int value, out _) ? value : -1;
    }

    private static string DeliveryId(ReadOnlySpan<byte> body)
    {
        var name = "\"deliveryId\":\""u8;
        var at = body.IndexOf(name);
        if (at < 0)
        {
            return "";
        }

        var rest = body[(at + name.Length)..];
        return System.Text.Encoding.ASCII.GetString(rest[..Math.Max(0, rest.IndexOf((byte)'"'))]);
    }
}
