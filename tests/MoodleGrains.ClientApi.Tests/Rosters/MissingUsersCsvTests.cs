using System.Text;
using MoodleGrains.ClientApi.Rosters;

namespace MoodleGrains.ClientApi.Tests.Rosters;

public sealed class MissingUsersCsvTests
{
    private const string Head = "username,course_shortname,course_name,role\r\n";

    [Fact]
    public void Nobody_missing_is_the_head_alone() => Plain([]).ShouldBe(Head);

    [Fact]
    public void Values_with_separators_quotes_and_lines_are_quoted_and_quotes_doubled() =>
        Plain([new("0074", "phy,1", "Physics \"I\"", "student"), new("üser", "a", "two\r\nlines", "a;b")]).ShouldBe(
            Head + "0074,\"phy,1\",\"Physics \"\"I\"\"\",student\r\n" + "üser,a,\"two\r\nlines\",a;b\r\n");

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+1")]
    [InlineData("-1")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    [InlineData("\r=1")]
    public void What_a_spreadsheet_would_calculate_is_text(string value) =>
        Plain([new(value, "a", value, "student")]).ShouldBe($"{Head}\"'{value}\",a,\"'{value}\",student\r\n");

    [Fact]
    public void Only_the_beginning_makes_a_formula() => Plain([new("a=1", "b-2", "c@d", "e+f")]).ShouldBe($"{Head}a=1,b-2,c@d,e+f\r\n");

    [Fact]
    public void Without_the_wish_there_is_no_byte_order_mark() => MissingUsersCsv.Write([])[0].ShouldBe((byte)'u');

    [Fact]
    public void On_request_there_is_a_byte_order_mark_and_semicolons()
    {
        var bytes = MissingUsersCsv.Write([new("0074", "a;b", "c,d", "=x")], excel: true);

        bytes[..3].ShouldBe(Encoding.UTF8.GetPreamble());
        Encoding.UTF8.GetString(bytes[3..]).ShouldBe("username;course_shortname;course_name;role\r\n0074;\"a;b\";c,d;\"'=x\"\r\n");
    }

    private static string Plain(IReadOnlyList<MoodleGrains.Rosters.MissingUser> missing)
        => Encoding.UTF8.GetString(MissingUsersCsv.Write(missing));
}
