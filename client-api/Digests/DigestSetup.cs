using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MoodleGrains.Digests;
using Npgsql;

namespace MoodleGrains.ClientApi.Digests;

/// <summary>
/// The pages on which users change or end their digest. A signed link is all it takes to open one; no cookies, no accounts. A GET
/// changes nothing; a POST does, and RFC 8058's one click is such a POST.
/// </summary>
public static class DigestSetup
{
    // Five short fields: a longer form is none of ours.
    private const int LongestForm = 4096;

    private static readonly string Policy =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(DigestHtml.Style)))}'; "
        + "form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

    /// <summary>Maps the pages. They want an <c>NpgsqlDataSource</c>, <see cref="IAggregateClient"/> and a <c>TimeProvider</c>.</summary>
    /// <param name="endpoints">Where to.</param>
    public static void MapDigests(this IEndpointRouteBuilder endpoints)
    {
        var pages = endpoints.MapGroup("").AllowAnonymous().ExcludeFromDescription()
            .AddEndpointFilter<RouteGroupBuilder, DigestFaults>();
        pages.MapGet(DigestPath.Settings, (
            HttpContext http, NpgsqlDataSource db, IAggregateClient grains, TimeProvider time, DigestTerms terms) =>
            Answer(http, db, time, LinkPurpose.Settings, async subject =>
            {
                var digest = await grains.Latest<Digest>(Of(subject), http.RequestAborted);
                var proposed = digest.Wish ?? Usual(terms, http);
                return DigestHtml.Settings(digest.Wish, proposed, PageWords.Of(proposed.Language), null);
            }));
        pages.MapPost(DigestPath.Settings, (
            HttpContext http, NpgsqlDataSource db, IAggregateClient grains, TimeProvider time, DigestTerms terms) =>
            Answer(http, db, time, LinkPurpose.Settings, subject => SaveAsync(http, grains, time, terms, subject)));
        pages.MapGet(DigestPath.Unsubscribe, (HttpContext http, NpgsqlDataSource db, TimeProvider time) =>
            Answer(http, db, time, LinkPurpose.Unsubscribe, _ => Task.FromResult(DigestHtml.AskEnd(WordsFor(http)))));
        pages.MapPost(DigestPath.Unsubscribe, (HttpContext http, NpgsqlDataSource db, IAggregateClient grains, TimeProvider time) =>
            Answer(http, db, time, LinkPurpose.Unsubscribe, async subject =>
            {
                await grains.Send(Of(subject), new(new UnsubscribeFromDigest(time.GetUtcNow().ToUnixTimeSeconds())), http.RequestAborted);
                return DigestHtml.Ended(WordsFor(http));
            }));
    }

    private static async Task<IResult> Answer(
        HttpContext http, NpgsqlDataSource db, TimeProvider time, LinkPurpose purpose, Func<LinkSubject, Task<string>> page)
    {
        var headers = http.Response.Headers;
        headers.CacheControl = "no-store";
        headers.ContentSecurityPolicy = Policy;
        headers["Referrer-Policy"] = "no-referrer";
        headers["X-Robots-Tag"] = "noindex";
        headers.XContentTypeOptions = "nosniff";
        var links = await DigestPages.SignerAsync(db, http.RequestAborted);
        var token = http.Features.Get<DigestPath>()?.Token ?? "";
        return links.Read(purpose, token, time.GetUtcNow().ToUnixTimeSeconds()) is { } subject
            ? Html(await page(subject), http.Response.StatusCode)
            : Html(DigestHtml.Gone(WordsFor(http)), StatusCodes.Status404NotFound);
    }

    private static async Task<string> SaveAsync(
        HttpContext http, IAggregateClient grains, TimeProvider time, DigestTerms terms, LinkSubject subject)
    {
        var usual = Usual(terms, http);
        var form = http.Request is { HasFormContentType: true, ContentLength: <= LongestForm }
            ? await http.Request.ReadFormAsync(http.RequestAborted)
            : FormCollection.Empty;
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var rhythm = form["rhythm"].ToString();
        var wanted = new DigestWish(
            rhythm is "off" ? DigestWish.Daily : rhythm,
            Number(form["weekday"]),
            Number(form["hour"]),
            form["zone"].ToString().Trim(),
            form["language"].ToString());
        ICommand command = rhythm == "off" ? new UnsubscribeFromDigest(now) : new SubscribeToDigest(wanted, now);
        var outcome = await grains.Send(Of(subject), new(command), http.RequestAborted);
        var holds = (await grains.Latest<Digest>(Of(subject), http.RequestAborted)).Wish;
        var words = PageWords.Of(outcome.Refusal is null && DigestWish.Languages.Contains(
            wanted.Language) ? wanted.Language : (holds ?? usual).Language);
        if (outcome.Refusal is { } refusal)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return DigestHtml.Settings(holds, holds ?? usual, words, $"{words.Wrong}: {refusal.Reason}");
        }

        return DigestHtml.Settings(holds, holds ?? usual, words, words.Saved);
    }

    private static DigestWish Usual(DigestTerms terms, HttpContext http) =>
        new(DigestWish.Daily, 1, 7, terms.Zone, WordsFor(http).Language);

    internal static PageWords WordsFor(HttpContext http) => PageWords.OfBrowser(http.Request.Headers.AcceptLanguage);

    private static StreamKey Of(LinkSubject subject) => StreamKey.For(Digest.Kind, subject.Site, subject.UserId);

    private static int Number(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    internal static IResult Html(string page, int status) => Results.Content(page, "text/html; charset=utf-8", Encoding.UTF8, status);
}
