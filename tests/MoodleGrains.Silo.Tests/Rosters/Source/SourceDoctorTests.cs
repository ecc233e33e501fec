using System.Net;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.Rosters.Source;

namespace MoodleGrains.Silo.Tests.Rosters;

[Collection(PostgresCollection.Rosters)]
public sealed class SourceDoctorTests(PostgresServer postgres)
{
    [Fact]
    public async Task The_rosters_that_were_put_are_those_that_are_looked_at()
    {
        await using var silo = await postgres.Started();
        var terms = Reading.Terms(Reading.Http(new("https://registrar.example/roster")));
        var put = await silo.Grains
            .Send(Roster.Id("campus", "students"), new([new PutRoster(terms, "apply", 1_800_000_000)]), CancellationToken.None);
        put.Refusal.ShouldBeNull();
        await using var connection = await silo.Database.OpenConnectionAsync();

        await Eventually.Holds(
            async () => (await RosterDoctor.ReadAsync(connection, CancellationToken.None)).Count > 0,
            "the roster is seen");

        var (site, name, seen) = (await RosterDoctor.ReadAsync(connection, CancellationToken.None)).ShouldHaveSingleItem();
        (site, name, seen.Source).ShouldBe(("campus", "students", terms.Source));
    }

    [Fact]
    public async Task Sources_are_looked_at_and_nothing_is_downloaded()
    {
        (string, string, RosterTerms)[] rosters =
        [
            ("campus", "inside", Reading.Terms(Reading.Http(new("https://inside.example/roster?key=s3cret"), allowPrivate: false))),
            ("campus", "missing", Reading.Terms(Reading.File("/nowhere/roster.json"))),
            ("campus", "students", Reading.Terms(Reading.Http(new("http://outside.example/roster"), allowPrivate: false))),
            ("campus", "unknown", Reading.Terms(Reading.Http(new("https://unknown.example/roster")))),
        ];

        var findings = await RosterDoctor.LookAsync(rosters, RosterSettings.Read(
            Reading.Configured(("Token", "s3cret"), ("Host", "outside.example")),
            []), (host, _) => Task.FromResult(host switch
            {
                "inside.example" => new[] { IPAddress.Parse("192.168.1.7") },
                "outside.example" => [IPAddress.Parse("8.8.8.8")],
                _ => [],
            }), CancellationToken.None);

        findings.Select(finding => finding.ToString()).ShouldBe(
        [
            "FAIL  rosters        campus/inside: https://inside.example/roster is at 192.168.1.7, which is not public → "
                + "Set source.allowPrivate if the roster is meant to come from inside.",
            "FAIL  rosters        campus/missing: /nowhere/roster.json is not there → Write the path of a file on the silo's machine that "
                + "its user can see.",
            "warn  rosters        campus/students: the login for http://outside.example/roster is sent without encryption → Use https.",
            "FAIL  rosters        campus/unknown: https://unknown.example/roster cannot be reached: the name unknown.example is not known "
                + "→ Correct the address of the roster, or look at this machine's name server.",
        ]);
    }

    [Fact]
    public async Task A_login_that_no_roster_uses_is_told() =>
        (await RosterDoctor.LookAsync([], RosterSettings.Read(Reading.Configured(("Token", "t")), []), null, CancellationToken.None))
            .ShouldHaveSingleItem()
            .ToString()
            .ShouldBe("warn  rosters        there is no roster students, but a login for it → Make the roster, or take Rosters:{name} out "
                + "of the configuration.");
}
