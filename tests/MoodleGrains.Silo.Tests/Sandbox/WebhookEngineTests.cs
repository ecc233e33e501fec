using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Plugins;
using MoodleGrains.Sandbox.Scenarios;

namespace MoodleGrains.Silo.Tests.Sandbox;

public sealed class WebhookEngineTests
{
    private const string Secret = "whsec_c2VjcmV0IG9mIHRoZSBob29r";
    private static readonly Uri hook = new("http://127.0.0.1:1/hooks/campus");

    private readonly SiteClock clock = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
    private readonly WebhookEngine engine;

    public WebhookEngineTests() => engine = new(ExampleAcademy.Address, Secret, clock);

    [Fact]
    public void The_signature_is_the_hmac_of_id_time_and_body_under_the_decoded_secret()
    {
        var post = engine.Post(CourseCreated())!;

        var header = post.Headers.ToDictionary(h => h.Key, h => h.Value);
        var signed = Encoding.UTF8.GetBytes($"{header["webhook-id"]}.1800000000.{Encoding.UTF8.GetString(post.Body.Span)}");
        var expected = HMACSHA256.HashData(Encoding.UTF8.GetBytes("secret of the hook"), signed);
        header["webhook-timestamp"].ShouldBe("1800000000");
        header["webhook-signature"].ShouldBe("v1," + Convert.ToBase64String(expected));
    }

    [Fact]
    public void The_envelope_has_the_plugins_fields_in_its_order_and_letters_unescaped()
    {
        var body = JsonNode.Parse(engine.Post(CourseCreated())!.Body.Span)!.AsObject();

        body.Select(f => f.Key).ShouldBe(["id", "schema", "type", "eventname", "created", "site", "event"]);
        ((string)body["type"]!).ShouldBe("core.course_created");
        ((string)body["site"]!["url"]!).ShouldBe("http://127.0.0.1:8090");
        ((string)body["event"]!["other"]!["fullname"]!).ShouldBe("Übung / 1");
        Encoding.UTF8.GetString(engine.Post(CourseCreated())!.Body.Span).ShouldContain("Übung / 1");
    }

    [Fact]
    public async Task A_delivery_answered_503_is_tried_again_signed_anew_when_the_silo_asked_for_it()
    {
        using var silo = new Answers(503, 202);
        using var http = new HttpClient(silo);
        var queue = new RetryQueue(engine, clock);
        queue.Add(CourseCreated());

        (await queue.RunDue(http, hook, CancellationToken.None)).ShouldBe(1);
        clock.Advance(119);
        (await queue.RunDue(http, hook, CancellationToken.None)).ShouldBe(0);
        clock.Advance(1);
        (await queue.RunDue(http, hook, CancellationToken.None)).ShouldBe(1);

        queue.Deliveries.ShouldHaveSingleItem().State.ShouldBe(QueueState.Delivered);
        silo.Ids.Distinct().ShouldHaveSingleItem();
        silo.Times.ShouldBe(["1800000000", "1800000120"]);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(302)]
    [InlineData(401)]
    public async Task What_a_retry_cannot_mend_is_given_up_at_once(int status)
    {
        using var silo = new Answers(status);
        using var http = new HttpClient(silo);
        var queue = new RetryQueue(engine, clock);
        queue.Add(CourseCreated());

        await queue.RunDue(http, hook, CancellationToken.None);

        queue.Deliveries.ShouldHaveSingleItem().State.ShouldBe(QueueState.Failed);
    }

    private static MoodleEvent CourseCreated()
    {
        var moodle = new ExampleAcademy().University;
        moodle.CreateCourse(new() { FullName = "Übung / 1", ShortName = "Ü1", CategoryId = 2 });
        return moodle.TakeEvents()[0];
    }

    // Answers with these statuses in turn, the failing ones with a Retry-After of two minutes.
    private sealed class Answers(params int[] statuses) : HttpMessageHandler
    {
        public List<string> Ids { get; } = [];

        public List<string> Times { get; } = [];

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = new HttpResponseMessage((HttpStatusCode)statuses[Ids.Count]);
            answer.Headers.RetryAfter = new(TimeSpan.FromMinutes(2));
            Ids.AddRange(request.Headers.GetValues("webhook-id"));
            Times.AddRange(request.Headers.GetValues("webhook-timestamp"));
            return Task.FromResult(answer);
        }
    }
}
