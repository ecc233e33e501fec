using System.Buffers;
using System.Net.Http.Headers;
using Microsoft.Extensions.Logging;
using MoodleGrains.Silo.Json;
using Polly;

namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>Sends the requests of one site: token, limits, retries and counts are here, functions and answers are not.</summary>
internal sealed partial class SiteCalls : IDisposable
{
    private const string RestScript = "webservice/rest/server.php";
    private const string LoginScript = "login/token.php";
    private static readonly TimeSpan AbilitiesHold = TimeSpan.FromHours(1);

    // A wrong clock or a wrong header must not silence a site for days.
    private static readonly TimeSpan LongestQuiet = TimeSpan.FromHours(1);

    private readonly SiteAccount account;
    private readonly Func<HttpClient> http;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly SiteGate gate;
    private readonly SiteToken token;
    private readonly ResiliencePipeline<Answered> reads;
    private readonly ResiliencePipeline<Answered> writes;
    private volatile Known? known;

    // Why the site is left in quiet, as whoever calls meanwhile is told.
    private volatile FaultKind quietFor = FaultKind.TooManyRequests;

    /// <summary>Makes it; nothing is sent yet.</summary>
    /// <param name="account">The account.</param>
    /// <param name="http">Gives a client; it must not follow redirects, for they would carry the token away.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where retries are told.</param>
    public SiteCalls(SiteAccount account, Func<HttpClient> http, TimeProvider time, ILogger logger)
    {
        (this.account, this.http, this.time, this.logger) = (account, http, time, logger);
        gate = new(account.Concurrency, account.Rate, time);
        token = new(account, LogInAsync, time, logger);
        reads = CallRetries.Reads(time, Retried);
        writes = CallRetries.Writes(time, Retried);
    }

    /// <summary>The slug of the site.</summary>
    public string Slug => account.Slug;

    /// <summary>Requests since the start.</summary>
    public CallCounts Counts { get; } = new();

    /// <summary>Our clock, Unix seconds.</summary>
    public long Now => time.GetUtcNow().ToUnixTimeSeconds();

    /// <summary>Whether all courses were too large an answer once.</summary>
    public bool CoursesAreMany { get; set; }

    /// <summary>What the site said of itself within the last hour; null if it is to be asked.</summary>
    public SiteAbilities? Abilities =>
        known is { } told && told.Token == token.Known && time.GetElapsedTime(told.At) < AbilitiesHold ? told.Value : null;

    /// <summary>Keeps what the site said of itself.</summary>
    /// <param name="told">The abilities.</param>
    /// <returns>The same.</returns>
    public SiteAbilities Remember(SiteAbilities told)
    {
        known = new(told, time.GetTimestamp(), token.Known);
        return told;
    }

    /// <summary>The token that calls go out with.</summary>
    /// <param name="cancellationToken">Stops the login, where there is one.</param>
    /// <returns>The token: a secret.</returns>
    /// <exception cref="MoodleFaultException">There is none.</exception>
    public ValueTask<string> TokenAsync(CancellationToken cancellationToken) => token.GetAsync(cancellationToken);

    /// <summary>Asks; what passes by itself is tried again.</summary>
    /// <param name="function">The function.</param>
    /// <param name="form">Its parameters.</param>
    /// <param name="tally">Counts the requests too.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The answer, to be disposed of.</returns>
    /// <exception cref="MoodleFaultException">There is none.</exception>
    public Task<Answered> AskAsync(string function, MoodleForm form, CallCounts? tally, CancellationToken cancellationToken) =>
        WithTokenAsync(reads, function, form, tally, isWrite: false, cancellationToken);

    /// <summary>Writes; tried again only where nothing was done for certain.</summary>
    /// <param name="function">The function.</param>
    /// <param name="form">Its parameters.</param>
    /// <param name="tally">Counts the requests too.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The answer, to be disposed of.</returns>
    /// <exception cref="MoodleFaultException">There is none.</exception>
    public Task<Answered> WriteAsync(string function, MoodleForm form, CallCounts? tally, CancellationToken cancellationToken) =>
        WithTokenAsync(writes, function, form, tally, isWrite: true, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        gate.Dispose();
        token.Dispose();
    }

    private async Task<Answered> WithTokenAsync(
        ResiliencePipeline<Answered> pipeline, string function, MoodleForm form, CallCounts? tally, bool isWrite,
        CancellationToken cancellationToken)
    {
        var current = await token.GetAsync(cancellationToken);
        try
        {
            return await SendAsync(current);
        }
        catch (MoodleFaultException refused) when (IsTokenRefused(refused.Fault))
        {
            // Refused before anything was done, so that a write too may be sent once more.
            if (await token.RenewAsync(current, cancellationToken) is not { } renewed)
            {
                throw;
            }

            known = null;
            return await SendAsync(renewed);
        }
        catch (MoodleFaultException refused) when (refused.Fault.Kind == FaultKind.FunctionNotInService)
        {
            // So is every function of a token that ran out: the next call asks the site what there is.
            known = null;
            throw;
        }

        Task<Answered> SendAsync(string with) => pipeline.ExecuteAsync(
            cancel => new ValueTask<Answered>(RequestAsync(RestScript, function, Fields(function, form, with), tally, isWrite, cancel)),
            cancellationToken).AsTask();
    }

