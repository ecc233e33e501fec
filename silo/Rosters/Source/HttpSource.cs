using System.Net;
using MoodleGrains.Rosters;

namespace MoodleGrains.Silo.Rosters.Source;

/// <summary>Gets rosters by HTTP.</summary>
internal sealed class HttpSource : IDisposable
{
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> resolve;
    private readonly IWebProxy proxy;
    private readonly HttpClient guarded;
    private readonly HttpClient unguarded;

    /// <summary>Makes it; nothing is sent yet.</summary>
    /// <param name="resolve">Resolves names; null for the machine's way.</param>
    /// <param name="proxy">The proxy; null for that of the environment (<c>HTTPS_PROXY</c>, <c>NO_PROXY</c>).</param>
    public HttpSource(Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null, IWebProxy? proxy = null)
    {
        this.resolve = resolve ??= Dns.GetHostAddressesAsync;
        this.proxy = proxy ??= HttpClient.DefaultProxy;
        guarded = Client(GuardedConnect.Handler(allowPrivate: false, resolve, proxy));
        unguarded = Client(GuardedConnect.Handler(allowPrivate: true, resolve, proxy));
    }

    /// <summary>Gets one.</summary>
    /// <param name="source">Where from.</param>
    /// <param name="login">How to log in; null for without.</param>
    /// <param name="settings">What a missing login is called: <c>Rosters:{name}</c>.</param>
    /// <param name="named">The host that the configuration names for it; null for none.</param>
    /// <param name="etag">What is at hand; null for nothing.</param>
    /// <param name="cancellationToken">Stops it, and tells that its time is over.</param>
    /// <param name="page">A further page of it; null for the first. It gets the login only where the source itself is.</param>
    /// <returns>The body, unpacked; null if it is the one at hand.</returns>
    /// <exception cref="SourceFailedException">There is none.</exception>
    public async Task<SourcePage?> GetAsync(
        RosterSource source, SourceLogin? login, string settings, string? named, string? etag, CancellationToken cancellationToken,
        Uri? page = null)
    {
        var first = Place.Http(source) ?? throw new SourceFailedException(
            Place.Of(source), "is no http or https address without a user", "Correct the address of the roster.");
        login?.GoesTo(first, settings);
        var at = page ?? first;
        for (var followed = 0; ; followed++)
        {
            using var request = Request(at, Redirect.KeepsLogin(first, at) ? login : null, etag);
            try
            {
                if (!source.AllowPrivate && ProxyGuard.Takes(proxy, at))
                {
                    await ProxyGuard.JudgeAsync(at, named, settings, resolve, cancellationToken);
                }

                using var response = await (source.AllowPrivate ? unguarded : guarded)
                    .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
                var status = (int)response.StatusCode;
                if (Redirect.Is(status))
                {
                    at = Redirect.Next(at, response.Headers.Location, followed);
                    continue;
                }

                return status switch
                {
                    200 => new(
                        await BodyAsync(response, at, source, login, cancellationToken),
                        response.Headers.ETag?.ToString(),
                        response.Content.Headers.ContentType?.CharSet,
                        NextLink.Of(at, response.Headers)),
                    304 when etag is not null => null,
                    _ => throw SourceWords.OfStatus(at, status, settings),
                };
            }
            catch (Exception failed) when (failed is HttpRequestException or IOException && !cancellationToken.IsCancellationRequested)
            {
                throw SourceWords.OfTransport(at, failed);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        guarded.Dispose();
        unguarded.Dispose();
    }

    private static HttpClient Client(SocketsHttpHandler handler)
    {
        // Each reading has its own limit of time.
        var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("MoodleGrains/1");
        return client;
    }

    private static HttpRequestMessage Request(Uri address, SourceLogin? login, string? etag)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Accept", "application/json, text/csv, */*;q=0.5");
        request.Headers.TryAddWithoutValidation("Accept-Encoding", Unpacking.Known);
        if (login is not null)
        {
            request.Headers.TryAddWithoutValidation(login.Header, login.Value);
        }

        if (etag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", etag);
        }

        return request;
    }

    private static async Task<byte[]> BodyAsync(
        HttpResponseMessage response, Uri at, RosterSource source, SourceLogin? login, CancellationToken cancellationToken)
    {
        var (place, maxBytes) = (Place.Of(at), source.MaxBytes);
        var length = response.Content.Headers.ContentLength;
        if (length > maxBytes)
        {
            throw SourceWords.TooLarge(place, maxBytes);
        }

        // JSON shows by itself where it ends.
        if (source.Format == RosterSource.Csv && length is null && response.Headers.TransferEncodingChunked is not true
            && response.Version.Major < 2)
        {
            throw new SourceFailedException(
                place, "does not say how long it is: a table that was cut could not be told from a whole one",
                "Let the registrar's system send a Content-Length, or JSON.");
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var packed = await LimitedRead.AllAsync(stream, place, maxBytes, cancellationToken);
        var bytes = Unpacking.Unpack(packed, response.Content.Headers.ContentEncoding, place, maxBytes);
        return response.Content.Headers.ContentType?.MediaType is "text/html" or "application/xhtml+xml"
            ? throw SourceWords.Page(place, RosterParsing.Begins(bytes, source, login))
            : bytes;
    }
}

/// <summary>What a source answered.</summary>
/// <param name="Bytes">The body, unpacked.</param>
/// <param name="Etag">Its tag; null for none.</param>
/// <param name="Charset">What it says that it is written in; null for nothing.</param>
/// <param name="Next">Where the next page is; null if this is the only one, or the last.</param>
internal sealed record SourcePage(byte[] Bytes, string? Etag, string? Charset, Uri? Next);
