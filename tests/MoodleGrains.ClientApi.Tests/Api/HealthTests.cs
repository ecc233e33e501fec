using System.Net;
using System.Text.Json.Nodes;

namespace MoodleGrains.ClientApi.Tests.Api;

[Collection(CampusTests.Name)]
public sealed class HealthTests(Campus campus)
{
    private static readonly Uri live = new("/health/live", UriKind.Relative);
    private static readonly Uri ready = new("/health/ready", UriKind.Relative);

    [Fact]
    public async Task This_machine_may_ask_whether_the_process_is_up() =>
        (await campus.Api.Stranger.Json("/health/live")).ShouldBeJson("""{"ok":true}""");

    [Theory]
    [InlineData("X-Forwarded-For")]
    [InlineData("Forwarded")]
    public async Task Nobody_else_may_not_even_by_way_of_a_proxy_on_this_machine(string header)
    {
        var client = campus.Api.Stranger;
        client.DefaultRequestHeaders.Add(header, "for=192.0.2.60");

        using var answer = await client.GetAsync(live);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_silo_is_ready_if_every_part_is_well()
    {
        campus.Readiness.Say = _ => new([new("database", true, "3 ms"), new("inbox", true, null)]);

        (await campus.Api.Stranger.Json("/health/ready")).ShouldBeJson("""
            {"ok":true,"checks":[{"name":"database","ok":true,"detail":"3 ms","vital":true},{"name":"inbox","ok":true,"detail":null,"vital":true}]}
            """);
    }

    [Fact]
    public async Task One_part_that_does_not_advance_makes_it_unready()
    {
        campus.Readiness.Say = _ => new([new("database", true, null), new("inbox", false, "900 wait since 10:00, nothing advances")]);

        using var answer = await campus.Api.Stranger.GetAsync(ready);

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        JsonNode.Parse(await answer.Content.ReadAsStringAsync()).ShouldBeJson("""
            {"ok":false,"checks":[{"name":"database","ok":true,"detail":null,"vital":true},
             {"name":"inbox","ok":false,"detail":"900 wait since 10:00, nothing advances","vital":true}]}
            """);
    }

    [Fact]
    public async Task What_is_not_vital_is_shown_and_the_silo_goes_on_taking_webhooks()
    {
        campus.Readiness.Say = _ => new([new("database", true, null), new("discord", false, "Sending is stopped", Vital: false)]);

        using var answer = await campus.Api.Stranger.GetAsync(ready);

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["checks"]![1].ShouldBeJson("""
            {"name":"discord","ok":false,"detail":"Sending is stopped","vital":false}
            """);
    }

    [Fact]
    public async Task Checks_that_hang_make_it_unready_too()
    {
        campus.Readiness.Say = async _ =>
        {
            await Task.Delay(Timeout.Infinite, CancellationToken.None);
            return [];
        };
        await using var api = await campus.Another(new HastyClock());

        using var answer = await api.Stranger.GetAsync(ready);

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }
}
