using System.Net;

namespace MoodleGrains.ClientApi.Tests.Api;

[Collection(CampusTests.Name)]
public sealed class CategoriesTests(Campus campus)
{
    private const string Sciences = """
        {"site":"annex","id":903,"name":"Sciences","idNumber":"SC","parentId":902,"description":"<p>d</p>","visible":false,"courseCount":2,
         "modifiedAt":"2026-11-21T10:00:00Z","deletedAt":null}
        """;

    [Fact]
    public async Task A_category_counts_the_courses_in_it_that_are_not_deleted()
    {
        await Fill();

        var page = await campus.Api.Client.Json("/api/v1/sites/annex/categories");
        var one = await campus.Api.Client.Json("/api/v1/sites/annex/categories/903");

        page["items"]!.AsArray().Select(category => ((long)category!["id"]!, (long)category["courseCount"]!))
            .ShouldBe([(902, 0), (903, 2)]);
        page["items"]![1].ShouldBeJson(Sciences);
        one.ShouldBeJson(Sciences);
    }

    [Fact]
    public async Task A_deleted_category_is_listed_on_demand()
    {
        await Fill();

        var page = await campus.Api.Client.Json("/api/v1/sites/annex/categories?deleted=true");

        page["items"]!.AsArray().Select(category => (long)category!["id"]!).ShouldBe([902, 903, 904]);
    }

    [Fact]
    public async Task An_unknown_category_is_answered_404() =>
        await campus.Api.Client.Problem("/api/v1/sites/annex/categories/12345", HttpStatusCode.NotFound);

    private Task Fill() => campus.Postgres.Execute("""
        insert into mg_categories values
            ('annex', 902, 'All', '', 0, '', true, null, null),
            ('annex', 903, 'Sciences', 'SC', 902, '<p>d</p>', false, '2026-11-21T10:00Z', null),
            ('annex', 904, 'Gone', '', 0, '', true, null, '2026-11-21T10:00Z')
            on conflict do nothing;
        insert into mg_courses(site, id, category_id, deleted_at) values
            ('annex', 911, 903, null), ('annex', 912, 903, null), ('annex', 913, 903, now()), ('campus', 914, 903, now())
            on conflict do nothing
        """);
}
