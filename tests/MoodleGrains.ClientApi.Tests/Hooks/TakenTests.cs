using System.Net;
using System.Text;
using MoodleGrains.ClientApi.Hooks;

namespace MoodleGrains.ClientApi.Tests.Hooks;

public class TakenTests
{
    private const string Path = "/hooks/campus/" + Edge.Key;

    [Fact]
    public async Task A_hook_is_answered_202_with_its_delivery_id_once_it_is_in_the_inbox()
    {
        await using var edge = await Edge.Start();
        using var metrics = new MetricLog(edge);
        var response = await edge.Post(Path, Bodies.Nosey);
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var id = DeliveryId.Of("campus", Encoding.UTF8.GetBytes(Bodies.Nosey));
        (await response.Content.ReadAsStringAsync()).ShouldBe($$"""{"deliveryId":"{{id}}","duplicate":false}""");

        var stored = edge.Inbox.Stored.ShouldHaveSingleItem();
        (stored.Site, stored.DeliveryId, stored.SentId, stored.Envelope.Shape, stored.Envelope.Event, stored.Envelope.Crud).ShouldBe(
            ("campus", id, false, "nosey", @"\core\event\course_updated", 'u'));
        Encoding.UTF8.GetString(stored.Body.Span).ShouldBe(Bodies.Nosey);

        (await (await edge.Post(Path, Bodies.Nosey)).Json())["duplicate"]!.GetValue<bool>().ShouldBeTrue();
        edge.Ledger.Counts.ShouldBe([("campus", "nosey", HookOutcome.Accepted), ("campus", "nosey", HookOutcome.Duplicate)]);
        metrics.Counted.ShouldBe(["campus/nosey/accepted/", "campus/nosey/duplicate/"]);
    }

    [Fact]
    public async Task A_byte_order_mark_before_the_JSON_is_passed_over_and_not_stored()
    {
        await using var edge = await Edge.Start();

        var response = await edge.Post(Path, [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Bodies.Nosey)]);

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        Encoding.UTF8.GetString(edge.Inbox.Stored.ShouldHaveSingleItem().Body.Span).ShouldBe(Bodies.Nosey);
    }

    [Theory]
    [InlineData(Path)]
    [InlineData(Path + "/")]
    [InlineData(Path + "/categorycrud/")]
    [InlineData("/HOOKS/campus/" + Edge.Key + "/a/b/c?d=e")]
    public async Task Any_further_path_may_follow_the_key(string path)
    {
        await using var edge = await Edge.Start();
        (await edge.Post(path, Bodies.Nosey)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
    }

    [Fact]
    public async Task The_sender_s_own_id_is_the_delivery_id_from_its_header_or_its_body()
    {
        await using var edge = await Edge.Start();
        ((string?)(await (await edge.Post(Path, Bodies.Engine)).Json())["deliveryId"]).ShouldBe(Bodies.DeliveryId);
        ((string?)(await (await edge.Post(Path, Bodies.Engine, ("webhook-id", "msg_1"))).Json())["deliveryId"]).ShouldBe("msg_1");
        edge.Inbox.Stored.ShouldAllBe(r => r.SentId);
    }

    [Fact]
    public async Task The_token_is_not_stored_but_counts_for_the_delivery_id()
    {
        await using var edge = await Edge.Start(new() { ["Sites:campus:Webhooks:Key"] = Bodies.RecordedToken });
        (await edge.Post("/hooks/campus", Bodies.Flat)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var stored = edge.Inbox.Stored.ShouldHaveSingleItem();
        Encoding.UTF8.GetString(stored.Body.Span).ShouldNotContain(Bodies.RecordedToken);
        stored.DeliveryId.ShouldBe(DeliveryId.Of("campus", Encoding.UTF8.GetBytes(Bodies.Flat)));
    }

    [Fact]
    public async Task Every_recorded_body_and_sample_is_taken_or_counted()
    {
        await using var edge = await Edge.Start();
        foreach (var body in Bodies.All) (await edge.Post(Path, body)).StatusCode.ShouldBe(HttpStatusCode.Accepted, body);
        var reads = Bodies.All.Count(b => b.Contains("\"crud\":\"r\"", StringComparison.Ordinal));
        reads.ShouldBeGreaterThan(0);
        edge.Inbox.Stored.Count.ShouldBe(Bodies.All.Count() - reads);
        edge.Ledger.Counts.Count(c => c.Outcome == HookOutcome.NotKept).ShouldBe(reads);
    }

    [Fact]
    public async Task A_kind_that_is_not_kept_is_answered_202_and_only_counted()
    {
        await using var edge = await Edge.Start(new() { ["Sites:campus:Webhooks:Keep:0"] = "course_*" });
        (await edge.Post(Path, Bodies.Nosey)).StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var response = await edge.Post(Path, Bodies.Flat);
        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        ((string?)(await response.Json())["deliveryId"]).ShouldNotBeNullOrEmpty();
        edge.Inbox.Stored.ShouldHaveSingleItem();
        edge.Ledger.Counts.ShouldBe([("campus", "nosey", HookOutcome.Accepted), ("campus", "local_webhooks", HookOutcome.NotKept)]);
    }

    [Fact]
    public async Task The_trace_context_of_the_request_goes_with_the_delivery()
    {
        const string parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";
        await using var edge = await Edge.Start();
        await edge.Post(Path, Bodies.Nosey, ("traceparent", parent));
        edge.Inbox.Stored.ShouldHaveSingleItem().TraceParent!.ShouldContain("0af7651916cd43dd8448eb211c80319c");
    }
}
