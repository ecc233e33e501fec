namespace MoodleGrains.ClientApi.Tests.Api;

[Collection(CampusTests.Name)]
public sealed class SitesTests(Campus campus)
{
    private const string Campus = """
        {"slug":"campus","url":"https://campus.example","plugins":[
            {"shape":"local_webhooks","accepted":10,"duplicates":1,"notKept":2,"refused":3,"damaged":0,"lost":0,"lastAt":"2026-11-21T10:00:00Z"},
            {"shape":"nosey","accepted":5,"duplicates":0,"notKept":0,"refused":0,"damaged":4,"lost":6,"lastAt":"2026-11-20T10:00:00Z"}],
         "polls":[
            {"kind":"conferences","doneAt":"2026-11-21T10:05:00Z","nextAt":"2026-11-21T10:10:00Z","outcome":"done","detail":null},
            {"kind":"full","doneAt":"2026-11-21T09:30:00Z","nextAt":null,"outcome":"failed","detail":"Not read: users."}],
         "polled":null}
        """;

    [Fact]
    public async Task A_site_shows_what_its_plugins_sent_lost_and_damaged_and_how_its_polls_stand()
    {
        await Fill();

        (await campus.Api.Client.Json("/api/v1/sites/campus")).ShouldBeJson(Campus);
        var page = await campus.Api.Client.Json("/api/v1/sites");
        page["items"]![1].ShouldBeJson(Campus);
        page["items"]![2].ShouldBeJson("""
            {"slug":"conf","url":"https://conf.example","plugins":[],"polls":[],
             "polled":{"complete":false,"courses":2,"coursesRead":1,"users":30000,"usersRead":12000}}
            """);
    }

    [Fact]
    public async Task A_key_for_one_site_sees_no_other()
    {
        var page = await campus.Api.CampusClient.Json("/api/v1/sites");

        page["items"]!.AsArray().Select(site => (string)site!["slug"]!).ShouldBe(["campus"]);
    }

    private Task Fill() => campus.Postgres.Execute("""
        insert into mg_site_counts values
            ('campus', 'nosey', 5, 0, 0, 0, 4, 6, '2026-11-20T10:00Z'),
            ('campus', 'local_webhooks', 10, 1, 2, 3, 0, 0, '2026-11-21T10:00Z'),
            ('gone', 'nosey', 1, 1, 1, 1, 1, 1, now())
            on conflict do nothing;
        truncate mg_poll_runs, mg_effect_keys;
        insert into mg_poll_runs (site, kind, started_at, ended_at, outcome, detail) values
            ('campus', 'full', now(), '2026-11-21T09:30Z', 'done', null),
            ('campus', 'conferences', now(), '2026-11-21T10:05Z', 'done', null),
            ('campus', 'full', now(), '2026-11-21T10:00Z', 'failed', 'Not read: users.');
        insert into mg_effect_keys (key, next_at, last_turn) values
            ('poll-campus-conferences', '2026-11-21T10:10Z', now()), ('poll-campus-full', 'infinity', now());
        insert into mg_poll_sites (site, users_total, users_read, users_after) values ('conf', 30000, 12000, 17) on conflict do nothing;
        insert into mg_poll_courses (site, course_id, enrolments_at) values ('conf', 2, 1), ('conf', 3, null) on conflict do nothing
        """);
}
