using System.Net;

namespace MoodleGrains.ClientApi.Tests.Api;

[Collection(CampusTests.Name)]
public sealed class StreamsTests(Campus campus)
{
    [Fact]
    public async Task A_stream_shows_its_raw_events_of_unknown_types_too()
    {
        await Fill();

        (await campus.Api.CampusClient.Json("/api/v1/streams/course-campus-41")).ShouldBeJson("""
            {"items":[
                {"position":11,"version":1,"type":"course_renamed","at":"2026-11-21T10:00:00Z","data":{"name":"Ålgebra","n":1.50},"headers":{"delivery":"d1"}},
                {"position":14,"version":2,"type":"from_a_later_build","at":"2026-11-21T10:00:01Z","data":{},"headers":null},
                {"position":15,"version":3,"type":"course_renamed","at":"2026-11-21T10:00:02Z","data":{},"headers":null}],
             "next":null}
            """);
    }

    [Fact]
    public async Task A_stream_is_paged_by_version()
    {
        await Fill();

        var events = await campus.Api.Client.Pages("/api/v1/streams/course-campus-41", 1);

        events.ConvertAll(one => (long)one["version"]!).ShouldBe([1, 2, 3]);
    }

    [Fact]
    public async Task An_unknown_stream_is_answered_404() =>
        await campus.Api.Client.Problem("/api/v1/streams/course-campus-999", HttpStatusCode.NotFound);

    [Fact]
    public async Task What_is_no_grains_id_is_named() =>
        (await campus.Api.Client.Problem("/api/v1/streams/course41", HttpStatusCode.BadRequest))["field"]!.GetValue<string>()
            .ShouldBe("grain");

    [Fact]
    public async Task A_stream_of_another_site_is_closed()
    {
        await Fill();

        var problem = await campus.Api.CampusClient.Problem("/api/v1/streams/course-annex-41", HttpStatusCode.Forbidden);

        problem["detail"]!.GetValue<string>().ShouldContain("read:annex");
    }

    private Task Fill() => campus.Postgres.Execute("""
        insert into mt_streams (id, type, version) values ('course-campus-41', 'course', 3), ('course-annex-41', 'course', 1) on conflict do nothing;
        insert into mt_events (seq_id, stream_id, version, data, type, timestamp, headers, id) values
            (11, 'course-campus-41', 1, '{"name":"Ålgebra","n":1.50}', 'course_renamed', '2026-11-21T10:00Z', '{"delivery":"d1"}', gen_random_uuid()),
            (14, 'course-campus-41', 2, '{}', 'from_a_later_build', '2026-11-21T10:00:01Z', 'null', gen_random_uuid()),
            (15, 'course-campus-41', 3, '{}', 'course_renamed', '2026-11-21T10:00:02Z', null, gen_random_uuid()),
            (16, 'course-annex-41', 1, '{}', 'course_renamed', '2026-11-21T10:00:02Z', null, gen_random_uuid())
            on conflict do nothing
        """);
}
