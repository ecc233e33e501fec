using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using SmtpServer;
using SmtpServer.ComponentModel;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace MoodleGrains.EndToEnd;

/// <summary>A mail server that takes every letter.</summary>
internal sealed partial class Mailbox : IAsyncDisposable
{
    private readonly CancellationTokenSource end = new();
    private readonly Store store = new();
    private readonly Task running;

    public Mailbox()
    {
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        var services = new ServiceProvider();
        services.Add(store);
        var options = new SmtpServerOptionsBuilder()
            .ServerName("localhost")
            .Endpoint(endpoint => endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, Port)))
            .Build();
        running = new SmtpServer.SmtpServer(options, services).StartAsync(end.Token);
    }

    public int Port { get; }

    /// <summary>The settings of a silo that mails here.</summary>
    public (string Name, string Value)[] Settings =>
    [
        ("Smtp__Host", "127.0.0.1"), ("Smtp__Port", $"{Port}"), ("Smtp__From", "campus@grains.example"), ("Smtp__StartTls", "false"),
    ];

    /// <summary>The plain text of each letter that came.</summary>
    public IReadOnlyList<string> Texts => [.. store.Letters.Select(Plain)];

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        end.Dispose();
    }

    private static string Plain(string letter) =>
        Encoding.UTF8.GetString(Convert.FromBase64String(PlainPart().Match(letter).Groups[1].Value));

    [GeneratedRegex(@"Content-Type: text/plain.*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex PlainPart();

    private sealed class Store : MessageStore
    {
        public ConcurrentQueue<string> Letters { get; } = [];

        public override Task<SmtpResponse> SaveAsync(
            ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
        {
            Letters.Enqueue(Encoding.ASCII.GetString(buffer.ToArray()));
            return Task.FromResult(SmtpResponse.Ok);
        }
    }
}
