using System.Net;
using MoodleGrains.ClientApi.Tests.Api;
using MoodleGrains.Rosters;

namespace MoodleGrains.ClientApi.Tests.Rosters;

[Collection(CampusTests.Name)]
public sealed class RosterInputTests(Campus campus)
{
    private const string Source = "\"site\":\"campus\",\"source\":{\"address\":\"https://registrar.example/roster\"}";

    [Theory]
    [InlineData("""{"source":{"address":"https://r.example"}}""", "$.site", "is missing; give the slug of a site such as \"campus\".")]
    [InlineData(
        """{"site":"Campus!","source":{"address":"https://r.example"}}""",
        "$.site",
        "is 'Campus!'; give the slug of a site such as \"campus\".")]
    [InlineData("""{"site":"campus"}""", "$.source", "is missing; give an object {…}.")]
    [InlineData("""{"site":"campus","source":{}}""", "$.source.address",
        "is missing; give an address such as \"https://registrar.example.edu/roster\", or the path of a file on the silo's machine.")]
    [InlineData("""{"site":"campus","source":{"address":"ftp://r.example"}}""", "$.source.address",
        "'ftp://r.example' is no http or https address; give it whole, as https://registrar.example/roster.json.")]
    [InlineData("""{"site":"campus","source":{"address":"https://me:hunter2@r.example"}}""", "$.source.address",
        "it holds a user or a password; leave them out and set Rosters:{name}:Username and Rosters:{name}:Password.")]
    [InlineData("""{"site":"campus","source":{"address":"rosters/today.csv"}}""", "$.source.address",
        "'rosters/today.csv' is no absolute path; give it from the root, as /srv/rosters/roster.csv.")]
    [InlineData(
        """{"site":"campus","source":{"address":"https://r.example","format":"xml"}}""",
        "$.source.format",
        "is 'xml'; give \"json\" or \"csv\".")]
    [InlineData("""{"site":"campus","source":{"address":"https://r.example","maxBytes":0}}""", "$.source.maxBytes",
        "is 0; give a whole number from 1 to 1073741824.")]
    [InlineData("""{"site":"campus","source":{"address":"https://r.example","token":"x"}}""", "$.source.token",
        "there is no such field; known here are address, kind, format, allowPrivate, maxBytes, timeoutSeconds, charset, ignore.")]
    [InlineData("""{"site":"campus","source":{"address":"https://r.example","charset":"klingon"}}""", "$.source.charset",
        "is 'klingon'; give the name of an encoding, such as \"utf-8\" or \"windows-1250\".")]
    [InlineData(
        """{"site":"campus","source":{"address":"https://r.example","ignore":["mood",5]}}""",
        "$.source.ignore[1]",
        "is 5; give the name of a field.")]
    public Task A_wrong_source_is_told_with_its_path_and_what_would_be_right(string body, string path, string message)
        => Refused(body, path, message);

