using System.Net;
using MoodleGrains.ClientApi.Hooks;

namespace MoodleGrains.ClientApi.Tests.Hooks;

public class BadInputTests
{
    private const string Path = "/hooks/campus/" + Edge.Key;

    [Fact]
    public async Task What_is_no_json_is_answered_400_with_its_place()
    {
        await using var edge = await Edge.Start();
        var response = await edge.Post(Path, "{\"event\":{]}");
        await response.ShouldBeProblem(
            HttpStatusCode.BadRequest, "body", "no JSON from line 1, byte 11 on", "Send one JSON object, UTF-8, without comments, as the "
                + "plugin makes it.");
    }

    [Fact]
    public async Task A_wrong_shape_is_answered_400()
    {
        await using var edge = await Edge.Start();
        var response = await edge.Post(Path, "{\"hello\":\"world\"}");
        await response.ShouldBeProblem(
            HttpStatusCode.BadRequest, "eventname", "missing", "Send what nosey ({event, record}), local_webhooks or "
                + "local_webhookengine sends.");
    }

    [Fact]
    public async Task A_missing_event_name_or_time_is_answered_400()
    {
        await using var edge = await Edge.Start();
        var name = await edge.Post(Path, """{"event":{"timecreated":1},"record":false}""");
        await name.ShouldBeProblem(
            HttpStatusCode.BadRequest, "event.eventname", "missing",
            @"The event's name as Moodle writes it, such as \core\event\course_updated.");
        var time = await edge.Post(Path, """{"event":{"eventname":"\\core\\event\\course_updated"},"record":false}""");
        await time.ShouldBeProblem(
            HttpStatusCode.BadRequest,
            "event.timecreated",
            "missing",
            "Unix seconds above 0, as Moodle writes them.");
        edge.Ledger.Counts.ShouldBe([("campus", "nosey", HookOutcome.Refused), ("campus", "nosey", HookOutcome.Refused)]);
        edge.Inbox.Stored.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_sender_id_that_is_none_is_answered_400()
    {
        await using var edge = await Edge.Start();
        var response = await edge.Post(Path, Bodies.Nosey, ("webhook-id", "a b"));
        await response.ShouldBeProblem(
            HttpStatusCode.BadRequest, "webhook-id", "not 1 to 200 visible ASCII characters", "Send one id a delivery, such as a UUID, "
                + "or none.");
    }

    [Fact]
    public async Task An_unknown_site_is_answered_404_whatever_else_is_wrong()
    {
        await using var edge = await Edge.Start();
        foreach (var path in new[] { "/hooks/other/" + Edge.Key, "/hooks/Campus/" + Edge.Key, "/hooks/" + Edge.Key })
        {
            var response = await edge.Post(path, "no json", ("Content-Type", "text/plain"));
            await response.ShouldBeProblem(
                HttpStatusCode.NotFound, "site", "unknown", "Send to /hooks/{site}/{key}, with the slug of a site under Sites in the "
                    + "configuration.");
        }
    }

    [Fact]
    public async Task A_sender_that_is_not_authentic_is_not_told_what_is_wrong_with_its_body()
    {
        await using var edge = await Edge.Start();
        var response = await edge.Post("/hooks/campus/wrong", "no json");
        await response.ShouldBeProblem(
            HttpStatusCode.Unauthorized, "key", "missing or wrong", "Send the key, token, signature or certificate that is configured for "
                + "this site.");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_the_limit_is_answered_413_announced_or_not(bool chunked)
    {
        await using var edge = await Edge.Start(new() { ["Hooks:MaxBodyBytes"] = "2000" });
        using var request = new HttpRequestMessage(HttpMethod.Post, Path)
        {
            Content = new ByteArrayContent(new byte[chunked ? 100_000 : 2001])
        };
        request.Headers.TransferEncodingChunked = chunked;
        request.Content.Headers.ContentType = new("application/json");
        var response = await edge.Client.SendAsync(request);
        await response.ShouldBeProblem(
            HttpStatusCode.RequestEntityTooLarge,
            "body",
            "more than 2000 bytes",
            "Send less, or raise Hooks:MaxBodyBytes.");
    }

    [Fact]
    public async Task A_body_of_exactly_the_limit_is_taken_and_one_above_the_servers_own_limit_too()
    {
        await using var edge = await Edge.Start(new() { ["Hooks:MaxBodyBytes"] = "33554432", ["Hooks:AnswerWithin"] = "60" });
        var body = Bodies.Nosey + new string(' ', 33554432 - Bodies.Nosey.Length);
        (await edge.Post(Path, body)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Theory]
    [InlineData("Content-Type", "text/plain")]
    [InlineData("Content-Type", "multipart/form-data; boundary=x")]
    [InlineData("Content-Encoding", "gzip")]
    public async Task Another_content_type_is_answered_415(string header, string value)
    {
        await using var edge = await Edge.Start();
        var response = await edge.Post(Path, Bodies.Nosey, (header, value));
        await response.ShouldBeProblem(
            HttpStatusCode.UnsupportedMediaType,
            header,
            value.Split(';')[0],
            "Send application/json, or as local_webhooks does JSON under application/x-www-form-urlencoded; uncompressed.");
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("Application/JSON; charset=utf-8")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("")]
    public async Task Json_is_taken_under_the_content_types_the_plugins_use_and_under_none(string type)
    {
        await using var edge = await Edge.Start();
        (await edge.Post(Path, Bodies.Nosey, ("Content-Type", type))).StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task Over_the_rate_is_answered_429_until_time_has_passed()
    {
        await using var edge = await Edge.Start(new() { ["Sites:campus:Webhooks:Rate"] = "0.2" });
        (await edge.Post(Path, Bodies.Nosey)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await edge.Post(Path, Bodies.Nosey)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var response = await edge.Post(Path, Bodies.Nosey);
        await response.ShouldBeProblem(
            HttpStatusCode.TooManyRequests, "rate", "more than 0.2 a second", "Send it again after Retry-After seconds, or raise "
                + "Sites:campus:Webhooks:Rate.");
        response.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 5);
        (await edge.Post("/hooks/campus/wrong", Bodies.Nosey)).StatusCode
            .ShouldBe(HttpStatusCode.Unauthorized, "strangers neither spend the rate nor learn of it");
        edge.Clock.Advance(TimeSpan.FromSeconds(5));
        (await edge.Post(Path, Bodies.Nosey)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await edge.Post(Path, Bodies.Nosey)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task Another_method_is_answered_405()
    {
        await using var edge = await Edge.Start();
        (await edge.Client.GetAsync(Path)).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }
}
