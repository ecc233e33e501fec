using System.Text;
using MoodleGrains.Rosters;
using MoodleGrains.Sandbox.Rosters;
using MoodleGrains.Silo.Rosters.Source;

namespace MoodleGrains.Silo.Tests.Rosters;

/// <summary>What a source is written in: its mark says it, else its header, else it is UTF-8.</summary>
public sealed class SourceEncodingTests
{
    private const string Head = "course_shortname,course_name,username,role\n";
    private const string Good = "GEN-1,Physique générale – été,ada,\nALG-7,Algèbre linéaire,bob,\n";

    private static readonly byte[] OneBadByte = [.. Encoding.UTF8
        .GetBytes(Head + Good + "CHM-9,Chimie: r"), 0xC3, .. "actions,eve,teacher\n"u8];

    static SourceEncodingTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Theory]
    [InlineData(false, "UTF-8, for most of it is UTF-8")]
    [InlineData(true, "UTF-8, as its byte order mark says")]
    public void One_bad_byte_renames_no_course_and_its_line_is_left_out(bool marked, string encoding)
    {
        var read = Parse(marked ? [0xEF, 0xBB, 0xBF, .. OneBadByte] : OneBadByte);

        read.Encoding.ShouldBe(encoding);
        read.Wanted.Courses.Select(course => course.Name).ShouldBe(["Physique générale – été", "Algèbre linéaire"]);
        read.Wanted.LeftOut.ShouldBe(["name:CHM-9"]);
        read.Wanted.Findings.Select(finding => $"{finding.Error} {finding.Code} {finding.Path}").ShouldBe(
            ["False encoding $", "True unreadable line 4, course_name"]);
        read.Wanted.Findings[0].Text.ShouldStartWith($"It is read as {encoding}, and line 4 holds bytes that are none (1 places in all).");
    }

    [Fact]
    public void JSON_with_a_bad_byte_fails_and_is_not_read_as_something_else() =>
        Reading.Failure([0xEF, 0xBB, 0xBF, .. "[{\"shortname\":\""u8, 0xE9, .. "\"}]"u8], RosterSource.Json).ShouldContain(
            "is read as UTF-8, as its byte order mark says, and line 1 holds bytes that are none (1 places in all).");

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    [InlineData("utf-32")]
    public void A_mark_decides(string charset)
    {
        var encoding = Encoding.GetEncoding(charset);

        var read = Parse([.. encoding.GetPreamble(), .. encoding.GetBytes(Head + Good)], charset: "windows-1252");

        read.Encoding.ShouldEndWith(", as its byte order mark says");
        (read.Wanted.Courses[1].Name, read.Wanted.Findings.Count).ShouldBe(("Algèbre linéaire", 0));
    }

    [Theory]
    [InlineData("text/csv; charset=windows-1250", "windows-1250", "Dějiny češtiny")]
    [InlineData("text/csv; charset=\"Windows-1251\"", "windows-1251", "Новый год")]
    [InlineData("text/csv; charset=ISO-8859-1", "windows-1252", "Algèbre – €")]
    [InlineData("text/csv; charset=utf8", "utf-8", "Algèbre – €")]
    [InlineData("application/csv; charset=cp1250", "windows-1250", "Dějiny češtiny")]
    public async Task A_charset_that_the_source_declares_is_honoured_and_told(string contentType, string charset, string name)
    {
        await using var registrar = await Registrar.Start(CancellationToken.None);
        registrar.Publish(Encoding.GetEncoding(charset).GetBytes($"{Head}WEB-1,{name},ada,\n"), contentType);

        var read = (await Reading.ReadAsync(Reading.Http(registrar.Roster, RosterSource.Csv))).ShouldBeOfType<RosterRead.Read>();

        read.Wanted.Courses.ShouldHaveSingleItem().Name.ShouldBe(name);
        read.Encoding.ShouldEndWith(", as its Content-Type says");
        read.Wanted.Findings.Select(finding => finding.Code).ShouldBe(charset == "utf-8" ? [] : ["encoding"]);

        // What is planned again later, from what was kept, is the same.
        ((RosterRead.Read)RosterReader.Parse(read.Body, Reading.Terms(Reading.Http(registrar.Roster, RosterSource.Csv)))).Wanted.Courses[0]
            .Name
            .ShouldBe(name);
    }

    [Fact]
    public async Task A_charset_that_nobody_knows_is_refused_by_name()
    {
        await using var registrar = await Registrar.Start(CancellationToken.None);
        registrar.Publish(Encoding.UTF8.GetBytes(Head + Good), "text/csv; charset=klingon");

        (await Reading.FailureAsync(Reading.Http(registrar.Roster, RosterSource.Csv))).ShouldBe(
            $"{registrar.Roster} is written in 'klingon', as its Content-Type says, which is not known. "
                + "Let the registrar's system declare UTF-8, or one that is known, such as utf-8 or windows-1250.");
    }

    [Fact]
    public void A_byte_that_the_declared_charset_does_not_have_leaves_its_line_out()
    {
        var read = Parse([.. Encoding.ASCII.GetBytes(Head + "A,Alpha,ada,\nB,B"), 0xE9, .. "ta,bob,\n"u8], charset: "us-ascii");

        read.Wanted.Courses.ShouldHaveSingleItem().ShortName.ShouldBe("A");
        read.Wanted.Findings[0].Text.ShouldContain("us-ascii, as its Content-Type says, and line 3 holds bytes that are none");
    }

    [Fact]
    public void A_charset_that_the_terms_name_is_honoured_and_a_contradiction_is_told()
    {
        var read = Parse(Encoding.GetEncoding("windows-1251").GetBytes($"{Head}WEB-1,Новый год,ada,\n"), given: "windows-1251");
        read.Wanted.Courses.ShouldHaveSingleItem().Name.ShouldBe("Новый год");
        read.Encoding.ShouldBe("windows-1251, as source.charset says");

        Parse(Encoding.UTF8.GetBytes(Head + Good), charset: "windows-1250").Wanted.Findings.ShouldHaveSingleItem().Text
            .ShouldStartWith("It is read as windows-1250, as its Content-Type says, though it is valid UTF-8:");
    }

    [Fact]
    public void An_old_table_is_taken_for_Windows_1252_and_that_is_told()
    {
        var read = Parse(Encoding.Latin1.GetBytes(Head + "A,Año \u0080,ada,student\n"));

        read.Wanted.Courses.ShouldHaveSingleItem().Name.ShouldBe("Año €");
        read.Wanted.Findings.ShouldHaveSingleItem().ShouldBe(new(
            false, "encoding", "$",
            "It is read as Windows-1252, as it is no UTF-8, and nothing says what it is: look whether letters with accents are right. "
                + "Save it as 'CSV UTF-8', or set source.charset."));
    }

    private static RosterRead.Read Parse(byte[] bytes, string? charset = null, string? given = null) => RosterReader.Parse(
        new(RosterSource.Csv, null, bytes, charset),
        Reading.Terms(
            Reading.Http(new("https://registrar.example.edu/roster.csv"), RosterSource.Csv) with { Charset = given }))
        .ShouldBeOfType<RosterRead.Read>();
}
