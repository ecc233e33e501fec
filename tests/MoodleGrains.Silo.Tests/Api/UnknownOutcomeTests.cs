using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.ClientApi.Digests;
using MoodleGrains.Digests;
using MoodleGrains.EventSourcing;
using MoodleGrains.Rules;

namespace MoodleGrains.Silo.Tests.Api;

/// <summary>What callers read where a grain does not answer, or not in time.</summary>
[Collection(PostgresCollection.Web)]
public sealed class UnknownOutcomeTests(PostgresServer postgres) : IAsyncLifetime
{
    private const string Physics = """{"scope":{"kind":"category","id":12},"channel":"123456789012345678"}""";
    private const string Address = "/api/v1/rules/campus/physics";
    private static readonly StreamKey rule = Rule.Id("campus", "physics");

    private ApiSilo silo = null!;
    private FailingGrains grains = null!;

    public async Task InitializeAsync()
    {
        var runtime = await postgres.Prepared();
        grains = new(runtime.Grains);
        silo = await ApiSilo.Start(runtime, grains: grains);
    }

    public async Task DisposeAsync() => await silo.DisposeAsync();

    [Fact]
    public async Task What_may_have_been_done_is_answered_503_and_its_repeat_finds_it_done()
    {
        using var put = await Send(HttpMethod.Put, Address, null, Physics);
        put.StatusCode.ShouldBe(HttpStatusCode.OK);
        grains.Faults.Enqueue(GrainFaultKind.OutcomeUnknown);

        var detail = await Away(await Send(HttpMethod.Post, $"{Address}/approve", "once"));
        detail.ShouldContain("it may have been");
        detail.ShouldContain("the same Idempotency-Key");

        using var again = await Send(HttpMethod.Post, $"{Address}/approve", "once");
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        again.Headers.GetValues(ChangedHeader.Name).ShouldBe(["true"]);
        (await silo.Runtime.Grains.Latest<Rule>(rule, default)).InForce.ShouldNotBeNull();
    }

    [Fact]
    public async Task What_was_not_done_is_not_said_to_be_perhaps_done()
    {
        grains.Faults.Enqueue(GrainFaultKind.Transient);

        var detail = await Away(await Send(HttpMethod.Put, Address, "once", Physics));

        detail.ShouldNotContain("may have been");
        (await silo.Runtime.Grains.Latest<Rule>(rule, default)).Revision.ShouldBe(0);
    }

    [Fact]
    public async Task What_was_done_before_its_answer_could_be_read_may_have_been_done()
    {
        grains.Faults.Enqueue(null);
        grains.Faults.Enqueue(GrainFaultKind.Transient);

        (await Away(await Send(HttpMethod.Put, Address, null, Physics))).ShouldContain("may have been");

        (await silo.Runtime.Grains.Latest<Rule>(rule, default)).Revision.ShouldBe(1);
    }

    [Fact]
    public async Task A_fault_that_stays_is_an_error_without_a_word_of_what_is_inside()
    {
        grains.Faults.Enqueue(GrainFaultKind.Persistent);

        using var answer = await Send(HttpMethod.Put, Address, "once", Physics);

        answer.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        (await answer.Content.ReadAsStringAsync()).ShouldNotContain("FailingException");
    }

    [Theory]
    [InlineData(GrainFaultKind.Transient)]
    [InlineData(GrainFaultKind.OutcomeUnknown)]
    public async Task A_page_of_digests_asks_to_try_again_in_the_language_of_its_reader(GrainFaultKind fault)
    {
        var links = await DigestPages.SignerAsync(silo.Runtime.Database, default);
        var link = DigestPages.SettingsLink(silo.Stranger.BaseAddress!, links, new("campus", 4), silo.Clock.GetUtcNow());
        silo.Stranger.DefaultRequestHeaders.Add("Accept-Language", "de");
        using var form = new FormUrlEncodedContent(
            [new("rhythm", "daily"), new("weekday", "1"), new("hour", "7"), new("zone", "UTC"), new("language", "de")]);
        grains.Faults.Enqueue(fault);

        using var answer = await silo.Stranger.PostAsync(link, form);

        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        answer.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(5));
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        var page = await answer.Content.ReadAsStringAsync();
        page.ShouldContain("Bitte versuchen Sie es in einer Minute noch einmal.");
        page.ShouldNotContain("FailingException");

        using var again = await silo.Stranger.PostAsync(link, form);
        again.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await silo.Runtime.Grains.Latest<Digest>(StreamKey.For(Digest.Kind, "campus", 4), default)).Wish.ShouldNotBeNull();
    }

    private static async Task<string> Away(HttpResponseMessage answer)
    {
        using (answer)
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            answer.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(5));
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
            return JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["detail"]!.GetValue<string>();
        }
    }

    private Task<HttpResponseMessage> Send(HttpMethod method, string address, string? key, string? body = null)
    {
        var request = new HttpRequestMessage(method, new Uri(address, UriKind.Relative))
        {
            Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (key is not null)
        {
            request.Headers.Add(IdempotencyKey.Header, key);
        }

        return silo.Admin.SendAsync(request);
    }
}
