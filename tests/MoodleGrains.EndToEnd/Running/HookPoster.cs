using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace MoodleGrains.EndToEnd;

/// <summary>
/// Posts bodies over raw keep-alive connections, each body once: what is not answered is not sent again, so that a 202 says
/// exactly what it says.
/// </summary>
/// <param name="addresses">The silos, in turn.</param>
internal sealed partial class HookPoster(params Uri[] addresses)
{
    private readonly ConcurrentBag<string> acknowledged = [];
    private readonly ConcurrentDictionary<int, int> answers = new();
    private int posted;
    private int unanswered;

    /// <summary>The delivery ids of what was answered 202.</summary>
    public IReadOnlyCollection<string> Acknowledged => acknowledged;

    /// <summary>How many answers there were, by status.</summary>
    public IReadOnlyDictionary<int, int> Answers => answers;

    /// <summary>How many bodies got no answer.</summary>
    public int Unanswered => unanswered;

    /// <summary>How long each sender waits between two bodies.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>Posts every list of bodies over a connection of its own to each silo.</summary>
    public Task Post(IEnumerable<IEnumerable<byte[]>> lists, CancellationToken cancellationToken) =>
        Task.WhenAll(lists.Select(list => Task.Run(() => Post(list, cancellationToken), CancellationToken.None)));

    private async Task Post(IEnumerable<byte[]> bodies, CancellationToken cancellationToken)
    {
        var sockets = new Socket?[addresses.Length];
        try
        {
            foreach (var body in bodies)
            {
                if (cancellationToken.IsCancellationRequested)
                {
                    return;
                }

                var to = (Interlocked.Increment(ref posted) & int.MaxValue) % addresses.Length;
                try
                {
                    sockets[to] ??= await Connect(addresses[to]);
                    Count(await Send(sockets[to]!, addresses[to], body));
                    await (Pause > TimeSpan.Zero ? Task.Delay(Pause, CancellationToken.None) : Task.CompletedTask);
                }
                catch (Exception gone) when (gone is SocketException or IOException)
                {
                    Interlocked.Increment(ref unanswered);
                    sockets[to]?.Dispose();
                    sockets[to] = null;
                    await Task.Delay(20, CancellationToken.None);
                }
            }
        }
        finally
        {
            Array.ForEach(sockets, socket => socket?.Dispose());
        }
    }

    private static async Task<Socket> Connect(Uri address)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address.Host, address.Port);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<string> Send(Socket socket, Uri address, byte[] body)
    {
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"POST /hooks/campus/{TestSilo.Key} HTTP/1.1\r\nHost: {address.Authority}\r\nContent-Type: application/json\r\nContent-Length: "
                + $"{body.Length}\r\n\r\n");
        byte[] request = [.. Encoding.ASCII.GetBytes(head), .. body];
        for (var sent = 0; sent < request.Length;)
        {
            sent += await socket.SendAsync(request.AsMemory(sent), SocketFlags.None);
        }

        var buffer = new byte[8192];
        for (var read = 0; ;)
        {
            var more = await socket.ReceiveAsync(buffer.AsMemory(read), SocketFlags.None);
            if (more == 0)
            {
                throw new IOException("The silo closed the connection.");
            }

            read += more;
            var answer = Encoding.UTF8.GetString(buffer, 0, read);
            if (Whole(answer))
            {
                return answer;
            }
        }
    }

    private static bool Whole(string answer)
    {
        var end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return end >= 0 && (ContentLength().Match(answer, 0, end) is { Success: true } length
            ? answer.Length >= end + 4 + int.Parse(length.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
            : answer.EndsWith("0\r\n\r\n", StringComparison.Ordinal));
    }

    private void Count(string answer)
    {
        var status = int.Parse(answer.AsSpan(9, 3), CultureInfo.InvariantCulture);
        answers.AddOrUpdate(status, 1, (_, count) => count + 1);
        if (status == 202)
        {
            acknowledged.Add(DeliveryId().Match(answer).Groups[1].Value);
        }
    }

    [GeneratedRegex("\r\nContent-Length: ([0-9]+)", RegexOptions.IgnoreCase)]
    private static partial Regex ContentLength();

    [GeneratedRegex("\"deliveryId\":\"([^\"]+)\"")]
    private static partial Regex DeliveryId();
}
