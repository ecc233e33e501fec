using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace MoodleGrains.Sandbox.Discord;

/// <summary>The page that shows the channels, and the server-sent events that keep it up to date.</summary>
internal static class DiscordPage
{
    public static void Map(WebApplication app, Guild guild, TimeProvider clock)
    {
        app.MapGet("/", context => File(context, "page.html", "text/html; charset=utf-8"));
        app.MapGet("/page.css", context => File(context, "page.css", "text/css; charset=utf-8"));
        app.MapGet("/page.js", context => File(context, "page.js", "text/javascript; charset=utf-8"));
        app.MapGet("/live", context => Live(context, guild, clock, app.Lifetime.ApplicationStopping));
    }

    private static async Task File(HttpContext context, string name, string type)
    {
        context.Response.ContentType = type;
        context.Response.Headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:";
        context.Response.Headers.CacheControl = "no-cache";
        await using var file = typeof(DiscordPage).Assembly.GetManifestResourceStream($"discord/{name}")!;
        await file.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private static async Task Live(HttpContext context, Guild guild, TimeProvider clock, CancellationToken stopping)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        var changes = Channel.CreateUnbounded<JsonObject>();
        void Tell(string what, StandingMessage message)
            => changes.Writer.TryWrite(new() { ["what"] = what, ["message"] = Shown(message, guild) });

        context.Response.ContentType = "text/event-stream";
        context.Response.Headers.CacheControl = "no-cache";
        guild.Changed += Tell;
        try
        {
            await Send(Everything(guild, clock));
            while (true)
            {
                using var beat = CancellationTokenSource.CreateLinkedTokenSource(over.Token);
                beat.CancelAfter(TimeSpan.FromSeconds(1));
                try
                {
                    await Send(await changes.Reader.ReadAsync(beat.Token));
                }
                catch (OperationCanceledException) when (!over.IsCancellationRequested)
                {
                    // Nothing happened for a second; the page's clock follows the stand-in's, which a test may move.
                    await Send(new() { ["what"] = "time", ["now"] = clock.GetUtcNow().ToUnixTimeMilliseconds() });
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The page was closed, or the stand-in ends.
        }
        finally
        {
            guild.Changed -= Tell;
        }

        async Task Send(JsonObject change)
        {
            await context.Response.WriteAsync($"data: {change.ToJsonString()}\n\n", over.Token);
            await context.Response.Body.FlushAsync(over.Token);
        }
    }

    private static JsonObject Everything(Guild guild, TimeProvider clock) => new()
    {
        ["what"] = "all",
        ["now"] = clock.GetUtcNow().ToUnixTimeMilliseconds(),
        ["channels"] = new JsonArray([.. guild.Channels.Select(JsonNode (channel) => new JsonObject
        {
            ["id"] = channel.Id,
            ["name"] = channel.Name,
            ["messages"] = new JsonArray([.. guild.Messages(channel.Id).Select(JsonNode (message) => Shown(message, guild))]),
        })]),
    };

    private static JsonObject Shown(StandingMessage message, Guild guild)
    {
        var json = message.Json();
        json["role_names"] = new JsonObject(
            message.Roles.Select(role => KeyValuePair.Create(role, (JsonNode?)(guild.RoleName(role) ?? role))));
        return json;
    }
}
