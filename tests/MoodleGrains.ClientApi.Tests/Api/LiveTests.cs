using System.Net;

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
        var rest = Enumerable.Range(0, 1200).Select(n => first + 1 + n).ToList();
        Interlocked.Add(ref position, rest.Count);
        await campus.Postgres.Execute($"""
            insert into mg_inbox(position, site, received_at, event, crud, shape, delivery_id, sent_id, told, body)
            select n, 'live', now(), '\core\event\thing', 'c', 'nosey', n, true, 1, '' from generate_series({rest[0]}, {rest[^1]}) n
            """);

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
    public async Task A_reader_stays_while_the_database_is_away()
    {
        await using var postgres = new ThrowawayPostgres();
        await postgres.Start();
        await SiloSchema.CreateAsync(postgres.ConnectionString);
        await using var api = await campus.Another(new HastyClock(), postgres.ConnectionString);
        await using var reader = await LiveReader.Open(api.Client);

        await postgres.Stop();
        await reader.Comment();
        await postgres.Restart();
        var at = await Happens(postgres, "live");

        (await reader.Next()).Id.ShouldBe(at);
    }

    [Fact]
    public async Task A_last_id_that_is_none_is_named()
    {
        var client = campus.Api.Client;
        client.DefaultRequestHeaders.Add("Last-Event-ID", "yesterday");

        var problem = await client.Problem("/api/v1/live", HttpStatusCode.BadRequest);

        problem["field"]!.GetValue<string>().ShouldBe("Last-Event-ID");
    }

    private Task<long> Happens(string site, bool notify = true) => Happens(campus.Postgres, site, notify);

    private static async Task<long> Happens(ThrowawayPostgres postgres, string site, bool notify = true)
    {
        var at = Interlocked.Increment(ref position);
        await postgres.Execute($"""
            insert into mg_inbox(position, site, received_at, event, crud, shape, delivery_id, sent_id, told, body)
            values ({at}, '{site}', now(), '\core\event\thing', 'c', 'nosey', 'd{at}', true, 1, '');
            {(notify ? "notify mg_feed" : "")}
            """);
        return at;
    }
}
