using System.Net;
using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Tests.Moodle;

public sealed class RetryTests
{
    private static readonly CancellationToken Go = CancellationToken.None;
    private readonly HastyTime time = new(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));

    [Fact]
    public async Task A_read_is_tried_again_on_everything_that_passes_by_itself()
    {
        var replies = new Replies((_, number) => number switch
        {
            1 => Replies.Json("", HttpStatusCode.BadGateway),
            2 => throw new HttpRequestException(HttpRequestError.ResponseEnded),
            3 => Replies.Refused("ex_unabletolock"),
            _ => Replies.Json("[]"),
        });

        (await Campus.WithToken(replies, time).CategoriesAsync(Go)).Categories.ShouldBeEmpty();

        replies.Sent.Count.ShouldBe(4);
        time.Passed.ShouldBeGreaterThan(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_read_gives_up_after_five_attempts_and_tells_the_last_fault()
    {
        var replies = new Replies((_, _) => Replies.Json("", HttpStatusCode.ServiceUnavailable));

        (await Campus.Fault(() => Campus.WithToken(replies, time).CategoriesAsync(Go))).Kind.ShouldBe(FaultKind.ServerError);

        replies.Sent.Count.ShouldBe(5);
    }

    [Fact]
    public async Task Who_asks_for_quiet_gets_it_from_everybody()
    {
        var began = new List<TimeSpan>();
        var replies = new Replies((_, number) =>
        {
            began.Add(time.Passed);
            if (number > 1)
            {
                return Replies.Json("[]");
            }

            var busy = Replies.Json("", HttpStatusCode.TooManyRequests);
            busy.Headers.RetryAfter = new(TimeSpan.FromSeconds(20));
            return busy;
        });
        var site = Campus.WithToken(replies, time);

        await site.CategoriesAsync(Go);
        await site.CategoriesAsync(Go);

        began[1].ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(20));
        began.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_long_quiet_is_kept_and_told_rather_than_waited_for()
    {
        var replies = new Replies((_, number) =>
        {
            var busy = Replies.Json("", HttpStatusCode.TooManyRequests);
            busy.Headers.RetryAfter = new(TimeSpan.FromMinutes(30));
            return number == 1 ? busy : Replies.Json("[]");
        });
        var site = Campus.WithToken(replies, time);

        (await Campus.Fault(() => site.CategoriesAsync(Go))).RetryAfter.ShouldBe(TimeSpan.FromMinutes(30));
        time.Advance(TimeSpan.FromMinutes(20));
        (await Campus.Fault(() => site.CategoriesAsync(Go))).RetryAfter.ShouldBe(TimeSpan.FromMinutes(10));
        replies.Sent.Count.ShouldBe(1);

        time.Advance(TimeSpan.FromMinutes(10));
        await site.CategoriesAsync(Go);
    }

    [Fact]
    public async Task A_refusal_is_not_tried_again()
    {
        var replies = new Replies((_, _) => Replies.Refused("nopermissions"));

        await Campus.Fault(() => Campus.WithToken(replies, time).CategoriesAsync(Go));
        await Campus.Fault(() => Campus.WithToken(replies, time).EnrolAsync([new(6, 3, 5)], Go));

        replies.Sent.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(HttpStatusCode.InternalServerError)]
    [InlineData(HttpStatusCode.GatewayTimeout)]
    public async Task A_write_that_broke_the_server_is_of_unknown_outcome_and_sent_once(HttpStatusCode status)
    {
        var replies = new Replies((_, _) => Replies.Json("<html>", status));

        var fault = await Campus.Fault(() => Campus.WithToken(replies, time).CreateCoursesAsync([new("A", "a", 2)], Go));

        fault.Kind.ShouldBe(FaultKind.UnknownOutcome);
        replies.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_write_whose_answer_was_cut_off_is_of_unknown_outcome_and_sent_once()
    {
        var replies = new Replies((_, _) => throw new HttpRequestException(HttpRequestError.ResponseEnded));

        (await Campus.Fault(() => Campus.WithToken(replies, time).EnrolAsync([new(6, 3, 5)], Go))).Kind.ShouldBe(FaultKind.UnknownOutcome);

        replies.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_write_that_was_never_sent_or_met_a_lock_is_tried_again()
    {
        var replies = new Replies((_, number) => number switch
        {
            1 => throw new HttpRequestException(HttpRequestError.ConnectionError),
            2 => Replies.Refused("ex_unabletolock"),
            _ => Replies.Json("null"),
        });

        await Campus.WithToken(replies, time).EnrolAsync([new(6, 3, 5)], Go);

        replies.Sent.Count.ShouldBe(3);
    }

    [Fact]
    public async Task The_rate_of_a_site_holds_for_all_its_calls()
    {
        var began = new List<TimeSpan>();
        var replies = new Replies((_, _) =>
        {
            began.Add(time.Passed);
            return Replies.Json("[]");
        });
        var site = Campus.Site(
            new()
            {
                Slug = "campus",
                Url = "https://moodle.example.org",
                Token = Campus.Token,
                Rate = 2,
                Timeout = TimeSpan.FromHours(2)
            }, replies, time);

        for (var i = 0; i < 5; i++)
        {
            await site.CategoriesAsync(Go);
        }

        began[^1].ShouldBe(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Requests_are_counted_by_function_for_the_site_and_for_whoever_asks_retries_too()
    {
        var replies = new Replies((_, number) => number == 1 ? Replies.Json("", HttpStatusCode.BadGateway) : Replies.Json("[]"));
        var site = Campus.WithToken(replies, time);
        var own = new CallCounts();

        await site.Counted(own).CategoriesAsync(Go);
        await site.UsersByIdAsync([1], Go);

        own.ByFunction.ShouldBe(new Dictionary<string, long> { [MoodleFunctions.Categories] = 2 });
        site.Calls.Total.ShouldBe(3);
    }

    [Fact]
    public async Task Without_an_http_date_our_own_clock_counts()
    {
        var replies = new Replies((_, _) =>
        {
            var reply = Replies.Json("[]");
            reply.Headers.Date = null;
            return reply;
        });

        (await Campus.WithToken(replies, time).CategoriesAsync(Go)).At.ShouldBe(1_700_000_000);
    }
}
