using System.Net;

namespace MoodleGrains.ClientApi.Tests.Api;

[Collection(CampusTests.Name)]
public sealed class ConferencesTests(Campus campus)
{
    [Fact]
    public async Task A_conference_is_shown_with_every_field()
    {
        await Fill();

        (await campus.Api.Client.Json("/api/v1/sites/conf/conferences/2")).ShouldBeJson("""
            {"site":"conf","id":2,"module":"bigbluebuttonbn","instanceId":7,"courseModuleId":2,"courseId":1,"name":"Week 1",
             "startsAt":"2026-11-21T09:30:00Z","endsAt":"2026-11-21T10:30:00Z","visible":true,"seriesId":null,"recurring":false,"status":"open","joinUrl":"https://conf.example/mod/bigbluebuttonbn/view.php?id=2"}
            """);
    }

    [Theory]
    [InlineData("2026-11-21T09:29:59Z", "scheduled")]
    [InlineData("2026-11-21T09:30:00Z", "open")]
    [InlineData("2026-11-21T10:29:59Z", "open")]
    [InlineData("2026-11-21T10:30:00Z", "ended")]
    public async Task Its_status_goes_by_the_clock(string now, string status)
    {
        await Fill();
        var clock = new Campus.SetClock { Now = DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture) };
        await using var api = await campus.Another(clock);

        (await api.Client.Json("/api/v1/sites/conf/conferences/2"))["status"]!.GetValue<string>().ShouldBe(status);
    }

    [Fact]
    public async Task Without_start_it_is_unscheduled_and_deleted_with_or_without_its_course_it_is_cancelled()
    {
        await Fill();

        var all = await campus.Api.Client.Json("/api/v1/sites/conf/conferences?deleted=true");

        all["items"]!.AsArray().Select(one => ((long)one!["id"]!, (string)one["status"]!)).ShouldBe(
            [(1, "unscheduled"), (2, "open"), (3, "open"), (4, "cancelled"), (5, "cancelled"), (6, "scheduled")]);
    }

    [Theory]
    [InlineData("", new long[] { 1, 2, 3, 6 })]
    [InlineData("?from=2026-11-21T10:00:00Z", new long[] { 2, 6 })]
    [InlineData("?from=2026-11-21T10:30:00Z", new long[] { 6 })]
    [InlineData("?from=2026-11-21T09:00:00Z", new long[] { 2, 3, 6 })]
    [InlineData("?to=2026-11-21T09:30:00Z", new long[] { 3 })]
    [InlineData("?from=2026-11-21T11:00:00%2B01:00&to=2026-11-22", new long[] { 2 })]
    [InlineData("?from=2026-11-21T11:00:00+01:00&to=2026-11-22", new long[] { 2 })]
    public async Task From_and_to_choose_what_runs_in_between(string query, long[] expected)
    {
        await Fill();

        var page = await campus.Api.Client.Json($"/api/v1/sites/conf/conferences{query}");

        page["items"]!.AsArray().Select(one => (long)one!["id"]!).ShouldBe(expected);
    }

    [Fact]
    public async Task Guests_are_shown_the_page_for_guests_and_what_runs_overtime_is_open()
    {
        await campus.Postgres.Execute("""
            insert into mg_conferences values
                ('annex', 1, 'bigbluebuttonbn', 6, 1, 1, 'Open to all', '2026-11-21T08:00Z', null, true, 'scheduled',
                    'https://conf.example/mod/bigbluebuttonbn/view.php?id=1', 'https://conf.example/mod/bigbluebuttonbn/guest.php?uid=a1', true),
                ('annex', 2, 'bigbluebuttonbn', 7, 2, 1, 'Anytime', null, null, true, 'unscheduled', null, null, true)
                on conflict do nothing
            """);

        var all = await campus.Api.Client.Json("/api/v1/sites/annex/conferences");

        all["items"]!.AsArray().Select(one => ((string)one!["status"]!, (string?)one["joinUrl"])).ShouldBe(
            [("open", "https://conf.example/mod/bigbluebuttonbn/guest.php?uid=a1"), ("running", null)]);
    }

    [Fact]
    public async Task An_unknown_conference_is_answered_404() =>
        await campus.Api.Client.Problem("/api/v1/sites/conf/conferences/12345", HttpStatusCode.NotFound);

    [Fact]
    public async Task Entries_of_the_calendar_are_listed_too_with_ids_below_0()
    {
        await campus.Postgres.Execute("""
            insert into mg_conferences values
                ('live', -77, 'calendar', null, null, 1, 'Talk', '2026-11-21T09:30Z', null, true, 'scheduled', null),
                ('live', -76, 'calendar', null, null, 1, 'Talk again', '2026-11-21T09:30Z', null, true, 'scheduled', null),
                ('live', 5, 'zoom', null, 5, 1, 'Class', '2026-11-21T09:30Z', null, true, 'scheduled', null)
                on conflict do nothing
            """);

        (await campus.Api.Client.Pages("/api/v1/sites/live/conferences", 1)).ConvertAll(one => (long)one["id"]!).ShouldBe([-77, -76, 5]);
        (await campus.Api.Client.Json("/api/v1/sites/live/conferences/-77"))["courseModuleId"].ShouldBeNull();
    }

    private Task Fill() => campus.Postgres.Execute("""
        insert into mg_courses(site, id, deleted_at) values ('conf', 1, null), ('conf', 9, now()) on conflict do nothing;
        insert into mg_conferences values
            ('conf', 1, 'bigbluebuttonbn', 6, 1, 1, 'No time', null, null, true, 'scheduled', null),
            ('conf', 2, 'bigbluebuttonbn', 7, 2, 1, 'Week 1', '2026-11-21T09:30Z', '2026-11-21T10:30Z', true, 'scheduled',
                'https://conf.example/mod/bigbluebuttonbn/view.php?id=2'),
            ('conf', 3, 'bigbluebuttonbn', 8, 3, 1, 'No end', '2026-11-21T09:15Z', null, true, 'scheduled', null),
            ('conf', 4, 'bigbluebuttonbn', 9, 4, 1, 'Gone', '2026-11-21T09:30Z', null, true, 'cancelled', null),
            ('conf', 5, 'bigbluebuttonbn', 10, 5, 9, 'In a course that is gone', '2026-11-21T09:30Z', null, true, 'scheduled', null),
            ('conf', 6, 'bigbluebuttonbn', 11, 6, 77, 'In a course never told', '2026-12-01T09:30Z', null, true, 'scheduled', null)
            on conflict do nothing
        """);
}
