using System.Diagnostics;
using System.Net;
using System.Text;
using MoodleGrains.ClientApi.Hooks;

namespace MoodleGrains.ClientApi.Tests.Hooks;

public class SlowTests
{
    private const string Path = "/hooks/campus/" + Edge.Key;
    private const string Remedy = "Send it again after Retry-After seconds; a second copy does no harm.";
    private static readonly Dictionary<string, string?> Hurried = new() { ["Hooks:AnswerWithin"] = "0.3" };

    [Fact]
    public async Task An_inbox_that_never_answers_is_answered_503_in_time_and_its_late_receipt_is_still_counted()
    {
        await using var edge = await Edge.Start(Hurried);
        using var metrics = new MetricLog(edge);
        var inbox = new TaskCompletionSource<Receipt>();
        edge.Inbox.Instead = _ => inbox.Task;

        var since = Stopwatch.GetTimestamp();
        var response = await edge.Post(Path, Bodies.Nosey);
        Stopwatch.GetElapsedTime(since).ShouldBeLessThan(TimeSpan.FromSeconds(2));
        await response.ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "inbox", "slow", Remedy);
        response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(10));

        inbox.SetResult(new Receipt(1, false));
        await Until(() => metrics.Counted.Count == 2);
        metrics.Counted.ShouldBe(["campus/nosey/unavailable/inbox_slow", "campus/nosey/accepted/late"]);
        edge.Ledger.Counts.ShouldBe([("campus", "nosey", HookOutcome.Accepted)]);
    }

    [Fact]
    public async Task A_failure_that_comes_after_the_answer_is_observed()
    {
        await using var edge = await Edge.Start(Hurried);
        using var metrics = new MetricLog(edge);
        var inbox = new TaskCompletionSource<Receipt>();
        edge.Inbox.Instead = _ => inbox.Task;
        (await edge.Post(Path, Bodies.Nosey)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        inbox.SetException(new InboxUnavailableException("the database is away"));
        await Until(() => metrics.Counted.Count == 2);
        metrics.Counted.Last().ShouldBe("campus/nosey/unavailable/late");
        edge.Ledger.Counts.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("full", 5)]
    [InlineData("unavailable", 15)]
    [InlineData("faulty", 60)]
    public async Task An_inbox_that_cannot_store_is_answered_503_with_a_time_to_come_again(string why, int retryAfter)
    {
        await using var edge = await Edge.Start();
        Exception failure = why switch
        {
            "full" => new InboxFullException("10,000 wait"),
            "unavailable" => new InboxUnavailableException("connection refused"),
            _ => new TimeoutException("a fault of the inbox's own"),
        };
        foreach (var thrown in new[] { false, true })
        {
            edge.Inbox.Instead = _ => thrown ? throw failure : Task.FromException<Receipt>(failure);
            var response = await edge.Post(Path, Bodies.Nosey);
            await response.ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "inbox", why, Remedy);
            response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(retryAfter));
        }

        edge.Ledger.Counts.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_sender_that_dawdles_over_its_body_is_answered_408()
    {
        await using var edge = await Edge.Start(Hurried);
        using var metrics = new MetricLog(edge);
        var answer = await edge.Raw(
            $"POST {Path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{{\"event\"",
            "\r\n\r\n{");
        answer.ShouldStartWith("HTTP/1.1 408 ");
        answer.ShouldContain("Connection: close");
        metrics.Counted.ShouldHaveSingleItem().ShouldBe("campus/unknown/refused/slow_body");
    }

    [Fact]
    public async Task A_slow_body_leaves_the_inbox_only_the_time_that_is_left()
    {
        await using var edge = await Edge.Start(new() { ["Hooks:AnswerWithin"] = "10" });
        edge.Inbox.Instead = _ => new TaskCompletionSource<Receipt>().Task;

        // The body is asked for (100 Continue) once the request has begun; then 9.5 of the 10 seconds pass.
        using var content = new Awaited(Bodies.Nosey, () => edge.Clock.Advance(TimeSpan.FromSeconds(9.5)));
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = content };
        request.Headers.ExpectContinue = true;
        request.Headers.TransferEncodingChunked = true;
        var since = Stopwatch.GetTimestamp();
        (await edge.Client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        Stopwatch.GetElapsedTime(since).ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_sender_that_goes_away_in_mid_body_leaves_no_error_behind()
    {
        await using var edge = await Edge.Start();
        using var metrics = new MetricLog(edge);
        using (var client = new System.Net.Sockets.TcpClient())
        {
            await client.ConnectAsync(edge.Address.Host, edge.Address.Port);
            await client.GetStream()
                .WriteAsync(Encoding.ASCII.GetBytes($"POST {Path} HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{{"));
            await client.GetStream().FlushAsync();
            client.LingerState = new(true, 0);
        }

        await Until(() => !metrics.Counted.IsEmpty);
        metrics.Counted.ShouldHaveSingleItem().ShouldBeOneOf("campus/unknown/aborted/sender_gone", "campus/unknown/refused/framing");
    }

    private static async Task Until(Func<bool> condition)
    {
        for (var since = Stopwatch.GetTimestamp(); !condition(); await Task.Yield())
            Stopwatch.GetElapsedTime(since).ShouldBeLessThan(TimeSpan.FromSeconds(20));
    }

    private sealed class Awaited(string body, Action before) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            before();
            await stream.WriteAsync(Encoding.UTF8.GetBytes(body));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
