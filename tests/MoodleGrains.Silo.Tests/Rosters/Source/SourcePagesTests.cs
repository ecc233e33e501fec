using MoodleGrains.Rosters;
using MoodleGrains.Sandbox.Rosters;
using MoodleGrains.Silo.Rosters.Source;

namespace MoodleGrains.Silo.Tests.Rosters;

/// <summary>Rosters that come in pages are read whole, or not at all.</summary>
public sealed class SourcePagesTests : IAsyncLifetime
{
    private const string Csv = "course_shortname,course_name,username,role\r\n";
    private Registrar registrar = null!;

    public async Task InitializeAsync()
    {
        registrar = await Registrar.Start(CancellationToken.None);
        registrar.Publish(Page("A1"));
    }

    public async Task DisposeAsync() => await registrar.DisposeAsync();

    [Theory]
    [InlineData("</roster?page=2>; rel=\"next\"")]
    [InlineData("<?page=2>;rel=next")]
    [InlineData(
        "</style.css>; rel=preload, </roster?page=9>; rel=\"last\", </roster?page=2>; title=\"a \\\"b\\\", <c>\"; REL=\"Next prefetch\"")]
    public async Task All_pages_are_one_roster(string link)
    {
        registrar.Link = link;
        registrar.PublishPage(
            "?page=2",
            """[{"shortname":"B2","name":"Beta","participants":[]}]""",
            "</roster?page=3>; rel=\"next\", </roster>; rel=\"prev\"");
        registrar.PublishPage(
            "?page=3",
            """{"courses":[{"shortname":"C3","name":"Gamma","participants":[{"username":7}]}],"total":3,"page":3,"next":null}""");

        var read = await ReadAsync();

        read.Wanted.Courses.Select(course => course.ShortName).ShouldBe(["A1", "B2", "C3"]);
        read.Wanted.Findings.ShouldHaveSingleItem().Path.ShouldBe("$.courses[2].participants[0].username");
        read.Body.Etag.ShouldBeNull("the tag is that of one page");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("</roster>; rel=\"first\"")]
    [InlineData("</other>; rel=\"next\"; anchor=\"/elsewhere\"")]
    public async Task A_page_that_says_that_it_is_one_of_several_is_no_roster(string? link)
    {
        registrar.Link = link;
        registrar.Publish(
            """
            {"courses":[{"shortname":"WEB-1","name":"Web","participants":[{"username":"ada"}]}],"total":900,"page":1,"next":"/roster?page=2&key=s3cret"}
            """);

        (await FailureAsync()).ShouldBe(
            $"{registrar.Roster} is page 1 of several, and not the whole roster (total 900, next). Let the registrar's system give the "
                + "whole roster, or name the next page in a header Link with rel=\"next\" (RFC 8288), which is followed.");
    }

    [Fact]
    public async Task The_last_page_that_can_be_had_must_be_the_last()
    {
        registrar.Link = "</roster?page=2>; rel=next";
        registrar.PublishPage("?page=2", """{"courses":[{"shortname":"B2","name":"Beta","participants":[]}],"totalPages":3}""");

        (await FailureAsync()).ShouldContain("is page 2 of several, and not the whole roster (totalPages 3)");
    }

    [Fact]
    public async Task A_page_that_fails_fails_the_run()
    {
        registrar.Link = "</elsewhere?page=2>; rel=next";

        (await FailureAsync()).ShouldContain("/elsewhere answered 404: there is no roster.");
    }

    [Fact]
    public async Task Pages_that_lead_round_are_a_failed_run()
    {
        registrar.Link = "</roster?page=2>; rel=next";
        registrar.PublishPage("?page=2", Page("B2"), "</roster?page=2#again>; rel=next");

        (await FailureAsync()).ShouldBe(
            $"{registrar.Roster} leads from page 2 back to a page that was read. Correct the header Link of the registrar's system; the "
                + $"last page has none with rel=\"next\".");
    }

