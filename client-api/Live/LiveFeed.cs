using System.Globalization;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using MoodleGrains.ClientApi.Access;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.ClientApi.Sites;
using Npgsql;

namespace MoodleGrains.ClientApi.Live;

/// <summary>
/// The feed as server-sent events (WHATWG HTML, "Server-sent events"): the id of an event is its position, so that a reader
/// that comes back with <c>Last-Event-ID</c> misses nothing and gets nothing twice.
/// </summary>
internal sealed class LiveFeed(
    FeedReader feed,
    FeedSignal signal,
    ConfiguredSites sites,
    TimeProvider clock,
    IHostApplicationLifetime host,
    IOptions<JsonOptions> json)
{
    private static readonly TimeSpan keepAlive = TimeSpan.FromSeconds(15);

    /// <summary>Follows the feed until the reader or the silo goes.</summary>
    /// <param name="http">The request.</param>
    /// <param name="lastEventId">The position the reader has; null to begin with what happens from now on.</param>
    /// <returns>Nothing once it was followed; else why not.</returns>
    public async Task<IResult> Follow(HttpContext http, string? lastEventId)
    {
        var readable = sites.All.Select(site => site.Slug).Where(http.User.MayRead).ToArray();
        if (readable.Length == 0)
        {
            return Problems.ScopeMissing(Scope.ReadAll);
        }

        // Otherwise a reader that never goes would hold up a silo that stops.
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, host.ApplicationStopping);
        var position = lastEventId is null
            ? await feed.Head(gone.Token)
            : Input.Number(lastEventId) ?? throw BadInputException.Of(
                "Last-Event-ID", lastEventId, "send the id of the last event you had, or leave it out to begin now.");
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await Send(http, "retry: 2000\n\n", gone.Token);
            await Follow(http, readable, position, gone.Token);
        }
        catch (OperationCanceledException) when (gone.IsCancellationRequested)
        {
            // Either end may go at any time: that is how a feed ends.
        }

        return Results.Empty;
    }

    private async Task Follow(HttpContext http, string[] sites, long position, CancellationToken cancellationToken)
    {
        var sentAt = clock.GetTimestamp();
        while (true)
        {
            var grown = signal.Next;
            (var items, position, var more) = await Read(sites, position, cancellationToken);
            if (items.Count > 0)
            {
                await Send(http, string.Concat(items.Select(Write)), cancellationToken);
                sentAt = clock.GetTimestamp();
            }

            if (!more && !await Within(grown, keepAlive - clock.GetElapsedTime(sentAt), cancellationToken))
            {
                await Send(http, ": still here\n\n", cancellationToken);
                sentAt = clock.GetTimestamp();
            }
        }
    }

    private async Task<(IReadOnlyList<FeedItem> Items, long ReadTo, bool More)> Read(
        string[] sites, long after, CancellationToken cancellationToken)
    {
        try
        {
            return await feed.After(sites, after, cancellationToken);
        }
        catch (NpgsqlException)
        {
            // The signal reports that the database is away, and wakes everybody when it is back.
            return ([], after, false);
        }
    }

    private async Task<bool> Within(Task grown, TimeSpan time, CancellationToken cancellationToken)
    {
        try
        {
            await grown.WaitAsync(time > TimeSpan.Zero ? time : TimeSpan.Zero, clock, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private string Write(FeedItem item) => string.Create(
        CultureInfo.InvariantCulture,
        $"id: {item.Position}\ndata: {JsonSerializer.Serialize(item, json.Value.SerializerOptions)}\n\n");

    private static async Task Send(HttpContext http, string text, CancellationToken cancellationToken)
    {
        await http.Response.WriteAsync(text, cancellationToken);
        await http.Response.Body.FlushAsync(cancellationToken);
    }
}
