using System.Net;

namespace MoodleGrains.ClientApi.Tests.Api;

[Collection(CampusTests.Name)]
public sealed class PagingTests(Campus campus)
{
    public static TheoryData<string, string> Lists => new()
    {
        { "courses", "id" }, { "categories", "id" }, { "users", "id" }, { "conferences", "id" }, { "feed", "position" },
    };

    [Theory]
    [MemberData(nameof(Lists))]
    public async Task Every_list_is_read_to_the_end_without_loss_or_doubling(string list, string key)
    {
        await Fill();

        foreach (var limit in new[] { 1, 7, 100, 101, 102, 500 })
        {
            var items = await campus.Api.Client.Pages($"/api/v1/sites/paging/{list}", limit);

            var keys = items.ConvertAll(item => (long)item[key]!);
            keys.Order().ShouldBe(Enumerable.Range(1, 101).Select(n => n * 3L), $"limit {limit}");
            keys.ShouldBe(list == "feed" ? keys.OrderDescending() : keys.Order());
        }
    }

    [Fact]
    public async Task Sites_are_paged_by_slug()
    {
        var items = await campus.Api.Client.Pages("/api/v1/sites", 2);

        items.ConvertAll(site => (string)site["slug"]!).ShouldBe(["annex", "campus", "conf", "feed", "live", "paging"]);
    }

    [Fact]
    public async Task A_page_holds_50_unless_told_otherwise()
    {
        await Fill();

        (await campus.Api.Client.Json("/api/v1/sites/paging/courses"))["items"]!.AsArray().Count.ShouldBe(50);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=501", "limit")]
    [InlineData("limit=-1", "limit")]
    [InlineData("limit=ten", "limit")]
    [InlineData("limit=", "limit")]
    [InlineData("cursor=", "cursor")]
    [InlineData("cursor=41", "cursor")]
    [InlineData("cursor=%00%ff", "cursor")]
    [InlineData("cursor=LTE", "cursor")]
    [InlineData("cursor=OTk5OTk5OTk5OTk5OTk5OTk5OTk5OQ", "cursor")]
    public async Task A_wrong_limit_or_cursor_is_named(string query, string field)
    {
        // Only conferences have ids below 0: entries of Moodle's calendar.
        foreach (var list in Lists.Select(row => (string)row[0]).Where(list => list != "conferences" || query != "cursor=LTE"))
        {
            var problem = await campus.Api.Client.Problem($"/api/v1/sites/paging/{list}?{query}", HttpStatusCode.BadRequest);

            problem["field"]!.GetValue<string>().ShouldBe(field);
            problem["detail"]!.GetValue<string>().ShouldContain(field);
        }
    }

    [Theory]
    [InlineData("courses?deleted=yes", "deleted")]
    [InlineData("courses/3?at=yesterday", "at")]
    [InlineData("categories/3?at=1760000000", "at")]
    [InlineData("conferences/3?at=2026-13-01T00:00:00Z", "at")]
    [InlineData("conferences?from=21.11.2026", "from")]
    [InlineData("conferences?to=", "to")]
    [InlineData("conferences?from=2026-11-22T00:00:00Z&to=2026-11-21T00:00:00Z", "to")]
    public async Task Any_other_wrong_parameter_is_named(string address, string field)
    {
        var problem = await campus.Api.Client.Problem($"/api/v1/sites/paging/{address}", HttpStatusCode.BadRequest);

        problem["field"]!.GetValue<string>().ShouldBe(field);
    }

    private Task Fill() => campus.Postgres.Execute("""
        insert into mg_courses(site, id) select 'paging', n * 3 from generate_series(1, 101) n on conflict do nothing;
        insert into mg_categories(site, id) select 'paging', n * 3 from generate_series(1, 101) n on conflict do nothing;
        insert into mg_users(site, id) select 'paging', n * 3 from generate_series(1, 101) n on conflict do nothing;
        insert into mg_conferences(site, id, status) select 'paging', n * 3, 'scheduled' from generate_series(1, 101) n on conflict do nothing;
        insert into mg_inbox(position, site, received_at, event, crud, shape, delivery_id, sent_id, told, body)
            select n * 3, 'paging', date_trunc('day', now()), '\core\event\x', 'c', 'nosey', n, true, 1, '' from generate_series(1, 101) n on conflict do nothing
        """);
}