    [Fact]
    public async Task All_pages_together_are_no_larger_than_a_roster_may_be()
    {
        registrar.Link = "</roster?page=2>; rel=next";
        registrar.PublishPage("?page=2", Page("B2"));

        (await Reading.FailureAsync(Reading.Http(registrar.Roster, maxBytes: Page("A1").Length + 10))).ShouldContain("is larger than ");
    }

    [Fact]
    public async Task The_login_goes_to_the_pages_of_the_same_host_only()
    {
        await using var other = await Registrar.Start(CancellationToken.None);
        other.Publish(Page("C3"));
        registrar.Link = "</roster?page=2>; rel=next";
        registrar.PublishPage("?page=2", Page("B2"), $"<{other.Roster}>; rel=next");

        (await ReadAsync(settings: ("Token", "t0ken"))).Wanted.Courses.Count.ShouldBe(3);

        registrar.Requests.Select(request => request.Headers["Authorization"]).ShouldBe(["Bearer t0ken", "Bearer t0ken"]);
        other.Requests.ShouldHaveSingleItem().Headers.ContainsKey("Authorization").ShouldBeFalse();
    }

    [Fact]
    public async Task A_next_page_that_is_no_address_is_told()
    {
        registrar.Link = "<ftp://registrar.example/2>; rel=next";

        (await FailureAsync()).ShouldBe(
            $"{registrar.Roster} names a next page that is no plain http or https address. Correct the header Link of the "
                + $"registrar's system.");
    }

    [Fact]
    public async Task Pages_of_a_table_have_one_head()
    {
        registrar.Publish(Csv + "A1,Alpha,ada,", "text/csv");
        registrar.Link = "</roster?page=2>; rel=next";
        registrar.PublishPage("?page=2", Csv + "A1,Alpha,bob,teacher\r\n");

        var read = await ReadAsync(RosterSource.Csv);
        read.Wanted.Courses.ShouldHaveSingleItem().Members.Select(member => member.Key).ShouldBe(["ada", "bob"]);
        read.Wanted.Findings.ShouldBeEmpty();

        registrar.PublishPage("?page=2", "username,course_shortname,course_name,role\r\nbob,A1,Alpha,\r\n");
        (await Reading.FailureAsync(Reading.Http(registrar.Roster, RosterSource.Csv))).ShouldContain(
            "begins page 2 with another line than page 1");
    }

    [Theory]
    [InlineData(RosterSource.Csv)]
    [InlineData(RosterSource.Json)]
    public async Task Pages_in_a_charset_that_the_terms_name_are_read_by_it_once(string format)
    {
        // Byte EC is ě in windows-1250.
        var first = format == RosterSource.Csv
            ? Csv + "A1,Dìjiny,ada,\r\n"
            : Page("A1").Replace("Course A1", "Dìjiny", StringComparison.Ordinal);
        registrar.Publish(System.Text.Encoding.Latin1.GetBytes(first), format == RosterSource.Csv ? "text/csv" : "application/json");
        registrar.Link = "</roster?page=2>; rel=next";
        registrar.PublishPage("?page=2", format == RosterSource.Csv ? Csv + "B2,Beta,bob,\r\n" : Page("B2"));

        var read = await Reading.ReadAsync(Reading.Http(registrar.Roster, format) with { Charset = "windows-1250" });

        read.ShouldBeOfType<RosterRead.Read>().Wanted.Courses.Select(course => course.Name).First().ShouldBe("Dějiny");
    }

    private static string Page(string shortName) =>
        $$"""{"courses":[{"shortname":"{{shortName}}","name":"Course {{shortName}}","participants":[{"username":"ada"}]}]}""";

    private Task<string> FailureAsync() => Reading.FailureAsync(Reading.Http(registrar.Roster));

    private async Task<RosterRead.Read> ReadAsync(string format = RosterSource.Json, params (string, string)[] settings)
    {
        var read = await Reading.ReadAsync(Reading.Http(registrar.Roster, format), settings: settings);
        (read as RosterRead.Failed)?.Reason.ShouldBeNull();
        return (RosterRead.Read)read;
    }
}
