using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using MoodleGrains.ClientApi.Access;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.Convergence;
using MoodleGrains.Courses;
using MoodleGrains.Rosters;
using MoodleGrains.Rules;

namespace MoodleGrains.Silo.Tests.Api;

/// <summary>Requests that are sent again with the same Idempotency-Key, to real grains on a real database.</summary>
[Collection(PostgresCollection.Web)]
public sealed class RepeatedRequestTests(PostgresServer postgres)
{
    private const string Physics = """{"scope":{"kind":"category","id":12},"channel":"123456789012345678","language":"fr"}""";
    private const string Chemistry = """{"scope":{"kind":"category","id":13},"channel":"123456789012345678","language":"fr"}""";
    private const string Registrar = """{"site":"campus","source":{"address":"https://registrar.example/roster"},"category":"Science"}""";
    private const string Rules = "/api/v1/rules/campus/physics";
    private const string Rosters = "/api/v1/rosters/registrar";
    private const string Invitations = "/api/v1/sites/campus/digest-invitations";

    private static readonly StreamKey rule = Rule.Id("campus", "physics");
    private static readonly StreamKey roster = Roster.Id("campus", "registrar");
    private static readonly ApiKey colleague = ApiKey.New();

    private readonly List<Sent> all = [];

    [Fact]
    public async Task A_rule_is_put_approved_and_deleted_once_however_often_it_is_asked()
    {
        await using var silo = await Silo();

        await Twice(silo, HttpMethod.Put, Rules, Physics);
        await Twice(silo, HttpMethod.Put, Rules, Chemistry, match: "\"1\"");
        await silo.Tell(rule, new HoldRule(2, 30, "30 messages", 1));
        var approved = await Twice(silo, HttpMethod.Post, $"{Rules}/approve");
        approved.Changed.ShouldBe("true", "it was this request that approved it");
        await Twice(silo, HttpMethod.Delete, Rules, match: "\"2\"");

        await AllOfThemAgainBehindARestart(silo);
    }

    [Fact]
    public async Task A_run_is_begun_approved_cancelled_and_undone_once_and_a_roster_is_deleted_once()
    {
        await using var silo = await Silo();

        await Twice(silo, HttpMethod.Put, Rosters, Registrar);
        (await Twice(silo, HttpMethod.Post, $"{Rosters}/runs")).Run.ShouldBe(1);
        await silo.Tell(roster, new ReportPlan(1, "h1", 1, new(1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0), ["courses"], 1));
        await Twice(silo, HttpMethod.Post, $"{Rosters}/runs/1/approve", """{"hash":"h1"}""");
        await silo.Tell(roster, new FinishRun(1, 1, 0, 1, 1));
        (await Twice(silo, HttpMethod.Post, $"{Rosters}/runs/1/undo", """{"dryRun":false}""")).Run.ShouldBe(2);
        await Twice(silo, HttpMethod.Post, $"{Rosters}/runs/2/cancel");
        (await Twice(silo, HttpMethod.Post, $"{Rosters}/runs?site=campus", """{"dryRun":true}""")).Run.ShouldBe(3);
        await Twice(silo, HttpMethod.Delete, Rosters);

        // By its name alone it is the other site's now, which the old requests never meant.
        await silo.Tell(Roster.Id("annex", "registrar"), new PutRoster(await TermsOf(silo), "test", 1));
        await AllOfThemAgainBehindARestart(silo);
    }

    [Fact]
    public async Task A_document_is_applied_once_and_the_answer_to_its_repeat_says_what_it_changed()
    {
        await using var silo = await Silo();
        await Send(silo.Admin, new(HttpMethod.Put, Rules, Physics, "before"));
        var document = $$"""
            {"rules":[{"site":"campus","name":"physics",{{Chemistry[1..]}}],"rosters":[{"name":"registrar",{{Registrar[1..]}}]}
            """;

        var applied = await Twice(silo, HttpMethod.Post, "/api/v1/apply", document);

        var changes = applied.Json["items"]!.AsArray().Select(item => item!["change"]!.GetValue<string>()).ToList();
        changes[0].ShouldStartWith("scope ");
        changes[1].ShouldStartWith("new: ");
        await silo.Tell(rule, new DeleteRule("test", 1));
        await AllOfThemAgainBehindARestart(silo, sameText: true);
    }

    [Fact]
    public async Task People_are_invited_once_and_the_repeat_finds_the_same_invitation()
    {
        await using var silo = await Silo();
        var told = new FieldVersion(null, 1, SourcePrecedence.Created);
        var biology = StreamKey.For("course", "campus", 13);
        await silo.Tell(biology, new ObserveCourse(new() { FullName = new("Biology"), Visible = true }, told));
        foreach (var user in (long[])[4, 5])
        {
            await silo.Runtime.Database.Run(
                $"insert into mg_people (site, user_id, email, confirmed) values ('campus', {user}, '{user}@students.example', true)");
            await silo.Tell(biology, new ObserveEnrolment(
                user, user, EnrolmentChange.Created, "manual", true, 1, 0, 0, null, told));
        }

        var invited = await Twice(silo, HttpMethod.Post, Invitations, "{}");
        var id = invited.Json["id"]!.GetValue<long>();
        (invited.Json["users"]!.GetValue<int>(), invited.Json["waits"]!.GetValue<bool>()).ShouldBe((2, true));
        await Twice(silo, HttpMethod.Post, $"{Invitations}/{id}/approve");
        var another = await Send(silo.Admin, new(HttpMethod.Post, Invitations, "{}", "another"));
        another.Json["id"]!.GetValue<long>().ShouldNotBe(id);

        // Nobody is left whom a new one would invite.
        await silo.Runtime.Database.Run("delete from mg_people");
        silo.Clock.Now += TimeSpan.FromHours(1);
        await AllOfThemAgainBehindARestart(silo, sameText: true);
    }

