using System.Globalization;
using System.Net;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.WebService;

namespace MoodleGrains.Sandbox.Serving;

/// <summary>
/// The stand-in Moodle on a loopback port: <c>/webservice/rest/server.php</c>, and <c>/sandbox/trouble</c> to switch misbehaviour
/// (<c>?kind=ServerError&amp;share=0.5&amp;times=10</c>).
/// </summary>
public sealed class StandIn : IAsyncDisposable
{
    private readonly WebApplication app;

    private StandIn(WebApplication app, Uri address, Troubles troubles)
    {
        this.app = app;
        Address = address;
        Troubles = troubles;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Its misbehaviour.</summary>
    public Troubles Troubles { get; }

    /// <summary>Starts it.</summary>
    /// <param name="university">What it tells of.</param>
    /// <param name="token">The web-service token it takes.</param>
    /// <param name="port">The port; 0 for a free one.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <returns>The running stand-in.</returns>
    public static async Task<StandIn> Start(University university, string token, int port, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        var app = builder.Build();
        var troubles = new Troubles();
        MoodleWebService? service = null;
        app.MapPost("/sandbox/trouble", (Trouble kind, double? share, int? times) => troubles.Switch(kind, share ?? 1, times ?? int.MaxValue));
        app.MapMethods("/webservice/rest/server.php", ["GET", "POST"], async context =>
        {
            if (await Misbehave(context, troubles.Next()))
            {
                return;
            }

            var answer = service!.Answer(await Fields(context.Request, context.RequestAborted));
            context.Response.StatusCode = answer.Status;
            context.Response.ContentType = answer.ContentType;
            context.Response.ContentLength = answer.Body.Length;
            await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
        });
        await app.StartAsync(cancellationToken);
        var address = new Uri(app.Urls.First());
        service = new(university, address, token);
        return new(app, address, troubles);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private static async Task<bool> Misbehave(HttpContext context, Trouble trouble)
    {
        switch (trouble)
        {
            case Trouble.TooManyRequests:
                context.Response.StatusCode = 429;
                context.Response.Headers.RetryAfter = 1.ToString(CultureInfo.InvariantCulture);
                return true;
            case Trouble.ServerError:
                context.Response.StatusCode = 500;
                await context.Response.WriteAsync("<!DOCTYPE html><html><body>Fatal error</body></html>", context.RequestAborted);
                return true;
            case Trouble.TimeOut:
                var given = new TaskCompletionSource();
                await using (context.RequestAborted.Register(given.SetResult))
                {
                    await given.Task;
                }

                return true;
            case Trouble.Drop:
                context.Abort();
                return true;
            default:
                return false;
        }
    }

    // A JSON body is not read, as in Moodle; then only the query string counts.
    private static async Task<Dictionary<string, string>> Fields(HttpRequest request, CancellationToken cancellationToken)
    {
        var fields = request.Query.ToDictionary(q => q.Key, q => q.Value.ToString(), StringComparer.Ordinal);
        if (request.HasFormContentType)
        {
            foreach (var (name, value) in await request.ReadFormAsync(cancellationToken))
            {
                fields[name] = value.ToString();
            }
        }

        return fields;
    }
}
