using System.Globalization;
using System.Net;

namespace MoodleGrains.Sandbox.Serving;

/// <summary>Tells a clock's time over HTTP, as Unix milliseconds: a silo with the setting <c>Clock:Url</c> lives by it.</summary>
public sealed class ClockServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private ClockServer(WebApplication app, Uri address)
    {
        this.app = app;
        Address = address;
    }

    /// <summary>Where the time is read.</summary>
    public Uri Address { get; }

    /// <summary>Starts it on a free loopback port.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <returns>The running server.</returns>
    public static async Task<ClockServer> Start(TimeProvider clock, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.MapGet("/", () => clock.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        await app.StartAsync(cancellationToken);
        return new(app, new Uri(app.Urls.First()));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}
