using System.Net;

namespace MoodleGrains.ClientApi.Tests.Api;

[Collection(CampusTests.Name)]
public sealed class UsersTests(Campus campus)
{
    private const string Ada = """
        "site":"annex","id":805,"userName":"ada","fullName":"Ada Lovelace","email":"ada@example.org","suspended":false,"deletedAt":null
        """;

    [Fact]
    public async Task A_user_is_listed_with_what_is_personal_as_long_as_it_was_not_erased()
    {
        await Fill();

        var page = await campus.Api.Client.Json("/api/v1/sites/annex/users");

        page["items"]!.AsArray().Count.ShouldBe(4);
        page["items"]![0].ShouldBeJson($$"""{{{Ada}}}""");
        page["items"]![1].ShouldBeJson("""
            {"site":"annex","id":806,"userName":null,"fullName":null,"email":null,"suspended":null,"deletedAt":null}
            """);
    }

    [Fact]
    public async Task A_user_shows_enrolments_and_completions()
    {
        await Fill();

        (await campus.Api.Client.Json("/api/v1/sites/annex/users/805")).ShouldBeJson($$"""
            {{{Ada}},
             "enrolments":[{"courseId":821,"userId":805,"roles":[5],"active":false,"method":"self","since":"2026-09-02T08:00:00Z"}],
             "completions":[
                {"courseId":821,"courseModuleId":null,"state":"complete","at":"2026-10-02T08:00:00Z"},
                {"courseId":821,"courseModuleId":70,"state":"incomplete","at":null},
                {"courseId":821,"courseModuleId":71,"state":"passed","at":null},
                {"courseId":821,"courseModuleId":72,"state":"failed","at":null},
                {"courseId":821,"courseModuleId":73,"state":"failed","at":null}]}
            """);
    }

    [Fact]
    public async Task A_deleted_user_is_listed_on_demand()
    {
        await Fill();

        var page = await campus.Api.Client.Json("/api/v1/sites/annex/users?deleted=true");

        page["items"]!.AsArray().Select(user => (long)user!["id"]!).ShouldBe([805, 806, 807, 808, 809]);
    }

    [Fact]
    public async Task Who_is_enrolled_or_completed_something_is_a_user_though_nobody_told_of_the_account()
    {
        await Fill();

        var first = await campus.Api.Client.Json("/api/v1/sites/annex/users?limit=2");
        var page = await campus.Api.Client.Json($"/api/v1/sites/annex/users?limit=2&cursor={first["next"]}");
        page["items"]!.AsArray().Select(user => (long)user!["id"]!).ShouldBe([808, 809]);
        (await campus.Api.Client.Json("/api/v1/sites/annex/users/808"))["enrolments"]!.AsArray().Count.ShouldBe(1);
        (await campus.Api.Client.Json("/api/v1/sites/annex/users/809"))["completions"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_unknown_user_is_answered_404() =>
        await campus.Api.Client.Problem("/api/v1/sites/annex/users/12345", HttpStatusCode.NotFound);

    private Task Fill() => campus.Postgres.Execute("""
        insert into mg_users values ('annex', 805, false, null), ('annex', 806, null, null), ('annex', 807, null, now()) on conflict do nothing;
        insert into mg_people(site, user_id, user_name, full_name, email) values ('annex', 805, 'ada', 'Ada Lovelace', 'ada@example.org')
            on conflict do nothing;
        insert into mg_courses(site, id, deleted_at) values ('annex', 821, null), ('annex', 822, now()) on conflict do nothing;
        insert into mg_enrolments values
            ('annex', 821, 805, true, false, '{5}', 'self', '2026-09-02T08:00Z', null),
            ('annex', 821, 808, true, null, '{5}', null, null, null),
            ('annex', 822, 805, true, true, '{5}', 'self', '2026-09-02T08:00Z', null)
            on conflict do nothing;
        insert into mg_completions values
            ('annex', 807, 821, 70, 1, null), ('annex', 809, 821, 70, 1, null),
            ('annex', 805, 821, 0, 1, '2026-10-02T08:00Z'), ('annex', 805, 821, 70, 0, null), ('annex', 805, 821, 71, 2, null),
            ('annex', 805, 821, 72, 3, null), ('annex', 805, 821, 73, 4, null)
            on conflict do nothing
        """);
}
