using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace MoodleGrains.ClientApi.Tests.Hooks;

public class SenderTests
{
    private const string Old = "whsec_" + "b2xkLXNlY3JldC0wMTIzNDU2Nzg5YWJjZGVm";
    private const string Plain = "plain-text-secret-0123";
    private static readonly byte[] OldBytes = Convert.FromBase64String(Old[6..]);
    private static readonly byte[] PlainBytes = Encoding.UTF8.GetBytes(Plain);

    private static readonly Dictionary<string, string?> TwoKeys = new()
    {
        ["Sites:campus:Webhooks:Key"] = null,
        ["Sites:campus:Webhooks:Key:0"] = Old,
        ["Sites:campus:Webhooks:Key:1"] = Plain
    };

    private static string Hashed(string key) => "sha256:" + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    [Fact]
    public async Task Any_of_several_keys_opens_by_path_by_token_and_by_signature()
    {
        await using var edge = await Edge.Start(TwoKeys);
        foreach (var key in new[] { Old, Plain })
        {
            (await edge.Post($"/hooks/campus/{Uri.EscapeDataString(key)}", Bodies.Nosey)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
            var flat = Bodies.Flat.Replace(Bodies.RecordedToken, key, StringComparison.Ordinal);
            (await edge.Post("/hooks/campus", flat)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        }

        foreach (var secrets in new byte[][][] { [OldBytes], [PlainBytes], [RandomNumberGenerator.GetBytes(32), PlainBytes] })
        {
            var signed = Bodies.Signed(Bodies.Engine, edge.Clock.GetUtcNow(), secrets);
            (await edge.Post("/hooks/campus", Bodies.Engine, signed)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        }
    }

    [Fact]
    public async Task A_hashed_key_opens_by_path_and_token_but_cannot_check_a_signature()
    {
        await using var edge = await Edge.Start(new() { ["Sites:campus:Webhooks:Key"] = Hashed(Bodies.RecordedToken) });
        (await edge.Post("/hooks/campus/" + Bodies.RecordedToken, Bodies.Nosey)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await edge.Post("/hooks/campus", Bodies.Flat)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var signed = Bodies.Signed(Bodies.Engine, edge.Clock.GetUtcNow(), Encoding.UTF8.GetBytes(Bodies.RecordedToken));
        (await edge.Post("/hooks/campus", Bodies.Engine, signed)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        var digest = Hashed(Bodies.RecordedToken)["sha256:".Length..];
        (await edge.Post("/hooks/campus/" + digest, Bodies.Nosey)).StatusCode
            .ShouldBe(HttpStatusCode.Unauthorized, "the configured hash is no key");
    }

    [Fact]
    public async Task Every_401_is_the_same_and_the_cause_is_in_the_metric_only()
    {
        await using var edge = await Edge.Start(TwoKeys);
        using var metrics = new MetricLog(edge);
        var now = edge.Clock.GetUtcNow();
        var signed = Bodies.Signed(Bodies.Engine, now, PlainBytes);
        var swapped = Bodies.Engine.Replace("Biologie", "Chemie", StringComparison.Ordinal);
        var answers = new[]
        {
            await edge.Post("/hooks/campus", Bodies.Nosey),
            await edge.Post("/hooks/campus/", "no json"),
            await edge.Post("/hooks/campus/" + Plain[..^1], Bodies.Nosey),
            await edge.Post("/hooks/campus", Bodies.Flat),
            await edge.Post("/hooks/campus", Bodies.Engine, Bodies.Signed(Bodies.Engine, now, OldBytes[..^1])),
            await edge.Post("/hooks/campus", swapped, signed),
            await edge.Post("/hooks/campus", Bodies.Engine, [("webhook-id", "other"), .. signed[1..]]),
            await edge.Post("/hooks/campus", Bodies.Engine, [.. signed, ("webhook-signature", "v1,AAAA")]),
            await edge.Post("/hooks/campus", Bodies.Engine, Bodies.Signed(Bodies.Engine, now.AddSeconds(-302), PlainBytes)),
            await edge.Post("/hooks/campus", Bodies.Engine, Bodies.Signed(Bodies.Engine, now.AddSeconds(303), PlainBytes)),
        };

        var seen = new HashSet<string>();
        foreach (var answer in answers)
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
            answer.Headers.Date = null;
            seen.Add($"{answer.Headers}{answer.Content.Headers}{await answer.Content.ReadAsStringAsync()}");
        }

        seen.ShouldHaveSingleItem();
        metrics.Counted.ShouldBe(
        [
            "campus/nosey/refused/nothing_presented",
            "campus/unknown/refused/nothing_presented",
            "campus/nosey/refused/wrong_key",
            "campus/local_webhooks/refused/wrong_token",
            "campus/local_webhookengine/refused/wrong_signature",
            "campus/local_webhookengine/refused/wrong_signature",
            "campus/local_webhookengine/refused/wrong_signature",
            "campus/local_webhookengine/refused/wrong_signature",
            "campus/local_webhookengine/refused/stale_timestamp",
            "campus/local_webhookengine/refused/stale_timestamp",
        ]);
        edge.Inbox.Stored.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_signature_holds_for_five_minutes_either_way()
    {
        await using var edge = await Edge.Start(TwoKeys);
        foreach (var offset in new[] { -297, 297 })
        {
            var signed = Bodies.Signed(Bodies.Engine, edge.Clock.GetUtcNow().AddSeconds(offset), PlainBytes);
            (await edge.Post("/hooks/campus", Bodies.Engine, signed)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        }
    }

    [Fact]
    public async Task The_example_of_the_standard_is_verified()
    {
        // The test vector of standardwebhooks.com's reference libraries.
        const string body = """{"test": 2432232314}""";
        await using var edge = await Edge.Start(new() { ["Sites:campus:Webhooks:Key"] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" });
        edge.Clock.Advance(DateTimeOffset.FromUnixTimeSeconds(1614265330) - edge.Clock.GetUtcNow());
        var response = await edge.Post(
            "/hooks/campus",
            body,
            ("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"),
            ("webhook-timestamp", "1614265330"),
            ("webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, "it is authentic, though no event");
    }

    [Fact]
    public async Task A_key_of_one_site_does_not_open_another_and_a_site_without_keys_is_closed()
    {
        await using var edge = await Edge.Start(
            new() { ["Sites:other:Webhooks:Key"] = Plain, ["Sites:closed:Url"] = "https://moodle.example.edu" });
        (await edge.Post("/hooks/other/" + Edge.Key, Bodies.Nosey)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await edge.Post("/hooks/closed/" + Edge.Key, Bodies.Nosey)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }
}
