using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MoodleGrains.Silo.Tests;

/// <summary>A proxy that writes down what it is asked for. Tunnels it refuses; a plain GET it answers itself.</summary>
public sealed class SmallProxy : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stop = new();
    private readonly List<string> asked = [];
    private readonly string body;
    private readonly Task serving;

    private SmallProxy(string body)
    {
        this.body = body;
        listener.Start();
        Address = new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
        serving = Task.Run(ServeAsync);
    }

    /// <summary>Starts one.</summary>
    /// <param name="body">What it answers to a GET.</param>
    /// <returns>The proxy, listening.</returns>
    public static SmallProxy Start(string body = "") => new(body);

    /// <summary>Where it is.</summary>
    public Uri Address { get; }

    /// <summary>The first line of each request, such as <c>CONNECT moodle.example.org:443</c>.</summary>
    public IReadOnlyList<string> Asked
    {
        get
        {
            lock (asked)
            {
                return [.. asked];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        listener.Stop();
        await serving;
        stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(stop.Token);
                await AnswerAsync(client);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        try
        {
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
            var first = await reader.ReadLineAsync(stop.Token) ?? "";
            while (await reader.ReadLineAsync(stop.Token) is { Length: > 0 })
            {
            }

            lock (asked)
            {
                asked.Add(first.Replace(" HTTP/1.1", "", StringComparison.Ordinal));
            }

            var answer = first.StartsWith("GET ", StringComparison.Ordinal)
                ? $"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: "
                    + $"close\r\n\r\n{body}"
                : "HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), stop.Token);
        }
        catch (IOException)
        {
            // The caller went away.
        }
    }
}
