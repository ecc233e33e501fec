using System.Net;
using System.Text.Json.Nodes;

namespace MoodleGrains.Silo.Tests.Api;

/// <summary>The slug of a site may be any word, also one that is the first segment of an address with a secret in it.</summary>
[Collection(PostgresCollection.Web)]
public sealed class SlugTests(PostgresServer postgres)
{
    private const string Key = "hook-key-of-the-campus-1";

    [Fact]
    public async Task A_site_called_as_an_address_with_a_secret_is_read_and_takes_its_hooks()
    {
        string[] slugs = ["hooks", "calendar", "digests", "api", "health", "sites"];
        await using var silo = await ApiSilo.Start(
            await postgres.Started(),
            settings: [.. slugs.SelectMany(slug => ((string, string)[])
                [($"Sites:{slug}:Url", $"https://{slug}.example"), ($"Sites:{slug}:Webhooks:Key", Key)])]);
        foreach (var slug in slugs)
        {
            foreach (var address in (string[])[$"sites/{slug}", $"sites/{slug}/courses", $"sites/{slug}/conferences"])
            {
                using var answer = await silo.Admin.GetAsync($"/api/v1/{address}");
                answer.StatusCode.ShouldBe(HttpStatusCode.OK, address);
            }

            // A rule may be called so too.
            using var rule = await silo.Admin.GetAsync($"/api/v1/rules/{slug}/{slug}");
            rule.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            JsonNode.Parse(await rule.Content.ReadAsStringAsync())!["detail"]!.GetValue<string>().ShouldContain(slug);

            using var hook = await silo.Stranger.PostAsync($"/hooks/{slug}/{Key}", new StringContent(
                $$"""{"eventname":"\\core\\event\\course_updated","crud":"u","objectid":2,"courseid":2,"timecreated":1795255500,"target":"{{slug}}"}""",
                System.Text.Encoding.UTF8, "application/json"));
            hook.StatusCode.ShouldBe(HttpStatusCode.Accepted, await hook.Content.ReadAsStringAsync());
        }
    }
}