    // Every service that is of use has the site's own description: without it the token itself is refused (webservice/lib.php says
    // accessexception to one that ran out or is bound to other addresses).
    private static bool IsTokenRefused(MoodleFault fault) =>
        fault.Kind == FaultKind.TokenInvalid || fault is { Kind: FaultKind.FunctionNotInService, Function: MoodleFunctions.SiteInfo };

    private static IEnumerable<KeyValuePair<string, string>> Fields(string function, MoodleForm form, string with) =>
    [
        new("wstoken", with), new("wsfunction", function), new("moodlewsrestformat", "json"), new("moodlewssettingraw", "true"),
        .. form.Fields,
    ];

    private async Task<string> LogInAsync(MoodleForm form, CancellationToken cancellationToken)
    {
        using var answer = await reads.ExecuteAsync(
            cancel => new ValueTask<Answered>(RequestAsync(LoginScript, LoginScript, form.Fields, null, isWrite: false, cancel)),
            cancellationToken);
        return MoodleJson.Word(answer.Body, "token"u8) is { Length: > 0 } given
            ? given
            : throw new MoodleFaultException(new(FaultKind.BadAnswer, Slug, LoginScript, Detail: "no token in it"));
    }

    private async Task<Answered> RequestAsync(
        string script,
        string function,
        IEnumerable<KeyValuePair<string, string>> fields,
        CallCounts? tally,
        bool isWrite,
        CancellationToken cancellationToken)
    {
        using var place = await gate.EnterAsync(CallRetries.LongestAsked, cancellationToken);
        if (gate.QuietFor is var rest && rest > TimeSpan.Zero)
        {
            throw new MoodleFaultException(new(quietFor, Slug, function, Detail: "it asked for quiet", RetryAfter: rest));
        }

        Counts.Count(function);
        tally?.Count(function);
        var began = time.GetTimestamp();
        using var activity = CallTelemetry.Begin(function);
        MoodleFault? fault = null;
        try
        {
            return await ExchangeAsync(script, function, fields, cancellationToken);
        }
        catch (MoodleFaultException failed)
        {
            fault = CallFaults.OfReply(failed.Fault, isWrite);
            if (fault.RetryAfter is { } quiet)
            {
                quietFor = failed.Fault.Kind;
                gate.Quiet(quiet);
            }

            throw new MoodleFaultException(fault, 0, failed.InnerException);
        }
        catch (Exception broken) when (CallFaults.IsTransport(broken) && !cancellationToken.IsCancellationRequested)
        {
            fault = CallFaults.OfTransport(Slug, function, broken, isWrite);
            throw new MoodleFaultException(fault, 0, broken);
        }
        finally
        {
            CallTelemetry.Measure(activity, Slug, function, fault?.Kind, time.GetElapsedTime(began));
        }
    }

    private async Task<Answered> ExchangeAsync(
        string script, string function, IEnumerable<KeyValuePair<string, string>> fields, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(account.Timeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var sent = fields.ToList();
        using var request = new HttpRequestMessage(HttpMethod.Post, account.At(script)) { Content = new FormUrlEncodedContent(sent) };
        using var client = http();
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stop.Token);
        var body = await BodyAsync(function, response.Content, stop.Token);
        var fault = MoodleReply.Read(
            Slug, function, (int)response.StatusCode, Wait(response.Headers.RetryAfter), body, out var document,
            sent.Where(field => field.Key is "wstoken" or "username" or "password").Select(field => field.Value));
        return fault is null
            ? new(document!, response.Headers.Date?.ToUnixTimeSeconds() ?? Now)
            : throw new MoodleFaultException(fault);
    }

    // Counted as it is unpacked: what was sent says nothing of what is to be held.
    private async Task<ReadOnlyMemory<byte>> BodyAsync(string function, HttpContent content, CancellationToken cancellationToken)
    {
        await using var from = await content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        var part = ArrayPool<byte>.Shared.Rent(81_920);
        try
        {
            while (await from.ReadAsync(part, cancellationToken) is var read and > 0)
            {
                if (body.Length + read > account.LargestAnswer)
                {
                    throw new MoodleFaultException(
                        new(FaultKind.AnswerTooLarge, Slug, function, Detail: $"more than {account.LargestAnswer} bytes"));
                }

                body.Write(part, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(part);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private sealed record Known(SiteAbilities Value, long At, string? Token);

    private TimeSpan? Wait(RetryConditionHeaderValue? asked)
    {
        var wait = asked?.Delta ?? asked?.Date - time.GetUtcNow();
        return wait > LongestQuiet ? LongestQuiet : wait > TimeSpan.Zero ? wait : null;
    }

    private void Retried(MoodleFault fault) =>
        RetriedLine(fault.Site, fault.Function, fault.Kind, fault.Detail is { } detail ? $", {detail}" : "");

    [LoggerMessage(Level = LogLevel.Information, Message = "{Site}: {Function}: {Kind}{Detail}; tried again")]
    private partial void RetriedLine(string site, string function, FaultKind kind, string detail);
}
