using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using MoodleGrains.ClientApi.Sites;

namespace MoodleGrains.ClientApi.Hooks;

/// <summary>One hook, from its request to its answer. Nobody but an authentic sender is told more than that the site is there.</summary>
internal sealed class HookEndpoint(
    HookBodyReader bodies,
    HookRates rates,
    HookStore store,
    IHookLedger ledger,
    HookMetrics metrics,
    TimeProvider time,
    ILogger<HookEndpoint> logger)
{
    public async Task Handle(HttpContext context)
    {
        var path = context.Features.Get<HookPath>()
            ?? throw new InvalidOperationException("AddHooks was not called: keys would stay in the path.");
        if (path.Site is not { } site)
        {
            metrics.Count(HookPath.UnknownSite, WebhookShape.Unknown, "refused", "unknown_site");
            await HookAnswer.Refused(context.Response, HookProblem.UnknownSite);
            return;
        }

        if (OtherType(context.Request) is { } other)
        {
            await Refuse(context, site, WebhookShape.Unknown, "content_type", other);
            return;
        }

        try
        {
            using var body = await bodies.Read(context, path.Started);
            if (body.Problem is { } problem) await Refuse(context, site, WebhookShape.Unknown, CauseOf(problem), problem);
            else await Take(context, site, path, Judge(context, site, path, body.Bytes));
        }
        catch (IOException)
        {
            // The sender has gone: there is nobody left to answer.
            metrics.Count(site.Slug, WebhookShape.Unknown, "aborted", "sender_gone");
        }
    }

    /// <summary>Everything that needs the body, which is only lent: what is stored is a copy.</summary>
    private Admission Judge(HttpContext context, Site site, HookPath path, ReadOnlySpan<byte> body)
    {
        // A signature is of what was sent; what is read and stored is the JSON.
        var json = ByteOrderMark.Skip(body);
        var reading = WebhookBody.Read(json);
        if (SenderCheck.Judge(site.Webhooks, context, path.Key, reading.TokenDigest, body, time.GetUtcNow()) is { } cause)
            return new(reading.Shape, HookProblem.NotAuthentic, cause);
        if (rates.Take(site) is { Ticks: > 0 } wait)
            return new(reading.Shape, HookProblem.TooMany(site.Slug, site.Webhooks.Rate), "rate", RetryAfter: wait);
        if (reading.Envelope is not { } envelope) return new(reading.Shape, HookProblem.Unreadable(reading.Problem!), "body");

        var sent = context.Request.Headers[StandardWebhooks.Id] is { Count: > 0 } header ? header.ToString() : reading.SenderId;
        if (sent is not null && !WebhookBody.IsSenderId(sent)) return new(reading.Shape, HookProblem.NoId(), "webhook_id");

        var kept = site.Webhooks.Keep.Keeps(envelope.Event, envelope.Crud, envelope.UserId, site.UserId);
        return new(reading.Shape, Kept: kept, Received: new Received(
            site.Slug,
            sent ?? DeliveryId.Of(site.Slug, body),
            sent is not null,
            envelope,
            kept ? reading.WithoutToken(json) : default,
            TraceParent(context.Request)));
    }

    private async Task Take(HttpContext context, Site site, HookPath path, Admission judgement)
    {
        if (judgement.Received is not { } received)
        {
            await Refuse(context, site, judgement.Shape, judgement.Cause, judgement.Problem!, judgement.RetryAfter);
            return;
        }

        if (!judgement.Kept)
        {
            ledger.Count(site.Slug, judgement.Shape, HookOutcome.NotKept);
            metrics.Count(site.Slug, judgement.Shape, "not_kept");
            await HookAnswer.Taken(context.Response, received.DeliveryId, duplicate: false);
            return;
        }

        var (receipt, failure) = await store.Accept(received, path.Started);
        if (failure is null) await HookAnswer.Taken(context.Response, received.DeliveryId, receipt.Duplicate);
        else await HookAnswer.Refused(context.Response, HookProblem.NotStored(failure.Why), failure.RetryAfter);
    }

    private Task Refuse(HttpContext context, Site site, string shape, string cause, HookProblem problem, TimeSpan? retryAfter = null)
    {
        ledger.Count(site.Slug, shape, HookOutcome.Refused);
        metrics.Count(site.Slug, shape, "refused", cause);
        logger.LogInformation(
            "A hook of {Site} is answered {Status}: {Cause}, {Field} is {Value}.",
            site.Slug,
            problem.Status,
            cause,
            problem.Field,
            problem.Value);
        return HookAnswer.Refused(context.Response, problem, retryAfter);
    }

    private static HookProblem? OtherType(HttpRequest request)
    {
        var encoding = request.Headers.ContentEncoding.ToString();
        if (encoding is not ("" or "identity")) return HookProblem.OtherType("Content-Encoding", encoding);
        var type = request.ContentType.AsSpan();
        var end = type.IndexOf(';');
        var media = (end < 0 ? type : type[..end]).Trim();
        return media.IsEmpty
            || media.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || media.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
            ? null
            : HookProblem.OtherType("Content-Type", media.ToString());
    }

    private static string CauseOf(HookProblem problem) => problem.Status switch
    {
        StatusCodes.Status413PayloadTooLarge => "too_large",
        StatusCodes.Status408RequestTimeout => "slow_body",
        _ => "framing",
    };

    private static string? TraceParent(HttpRequest request)
    {
        if (Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } activity) return activity.Id;
        var header = request.Headers.TraceParent.ToString();
        return ActivityContext.TryParse(header, null, out _) ? header : null;
    }

    private sealed record Admission(
        string Shape,
        HookProblem? Problem = null,
        string Cause = "",
        TimeSpan? RetryAfter = null,
        bool Kept = false,
        Received? Received = null);
}
