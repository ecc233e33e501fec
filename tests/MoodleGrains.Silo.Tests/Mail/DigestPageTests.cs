using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MoodleGrains.ClientApi.Digests;
using MoodleGrains.ClientApi.Hooks;
using MoodleGrains.Digests;

namespace MoodleGrains.Silo.Tests.Mail;

[Collection(PostgresCollection.Rosters)]
public sealed class DigestPageTests(PostgresServer postgres)
{
    private static readonly StreamKey Mine = StreamKey.For(Digest.Kind, "campus", 4);
    private readonly HandClock clock = new(new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero));
    private readonly ConcurrentQueue<string> paths = [];

    [Fact]
    public async Task A_form_switches_the_digest_on_changes_it_and_switches_it_off()
    {
        await using var silo = await postgres.Prepared(with: options => options with { Time = clock });
        await using var web = await Start(silo);
        using var browser = new HttpClient();
        var link = await Link(silo, web, LinkPurpose.Settings);

        var page = await browser.GetStringAsync(link);
        page.ShouldContain("The digest is off.");
        page.ShouldContain("<form method=\"post\">");
        (await Wish(silo)).ShouldBeNull("a GET changes nothing");

        using var saved = await browser.PostAsync(link, Form("weekly", "Europe/Brussels", "de"));
        saved.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await saved.Content.ReadAsStringAsync()).ShouldContain("Gespeichert.");
        (await Wish(silo)).ShouldBe(new(DigestWish.Weekly, 5, 18, "Europe/Brussels", "de"));

        using var refused = await browser.PostAsync(link, Form("daily", "<b>Mars</b>", "de"));
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("zone is &#39;&lt;b&gt;Mars&lt;/b&gt;&#39;");
        (await Wish(silo))!.Rhythm.ShouldBe(DigestWish.Weekly);

        using var off = await browser.PostAsync(link, Form("off", "Europe/Brussels", "de"));
        (await Wish(silo)).ShouldBeNull();
        paths.ShouldAllBe(path => path == "/digests/-");
    }

    [Fact]
    public async Task One_click_ends_the_digest_and_following_the_link_does_not()
    {
        await using var silo = await postgres.Prepared(with: options => options with { Time = clock });
        await using var web = await Start(silo);
        await silo.Grains.Send(Mine, new(new SubscribeToDigest(new(DigestWish.Daily, 1, 7, "UTC", "fr"), clock.Now)), default);
        using var mailer = new HttpClient(new HttpClientHandler { UseCookies = false, AllowAutoRedirect = false });
        mailer.DefaultRequestHeaders.Add("Accept-Language", "fr-BE,fr;q=0.9");
        var link = await Link(silo, web, LinkPurpose.Unsubscribe);

        (await mailer.GetStringAsync(link)).ShouldContain("Faut-il arrêter le récapitulatif ?");
        (await Wish(silo)).ShouldNotBeNull();
        using var oneClick = new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]);
        using var ended = await mailer.PostAsync(link, oneClick);
        ended.StatusCode.ShouldBe(HttpStatusCode.OK);
        ended.Headers.Contains("Set-Cookie").ShouldBeFalse();
        ended.Headers.CacheControl!.NoStore.ShouldBeTrue();
        (await Wish(silo)).ShouldBeNull();
    }

    [Fact]
    public async Task A_link_for_one_purpose_opens_no_other_and_none_after_its_end()
    {
        await using var silo = await postgres.Prepared(with: options => options with { Time = clock });
        await using var web = await Start(silo);
        using var browser = new HttpClient();
        var end = (await Link(silo, web, LinkPurpose.Unsubscribe)).AbsoluteUri;
        var settings = await Link(silo, web, LinkPurpose.Settings);
        foreach (var wrong in (string[])[end[
            ..^"/unsubscribe".Length], $"{settings}/unsubscribe", $"{settings}x", $"{Address(web)}/digests/"])
        {
            using var answer = await browser.PostAsync(wrong, Form("daily", "UTC", "en"));
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, wrong);
        }

        clock.Move(DigestPages.SettingsLast);
        using var late = await browser.PostAsync(settings, Form("daily", "UTC", "en"));
        late.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await Wish(silo)).ShouldBeNull();
    }

    private static FormUrlEncodedContent Form(string rhythm, string zone, string language) =>
        new([new("rhythm", rhythm), new("weekday", "5"), new("hour", "18"), new("zone", zone), new("language", language)]);

    private static async Task<DigestWish?> Wish(SiloHarness silo) => (await silo.Grains.Latest<Digest>(Mine, default)).Wish;

    private static string Address(WebApplication web) => web.Urls.Single();

    private async Task<Uri> Link(SiloHarness silo, WebApplication web, LinkPurpose purpose)
    {
        var links = await DigestPages.SignerAsync(silo.Database, default);
        var subject = new LinkSubject("campus", 4);
        return purpose == LinkPurpose.Settings
            ? DigestPages.SettingsLink(new(Address(web)), links, subject, clock.GetUtcNow())
            : DigestPages.UnsubscribeLink(new(Address(web)), links, subject, clock.GetUtcNow());
    }

    private async Task<WebApplication> Start(SiloHarness silo)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services
            .AddSingleton(silo.Database)
            .AddSingleton<IAggregateClient>(silo.Grains)
            .AddSingleton<IInbox>(silo.Inbox)
            .AddSingleton<IHookLedger>(silo.Ledger)
            .AddSingleton<TimeProvider>(clock)
            .AddSingleton(new DigestTerms(null, false, 50, "UTC", "en"))
            .AddHooks(builder.Configuration);
        var web = builder.Build();
        web.Use((http, next) =>
        {
            paths.Enqueue(http.Request.Path + http.Request.QueryString);
            return next(http);
        });
        web.MapDigests();
        await web.StartAsync();
        return web;
    }
}
