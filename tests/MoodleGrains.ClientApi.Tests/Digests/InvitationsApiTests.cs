using System.Net;
using System.Text;
using MoodleGrains.ClientApi.Tests.Api;

namespace MoodleGrains.ClientApi.Tests.Digests;

[Collection(CampusTests.Name)]
public sealed class InvitationsApiTests(Campus campus)
{
    [Fact]
    public async Task Inviting_wants_the_scope_admin_of_that_site()
    {
        foreach (var client in new[] { campus.Api.Client, campus.Api.CampusClient })
        {
            using var answer = await Invite(client, "campus", """{"dryRun":true}""");
            (await answer.Problem(HttpStatusCode.Forbidden))["scope"]!.GetValue<string>().ShouldBe("admin:campus");
        }

        using var elsewhere = await Invite(campus.Api.CampusAdminClient, "annex", """{"dryRun":true}""");
        await elsewhere.Problem(HttpStatusCode.Forbidden);
        using var nowhere = await Invite(campus.Api.AdminClient, "nosuch", """{"dryRun":true}""");
        await nowhere.Problem(HttpStatusCode.NotFound);
        using var stranger = await Invite(campus.Api.Stranger, "campus", """{"dryRun":true}""");
        stranger.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("""{"dryRun":true,"language":"nl"}""", "language")]
    [InlineData("""{"dryRun":true,"courseId":999999}""", "courseId")]
    public async Task A_language_or_a_course_that_is_none_is_named(string body, string field)
    {
        using var answer = await Invite(campus.Api.AdminClient, "campus", body);
        (await answer.Problem(HttpStatusCode.BadRequest))["field"]!.GetValue<string>().ShouldBe(field);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"courseId\":")]
    [InlineData("""{"courseId":"forty"}""")]
    [InlineData("""{"course":41}""")]
    public async Task A_body_that_is_none_is_answered_400(string body)
    {
        using var answer = await Invite(campus.Api.AdminClient, "campus", body);
        await answer.Problem(HttpStatusCode.BadRequest);
    }

    private static Task<HttpResponseMessage> Invite(HttpClient client, string site, string body) => client.PostAsync(
        new Uri($"/api/v1/sites/{site}/digest-invitations", UriKind.Relative), new StringContent(body, Encoding.UTF8, "application/json"));
}
