using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace MoodleGrains.Sandbox.Rosters;

/// <summary>
/// The stand-in for a registrar's system on a loopback port: <c>/roster</c> gives what was published, with an ETag; <c>/hop/{n}</c>
/// redirects n times before it does, <c>/to</c> redirects to where a test wants. It can fail in every way (<see cref="Trouble"/>, or
/// <c>POST /sandbox/trouble?kind=Cut</c>).
/// </summary>
public sealed class Registrar : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<SeenRequest> seen = new();
    private readonly ConcurrentDictionary<string, (byte[] Body, string? Link)> pages = new(StringComparer.Ordinal);
    private byte[] body = [];
    private string contentType = "application/json";

    private Registrar(WebApplication app) => this.app = app;

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Where the roster is.</summary>
    public Uri Roster => new(Address, "roster");

    /// <summary>Its misbehaviour.</summary>
    public RegistrarTrouble Trouble { get; set; }

    /// <summary>The header that a caller has to send, and its value; null for everybody.</summary>
    public (string Header, string Value)? Login { get; set; }

    /// <summary>How bodies are packed (<c>gzip</c>, <c>br</c>), where the caller takes it; null for not at all.</summary>
    public string? Packing { get; set; }

    /// <summary>The header <c>Link</c> of the roster; null for none.</summary>
    public string? Link { get; set; }

    /// <summary>Whether bodies carry an ETag, and one that is at hand is answered with 304.</summary>
    public bool Tags { get; set; } = true;

    /// <summary>Where <c>/to</c> redirects to.</summary>
    public string RedirectsTo { get; set; } = "/roster";

    /// <summary>All requests, in order.</summary>
    public IReadOnlyList<SeenRequest> Requests => [.. seen];

    /// <summary>Starts it.</summary>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <param name="port">The port; 0 for a free one.</param>
    /// <param name="certificate">For https; null for http.</param>
    /// <returns>The running registrar, with an empty body.</returns>
    public static async Task<Registrar> Start(CancellationToken cancellationToken, int port = 0, X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, port, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        var app = builder.Build();
        var registrar = new Registrar(app);
        app.MapGet("/roster", registrar.AnswerAsync);
        app.MapGet("/hop/{left:int}", (HttpContext context, int left) =>
        {
            registrar.See(context.Request);
            return Results.Redirect(left > 1 ? string.Create(CultureInfo.InvariantCulture, $"/hop/{left - 1}") : "/roster");
        });
        app.MapGet("/to", (HttpContext context) =>
        {
            registrar.See(context.Request);
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = registrar.RedirectsTo;
        });
        app.MapPost("/sandbox/trouble", (RegistrarTrouble kind) => { registrar.Trouble = kind; });
        await app.StartAsync(cancellationToken);
        registrar.Address = new(app.Urls.First());
        return registrar;
    }

    /// <summary>Gives something from now on.</summary>
    /// <param name="text">The text, in UTF-8.</param>
    /// <param name="type">Its content type.</param>
    public void Publish(string text, string type = "application/json") => Publish(Encoding.UTF8.GetBytes(text), type);

    /// <summary>Gives something from now on.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="type">Their content type.</param>
    public void Publish(byte[] bytes, string type) => (body, contentType) = (bytes, type);

    /// <summary>Gives something else where the address has a query.</summary>
    /// <param name="query">The query: <c>?page=2</c>.</param>
    /// <param name="text">The text, in UTF-8.</param>
    /// <param name="link">Its header <c>Link</c>; null for none.</param>
    public void PublishPage(string query, string text, string? link = null) => pages[query] = (Encoding.UTF8.GetBytes(text), link);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private void See(HttpRequest request) => seen.Enqueue(new(
        request.Path + request.QueryString,
        request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));

    private async Task AnswerAsync(HttpContext context)
    {
        See(context.Request);
        if (Login is var (header, value) && context.Request.Headers[header] != value)
        {
            context.Response.StatusCode = 401;
        }
        else if (!await RegistrarTroubles.Do(context, Trouble))
        {
            await GiveAsync(context);
        }
    }

    private async Task GiveAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var given = Trouble is RegistrarTrouble.NoCourses or RegistrarTrouble.HalfTheCourses or RegistrarTrouble.RolesVanished
            or RegistrarTrouble.NamesMistyped
            ? Encoding.UTF8.GetBytes(RosterFaults.Spoil(Encoding.UTF8.GetString(body), Trouble))
            : body;
        var link = Link;
        if (pages.TryGetValue(request.QueryString.ToString(), out var page))
        {
            (given, link) = page;
        }

        if (link is not null)
        {
            response.Headers.Link = link;
        }

        if (Tags)
        {
            var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(given).AsSpan(0, 8))}\"";
            response.Headers.ETag = tag;
            if (request.Headers.IfNoneMatch == tag)
            {
                response.StatusCode = 304;
                return;
            }
        }

        if (Packing is { } packing && request.Headers.AcceptEncoding.ToString().Contains(packing, StringComparison.Ordinal))
        {
            given = Packed(given, packing);
            response.Headers.ContentEncoding = packing;
        }

        response.ContentType = contentType;
        await RegistrarTroubles.Write(context, given, Trouble);
    }

    private static byte[] Packed(byte[] bytes, string packing)
    {
        using var packed = new MemoryStream();
        using (Stream packer = packing == "br"
            ? new BrotliStream(packed, CompressionLevel.Fastest)
            : new GZipStream(packed, CompressionLevel.Fastest))
        {
            packer.Write(bytes);
        }

        return packed.ToArray();
    }
}

/// <summary>A request that arrived.</summary>
/// <param name="Target">Path and query.</param>
/// <param name="Headers">Its headers.</param>
public sealed record SeenRequest(string Target, IReadOnlyDictionary<string, string> Headers);
