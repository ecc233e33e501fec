using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;

namespace MoodleGrains.ClientApi.Tests.Api;

[Collection(CampusTests.Name)]
public sealed class LiveTests(Campus campus)
{
    private static long position = 5_000_000;

    [Fact]
    public async Task What_happens_is_told_at_once_to_who_listens()
    {
        await using var reader = await LiveReader.Open(campus.Api.Client);
        var at = await Happens("live");

        var told = await reader.Next();

        told.Id.ShouldBe(at);
        told.Data["event"]!.GetValue<string>().ShouldBe(@"\core\event\thing");
        told.Data["position"]!.GetValue<long>().ShouldBe(at);
        told.Data["site"]!.GetValue<string>().ShouldBe("live");
    }

    [Fact]
    public async Task Without_a_notification_it_is_told_a_second_later()
    {
        await using var reader = await LiveReader.Open(campus.Api.Client);
        var at = await Happens("live", notify: false);

        (await reader.Next()).Id.ShouldBe(at);
    }

    [Fact]
    public async Task Who_comes_back_with_the_last_id_misses_nothing_and_gets_nothing_twice()
    {
        var first = await Happens("live");
        var rest = new List<long>();
        for (var n = 0; n < 1200; n++)
        {
            rest.Add(await Happens("live", notify: false));
        }

        var got = new List<long>();
        var last = first;
        while (got.Count < rest.Count)
        {
            await using var reader = await LiveReader.Open(campus.Api.Client, last);
            for (var n = 0; n < 450 && got.Count < rest.Count; n++)
            {
                last = (await reader.Next()).Id;
                got.Add(last);
            }
        }

        got.ShouldBe(rest);
    }

    [Fact]
    public async Task Only_the_sites_of_the_key_are_told()
    {
        await using var reader = await LiveReader.Open(campus.Api.CampusClient);
        await Happens("live");
        var at = await Happens("campus");
        await Happens("annex");
        var later = await Happens("campus");

        (await reader.Next()).Id.ShouldBe(at);
        (await reader.Next()).Id.ShouldBe(later);
    }

    [Fact]
    public async Task A_quiet_feed_still_says_that_it_is_there()
    {
        await using var api = await campus.Another(new HastyClock());
        await using var reader = await LiveReader.Open(api.Client);

        (await reader.Comment()).ShouldBe(": still here");
        (await reader.Comment()).ShouldBe(": still here");
    }

    [Fact]
    public async Task A_silo_that_stops_lets_its_readers_go()
    {
        await using var api = await campus.Another(TimeProvider.System);
        await using var reader = await LiveReader.Open(api.Client);

        await api.Stop().WaitAsync(TimeSpan.FromSeconds(10));

        await reader.Ended().WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_last_id_that_is_none_is_named()
    {
        var client = campus.Api.Client;
        client.DefaultRequestHeaders.Add("Last-Event-ID", "yesterday");

        var problem = await client.Problem("/api/v1/live", HttpStatusCode.BadRequest);

        problem["field"]!.GetValue<string>().ShouldBe("Last-Event-ID");
    }

    private async Task<long> Happens(string site, bool notify = true)
    {
        var at = Interlocked.Increment(ref position);
        await campus.Postgres.Execute($"""
            insert into mg_feed(position, site, received_at, event, crud, shape, delivery_id)
            values ({at}, '{site}', now(), '\core\event\thing', 'c', 'nosey', 'd{at}');
            {(notify ? "notify mg_feed" : "")}
            """);
        return at;
    }

    /// <summary>Reads server-sent events as a browser does.</summary>
    private sealed class LiveReader(HttpResponseMessage answer, StreamReader lines) : IAsyncDisposable
    {
        private static readonly TimeSpan patience = TimeSpan.FromSeconds(20);

        public static async Task<LiveReader> Open(HttpClient client, long? last = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/live");
            if (last is { } id)
            {
                request.Headers.Add("Last-Event-ID", id.ToString(CultureInfo.InvariantCulture));
            }

            var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/event-stream");
            var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
            (await lines.ReadLineAsync())!.ShouldStartWith("retry: ");
            return new(answer, lines);
        }

        public async Task<(long Id, JsonNode Data)> Next()
        {
            var id = await Line("id: ");
            return (long.Parse(id, CultureInfo.InvariantCulture), JsonNode.Parse(await Line("data: "))!);
        }

        public async Task<string> Comment() => ":" + await Line(":");

        public async Task Ended()
        {
            while (await lines.ReadLineAsync() is not null)
            {
            }
        }

        public ValueTask DisposeAsync()
        {
            answer.Dispose();
            return ValueTask.CompletedTask;
        }

        private async Task<string> Line(string start)
        {
            using var late = new CancellationTokenSource(patience);
            while (await lines.ReadLineAsync(late.Token) is { } line)
            {
                if (line.StartsWith(start, StringComparison.Ordinal))
                {
                    return line[start.Length..];
                }
            }

            throw new InvalidOperationException($"The feed ended before a line with '{start}'.");
        }
    }
}
