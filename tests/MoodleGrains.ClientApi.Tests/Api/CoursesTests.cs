using System.Net;

namespace MoodleGrains.ClientApi.Tests.Api;

[Collection(CampusTests.Name)]
public sealed class CoursesTests(Campus campus)
{
    private const string Algebra = """
        {"site":"campus","id":41,"shortName":"ALG","fullName":"Algebra & <i>more</i>","idNumber":"007","categoryId":3,"summary":"<p>x</p>",
         "visible":true,"format":"topics","language":"fr","startsAt":"2026-09-01T00:00:00Z","endsAt":"2027-06-30T22:00:00Z",
         "createdAt":"2026-08-01T08:00:00Z","modifiedAt":"2026-11-21T10:00:00Z","deletedAt":null,"enrolled":2
        """;

    [Fact]
    public async Task A_course_is_listed_with_every_field()
    {
        await Fill();

        var page = await campus.Api.Client.Json("/api/v1/sites/campus/courses");

        page["next"].ShouldBeNull();
        page["items"]!.AsArray().Select(course => (long)course!["id"]!).ShouldBe([41, 42]);
        page["items"]![0].ShouldBeJson(Algebra + "}");
    }

    [Fact]
    public async Task What_nobody_told_is_null_and_not_left_out()
    {
        await Fill();

        (await campus.Api.Client.Json("/api/v1/sites/campus/courses"))["items"]![1].ShouldBeJson("""
            {"site":"campus","id":42,"shortName":null,"fullName":null,"idNumber":null,"categoryId":null,"summary":null,"visible":null,
             "format":null,"language":null,"startsAt":null,"endsAt":null,"createdAt":null,"modifiedAt":null,"deletedAt":null,"enrolled":0}
            """);
    }

    [Fact]
    public async Task A_course_shows_who_is_enrolled()
    {
        await Fill();

        (await campus.Api.Client.Json("/api/v1/sites/campus/courses/41")).ShouldBeJson(Algebra + """
            ,"enrolments":[
                {"userId":5,"roles":[3,5],"active":true,"method":"manual","since":"2026-09-02T08:00:00Z"},
                {"userId":6,"roles":[],"active":null,"method":null,"since":null}]}
            """);
    }

    [Fact]
    public async Task Deleted_courses_are_listed_on_demand_and_keep_nobody_enrolled()
    {
        await Fill();

        var page = await campus.Api.Client.Json("/api/v1/sites/campus/courses?deleted=true");
        var course = await campus.Api.Client.Json("/api/v1/sites/campus/courses/43");

        page["items"]!.AsArray().Select(one => (long)one!["id"]!).ShouldBe([41, 42, 43]);
        page["items"]![2]!["deletedAt"]!.GetValue<string>().ShouldBe("2026-10-01T10:00:00Z");
        page["items"]![2]!["enrolled"]!.GetValue<long>().ShouldBe(0);
        course["enrolled"]!.GetValue<long>().ShouldBe(0);
        course["enrolments"]!.AsArray().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/api/v1/sites/campus/courses/99999")]
    [InlineData("/api/v1/sites/campus/courses/abc")]
    [InlineData("/api/v1/sites/campus/courses/99999999999999999999")]
    [InlineData("/api/v1/sites/nowhere/courses")]
    [InlineData("/api/v1/nothing")]
    public async Task What_is_not_there_is_answered_404(string address)
    {
        var problem = await campus.Api.Client.Problem(address, HttpStatusCode.NotFound);

        problem["detail"]!.GetValue<string>().ShouldNotBeEmpty();
    }

    private Task Fill() => campus.Postgres.Execute("""
        insert into mg_courses values
            ('campus', 41, 'ALG', 'Algebra & <i>more</i>', '007', 3, '<p>x</p>', true, 'topics', 'fr', '2026-09-01T00:00Z', '2027-06-30T22:00Z',
                '2026-08-01T08:00Z', '2026-11-21T10:00Z', null),
            ('campus', 42, null, null, null, null, null, null, null, null, null, null, null, null, null),
            ('campus', 43, 'OLD', 'Old', '', 3, '', true, 'topics', '', null, null, null, null, '2026-10-01T10:00Z'),
            ('annex', 41, 'X', 'X', '', 3, '', true, 'topics', '', null, null, null, null, null)
            on conflict do nothing;
        insert into mg_enrolments values
            ('campus', 41, 6, true, null, '{}', null, null, null),
            ('campus', 41, 5, true, true, '{3,5}', 'manual', '2026-09-02T08:00Z', null),
            ('campus', 43, 5, true, true, '{5}', 'manual', null, null),
            ('annex', 41, 7, true, true, '{5}', null, null, null)
            on conflict do nothing
        """);
}