    [Fact]
    public async Task The_same_key_of_another_caller_or_at_another_address_is_another_request()
    {
        await using var silo = await Silo();
        using var other = new HttpClient { BaseAddress = silo.Admin.BaseAddress };
        other.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", colleague.Key);

        await Send(silo.Admin, new(HttpMethod.Put, Rules, Physics, "one"));
        (await Send(other, new(HttpMethod.Put, Rules, Chemistry, "one"))).Json["revision"]!.GetValue<int>().ShouldBe(2);
        (await Send(silo.Admin, new(HttpMethod.Delete, Rules, null, "one"))).Status.ShouldBe(HttpStatusCode.NoContent);
        (await Events(silo)).ShouldBe(3);
    }

    [Fact]
    public async Task A_key_in_quotation_marks_is_the_same_key()
    {
        await using var silo = await Silo();

        await Send(silo.Admin, new(HttpMethod.Put, Rules, Physics, """a"\b"""));
        await silo.Tell(rule, new DeleteRule("test", 1));
        await Send(silo.Admin, new(HttpMethod.Put, Rules, Physics, """
            "a\"\\b"
            """));

        (await Events(silo)).ShouldBe(2);
    }

    private async Task<ApiSilo> Silo(string? connectionString = null) => await ApiSilo.Start(
        await postgres.Prepared(connectionString),
        settings:
        [
            ("Mail:MaxRecipients", "1"), ("Smtp:Host", "localhost"), ("PublicUrl", "https://grains.example.org"),
            ("ApiKeys:colleague:Hash", colleague.Hash), ("ApiKeys:colleague:Scopes", "admin roster"),
        ]);

    private async Task<Answer> Twice(ApiSilo silo, HttpMethod method, string address, string? body = null, string? match = null)
    {
        var request = new Sent(method, address, body, Guid.NewGuid().ToString(), match);
        var first = await Send(silo.Admin, request);
        var events = await Events(silo);
        var second = await Send(silo.Admin, request);

        ((int)first.Status).ShouldBeInRange(200, 299, first.Text);
        second.ShouldBe(first);
        (await Events(silo)).ShouldBe(events);
        all.Add(request with { First = first });
        return first;
    }

    private async Task AllOfThemAgainBehindARestart(ApiSilo silo, bool sameText = false)
    {
        var events = await Events(silo);
        await using var later = await Silo(silo.Runtime.ConnectionString);
        later.Clock.Now = silo.Clock.Now;
        foreach (var request in all)
        {
            var again = await Send(later.Admin, request);

            var first = request.First!;
            again.Status.ShouldBe(first.Status, $"{request.Method} {request.Address}: {again.Text}");
            (again.Changed, again.Run).ShouldBe((first.Changed, first.Run), $"{request.Method} {request.Address}");
            if (sameText)
            {
                again.Text.ShouldBe(first.Text);
            }
        }

        (await Events(later)).ShouldBe(events);
    }

    private static async Task<RosterTerms> TermsOf(ApiSilo silo) =>
        (await silo.Runtime.Reader.Read(roster, 0, default).Select(recorded => recorded.Event).OfType<RosterPut>().FirstAsync()).Terms;

    private static Task<long> Events(ApiSilo silo) => silo.Runtime.Database.Scalar<long>("select count(*) from mg_events");

    private static async Task<Answer> Send(HttpClient client, Sent sent)
    {
        using var request = new HttpRequestMessage(sent.Method, new Uri(sent.Address, UriKind.Relative));
        request.Headers.TryAddWithoutValidation(IdempotencyKey.Header, sent.Key);
        request.Content = sent.Body is null ? null : new StringContent(sent.Body, Encoding.UTF8, "application/json");
        if (sent.Match is not null)
        {
            request.Headers.IfMatch.ParseAdd(sent.Match);
        }

        using var answer = await client.SendAsync(request);
        var changed = answer.Headers.TryGetValues(ChangedHeader.Name, out var values) ? values.Single() : null;
        return new(answer.StatusCode, await answer.Content.ReadAsStringAsync(), changed, answer.Headers.ETag?.Tag);
    }

    private sealed record Sent(
        HttpMethod Method, string Address, string? Body, string Key, string? Match = null, Answer? First = null);

    private sealed record Answer(HttpStatusCode Status, string Text, string? Changed, string? Tag)
    {
        public JsonNode Json => JsonNode.Parse(Text)!;

        public int? Run => Text.Length > 0 ? (int?)Json["run"] : null;
    }
}
