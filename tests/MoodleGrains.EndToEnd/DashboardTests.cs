using System.Net;
using System.Net.Http.Headers;
using System.Text;
using MoodleGrains.ClientApi.Access;
using MoodleGrains.Silo.Tests;

namespace MoodleGrains.EndToEnd;

/// <summary>Orleans' dashboard: keys of grains and calls are for administrators.</summary>
[Collection(PostgresCollection.Name)]
public sealed class DashboardTests(PostgresServer postgres)
{
    [Fact]
    public async Task The_dashboard_is_off_unless_a_setting_turns_it_on_and_then_for_administrators_only()
    {
        var (office, reader) = (ApiKey.New(), ApiKey.New());
        await using var silo = await TestSilo.Ready(
            await postgres.PreparedDatabase(),
            ("Orleans__Dashboard", "true"),
            ("ApiKeys__office__Hash", office.Hash), ("ApiKeys__office__Scopes__0", "admin"),
            ("ApiKeys__reader__Hash", reader.Hash), ("ApiKeys__reader__Scopes__0", "read:*"));

        var closed = await silo.Get("/orleans/", null);
        closed.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        closed.Headers.WwwAuthenticate.ShouldHaveSingleItem().Scheme.ShouldBe("Basic", "a browser asks its user for the key");
        (await silo.Get("/orleans/ClusterStats", null)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await silo.Get("/orleans/", Password(reader.Key))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await silo.Get("/orleans/", Password("wrong"))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        var page = await silo.Get("/orleans/", Password(office.Key));
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await page.Content.ReadAsStringAsync()).ShouldContain("<html");
        (await silo.Get("/orleans/DashboardCounters", Password(office.Key))).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await silo.Get("/orleans/", new("Bearer", office.Key))).StatusCode.ShouldBe(HttpStatusCode.OK);

        // What browsers send by themselves opens nothing that changes something.
        (await silo.Get("/api/v1/rules", Password(office.Key))).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    private static AuthenticationHeaderValue Password(string key) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"anybody:{key}")));
}

file static class Requests
{
    public static async Task<HttpResponseMessage> Get(this TestSilo silo, string path, AuthenticationHeaderValue? authorization)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(path, UriKind.Relative));
        request.Headers.Authorization = authorization;
        return await silo.Anybody.SendAsync(request);
    }
}
