using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace MoodleGrains.Sandbox.Discord;

/// <summary>
/// A stand-in Discord on a loopback port: the REST API under <c>/api/v10</c>, a page at <c>/</c> that shows the channels live, and
/// <c>/sandbox/trouble</c> to switch misbehaviour (<c>?kind=TooMany&amp;share=0.1&amp;times=10</c>). Facts: discord.com/developers/docs.
/// </summary>
public sealed class DiscordStandIn : IAsyncDisposable
{
    private const string ApiPath = "/api/v10";

    private readonly WebApplication app;
    private readonly DiscordOptions options;
    private readonly ServerLimits limits;
    private readonly DiscordApi api;
    private readonly Lock gate = new();
    private readonly List<SeenRequest> requests = [];

    private DiscordStandIn(WebApplication app, DiscordOptions options)
    {
        (this.app, this.options) = (app, options);
        Guild = new(options);
        limits = new(options);
        api = new(Guild);
    }

    /// <summary>The address of the page.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>What <c>Discord:ApiUrl</c> is to be.</summary>
    public string ApiUrl => $"{Address.GetLeftPart(UriPartial.Authority)}{ApiPath}";

    /// <summary>What <c>Discord:Token</c> is to be.</summary>
    public string Token => options.Token;

    /// <summary>What stands in it.</summary>
    public Guild Guild { get; }

    /// <summary>Its misbehaviour.</summary>
    public DiscordTroubles Troubles { get; init; } = new();

    /// <summary>Every request so far.</summary>
    public IReadOnlyList<SeenRequest> Requests
    {
        get
        {
            lock (gate)
            {
                return [.. requests];
            }
        }
    }

    /// <summary>Since its start, real time, as <see cref="SeenRequest.Arrived"/>.</summary>
    public TimeSpan Now => limits.Now;

    /// <summary>Requests that came although they had been told to wait: empty for a good client.</summary>
    public IReadOnlyList<Disobedience> Disobeyed => limits.Disobeyed;

    /// <summary>Starts one.</summary>
    /// <param name="options">How it is set up.</param>
    /// <param name="seed">Decides its troubles.</param>
    /// <param name="cancellationToken">Stops the start.</param>
    /// <returns>The running stand-in.</returns>
    public static async Task<DiscordStandIn> Start(DiscordOptions options, int seed, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, options.Port));
        var app = builder.Build();
        var standIn = new DiscordStandIn(app, options) { Troubles = new(seed) };
        app.MapPost("/sandbox/trouble", (DiscordTrouble kind, double? share, int? times) =>
            standIn.Troubles.Switch(kind, share ?? 1, times ?? int.MaxValue));
        DiscordPage.Map(app, standIn.Guild, options.Clock);
        app.Map(ApiPath + "/{**path}", standIn.Handle);
        await app.StartAsync(cancellationToken);
        standIn.Address = new(app.Urls.First());
        return standIn;
    }

    /// <summary>The URL of a new webhook of a channel, for <c>Discord:Webhooks:{name}</c>.</summary>
    /// <param name="channel">The channel.</param>
    /// <returns>The URL.</returns>
    public string NewWebhook(string channel)
    {
        var (id, token) = Guild.AddWebhook(channel);
        return $"{Address.GetLeftPart(UriPartial.Authority)}/api/webhooks/{id}/{token}";
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task Handle(HttpContext context)
    {
        var arrived = limits.Now;
        var request = context.Request;
        var path = ((string?)request.RouteValues["path"] ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries);
        var (route, key) = BucketOf(request.Method, path);
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);

        // Noted before the answer is out: whoever has it may look at once.
        var seen = new SeenRequest(arrived, arrived, request.Method, string.Join('/', path) + request.QueryString, key, 0, body);
        int place;
        lock (gate)
        {
            place = requests.Count;
            requests.Add(seen);
        }

        var status = await Answer(context, path, route, key, arrived, body);
        lock (gate)
        {
            requests[place] = seen with { Answered = limits.Now, Status = status };
        }
    }

    private async Task<int> Answer(HttpContext context, string[] path, string route, string key, TimeSpan arrived, string body)
    {
        if (limits.Count(key, arrived) is var (wait, scope))
        {
            return await TooMany(context, key, route, wait, scope);
        }

        if (path is not ["webhooks", ..] && (!Guild.TokenValid || context.Request.Headers.Authorization != $"Bot {options.Token}"))
        {
            return await Write(context, key, route, ApiAnswer.Error(401, 0, "401: Unauthorized"));
        }

        var (trouble, told) = Troubles.Next(context.Request.Method);
        switch (trouble)
        {
            case DiscordTrouble.TooMany or DiscordTrouble.TooManyShared or DiscordTrouble.TooManyGlobal:
                var of = trouble switch { DiscordTrouble.TooMany => "user", DiscordTrouble.TooManyShared => "shared", _ => "global" };
                return await TooMany(context, key, route, limits.Close(key, told, of).Wait, of);
            case DiscordTrouble.Banned:
                context.Response.StatusCode = 429;
                context.Response.Headers.RetryAfter = "1";
                limits.Close(key, TimeSpan.FromSeconds(1), "global");
                await context.Response.WriteAsync("error code: 1015", context.RequestAborted);
                return 429;
            case DiscordTrouble.ServerError:
                return await Write(context, key, route, ApiAnswer.Error(500, 0, "500: Internal Server Error"));
            case DiscordTrouble.Drop:
                context.Abort();
                return 0;
        }

        var answer = api.Answer(context.Request.Method, path, context.Request.Query, body);
        switch (trouble)
        {
            case DiscordTrouble.ServerErrorAfter:
                return await Write(context, key, route, ApiAnswer.Error(503, 0, "503: upstream connect error"));
            case DiscordTrouble.DropAfter:
                context.Abort();
                return 0;
            default:
                return await Write(context, key, route, answer);
        }
    }

    private async Task<int> TooMany(HttpContext context, string key, string route, TimeSpan wait, string scope)
    {
        // Rounded up: who waits as long as it is told must not come too early.
        var seconds = Math.Ceiling(wait.TotalMilliseconds) / 1000;
        var headers = context.Response.Headers;
        headers.RetryAfter = Math.Ceiling(seconds).ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Scope"] = scope;
        if (scope == "global")
        {
            headers["X-RateLimit-Global"] = "true";
        }

        return await Write(context, key, route, new(429, new JsonObject
        {
            ["message"] = scope == "shared" ? "The resource is being rate limited." : "You are being rate limited.",
            ["retry_after"] = seconds,
            ["global"] = scope == "global",
        }));
    }

    private async Task<int> Write(HttpContext context, string key, string route, ApiAnswer answer)
    {
        limits.Tell(key, route, context.Response.Headers);
        context.Response.StatusCode = answer.Status;
        if (answer.Body is { } json)
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(json.ToJsonString(), context.RequestAborted);
        }

        return answer.Status;
    }

    // Method and path without ids, and with the top-level resource.
    private static (string Route, string Key) BucketOf(string method, string[] path)
    {
        var route = $"{method} {string.Join('/', path.Where((_, i) => i % 2 == 0))}";
        return (route, $"{route} {(path.Length > 1 ? path[1] : "")}");
    }
}