    [Theory]
    [InlineData("\"matchBy\":\"name\"", "$.matchBy", "is 'name'; give \"username\", \"idnumber\" or \"email\".")]
    [InlineData("\"roles\":{}", "$.roles", "is {}; give a list such as [{ \"word\": \"teacher\", \"role\": \"editingteacher\" }].")]
    [InlineData("\"roles\":[]", "$.roles",
        "there are none, so that nobody could be enrolled; leave it out for the usual ones, or give words and roles.")]
    [InlineData("\"roles\":[\"teacher\"]", "$.roles[0]", "\"teacher\" stands where an object {…} belongs.")]
    [InlineData("\"roles\":[{\"word\":\"a\",\"role\":\"student\"},{\"word\":\"A \",\"role\":\"teacher\"}]", "$.roles[1].word",
        "'A ' stands twice (blanks around it and capitals do not count); give each word once.")]
    [InlineData("\"category\":\" / \"", "$.category",
        "' / ' is no category; give names joined by /, or idnumber: and a category's idnumber, or leave it out.")]
    [InlineData("\"template\":\"\"", "$.template", "'' is no short name of a course; give one, or leave it out.")]
    [InlineData("\"removal\":\"delete\"", "$.removal", "is 'delete'; give \"keep\", \"suspend\" or \"remove\".")]
    [InlineData("\"gone\":\"delete\"", "$.gone", "is 'delete'; give \"keep\" or \"hide\".")]
    [InlineData("\"adopt\":\"yes\"", "$.adopt", "is \"yes\"; give true or false.")]
    [InlineData(
        "\"adopt\":false,\"adoptWholly\":true",
        "$.adoptWholly",
        "'true' means nothing while adopt is false; set adopt to true, or leave adoptWholly out.")]
    [InlineData("\"schedule\":{\"cron\":\"30 2 * * *\",\"zone\":\"Mars/Base\"}", "$.schedule.zone",
        "'Mars/Base' is no time zone this machine knows; give an IANA name such as \"Europe/Brussels\".")]
    [InlineData("\"schedule\":{\"zone\":\"Europe/Brussels\"}", "$.schedule.cron",
        "is missing; give minute, hour, day of month, month and day of week such as \"30 2 * * *\".")]
    [InlineData("\"brake\":{\"coursePercent\":101}", "$.brake.coursePercent", "is 101; give a whole number from 0 to 100.")]
    [InlineData("\"brake\":{\"hideCount\":0}", "$.brake.hideCount", "is 0; give a whole number from 1 to 2147483647.")]
    [InlineData("\"raised\":[{\"from\":\"14.9.2026\",\"until\":\"2026-09-27\",\"brake\":{}}]", "$.raised[0].from",
        "is '14.9.2026'; give a day such as \"2026-09-14\", UTC.")]
    [InlineData("\"raised\":[{\"from\":\"2026-09-27\",\"until\":\"2026-09-14\",\"brake\":{}}]", "$.raised[0].until",
        "'2026-09-14' is before '2026-09-27'; give the last day, not before the first.")]
    [InlineData("\"name\":\"other\"", "$.name", "is 'other', but the address says 'wrong'; leave it out.")]
    public Task A_wrong_term_is_told_with_its_path_and_what_would_be_right(string term, string path, string message) =>
        Refused($$"""{{{Source}},{{term}}}""", path, message);

    [Fact]
    public async Task All_faults_are_told_at_once_and_nothing_is_changed()
    {
        using var answer = await campus.Api.RosterClient.Send(HttpMethod.Put, "/api/v1/rosters/wrong", """
            {"site":"campus","source":{"address":"nowhere"},"removal":"all","schedule":{"cron":"61 2 * * *","zone":"UTC"},"category":"","colour":"red"}
            """);

        var problem = await answer.Problem(HttpStatusCode.BadRequest);
        problem["errors"]!.AsArray().Select(one => one!["field"]!.GetValue<string>()).ShouldBe(
            ["$.source.address", "$.category", "$.removal", "$.schedule.cron", "$.colour"]);
        campus.Grains.Told.ShouldNotContain(one => one.Grain == Roster.Id("campus", "wrong"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"site\":")]
    public async Task A_body_that_is_no_roster_is_answered_400(string body)
    {
        using var answer = await campus.Api.RosterClient.Send(HttpMethod.Put, "/api/v1/rosters/wrong", body);

        (await answer.Problem(HttpStatusCode.BadRequest))["field"]!.GetValue<string>().ShouldBe("$");
    }

    [Fact]
    public async Task A_name_that_is_none_is_told_with_what_would_be_right()
    {
        using var answer = await campus.Api.RosterClient.Send(HttpMethod.Put, "/api/v1/rosters/My%20roster", Rostering.Least());

        (await answer.Problem(HttpStatusCode.BadRequest))["detail"]!.GetValue<string>()
            .ShouldBe("name is 'My roster'; give 1 to 64 of a-z, 0-9 and _ such as \"registrar\".");
    }

    private async Task Refused(string body, string path, string message)
    {
        using var answer = await campus.Api.RosterClient.Send(HttpMethod.Put, "/api/v1/rosters/wrong", body);

        var problem = await answer.Problem(HttpStatusCode.BadRequest);
        problem["errors"]!.AsArray().Select(one => $"{one!["field"]} {one["message"]}").ShouldBe([$"{path} {message}"]);
        problem["detail"]!.GetValue<string>().ShouldBe($"{path}: {message}");
    }
}
