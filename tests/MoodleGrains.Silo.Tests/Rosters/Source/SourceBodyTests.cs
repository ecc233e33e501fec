using System.IO.Compression;
using System.Text;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.Rosters.Source;

namespace MoodleGrains.Silo.Tests.Rosters;

/// <summary>What cannot be believed as a whole is no roster. Where the bytes come from makes no difference.</summary>
public sealed class SourceBodyTests
{
    private const string Place = "https://registrar.example.edu/roster ";
    private const string Head = "course_shortname,course_name,username,role\n";

    [Theory]
    [InlineData("", "gave nothing. An empty roster is never applied; look into the registrar's system.")]
    [InlineData(" \r\n", "gave nothing. An empty roster is never applied; look into the registrar's system.")]
    [InlineData("[]", "lists no course. An empty roster is never applied; look into the registrar's system.")]
    [InlineData("{\"courses\":[]}", "lists no course. An empty roster is never applied; look into the registrar's system.")]
    [InlineData(
        "{\"error\":\"Dr. Ada is away\"}",
        "has no list of courses. It must be {\"courses\":[…]} or the bare list; look whether it is an error message of the "
            + "registrar's system.")]
    [InlineData(
        "{\"courses\":{}}",
        "has no list of courses. It must be {\"courses\":[…]} or the bare list; look whether it is an error message of the "
            + "registrar's system.")]
    [InlineData(
        "null", "has no list of courses. It must be {\"courses\":[…]} or the bare list; look whether it is an error message of the "
            + "registrar's system.")]
    [InlineData(
        "{\"courses\":[{\"short",
        "was cut off before its end. Run the roster again; if it stays, look into the registrar's system.")]
    [InlineData("{\"courses\":[{}]", "was cut off before its end. Run the roster again; if it stays, look into the registrar's system.")]
    [InlineData("[1,\n2,,3]", "is not JSON (line 2, byte 3). Look at it there; a CSV needs source.format csv.")]
    [InlineData("[1] [2]", "is not JSON (line 1, byte 5). Look at it there; a CSV needs source.format csv.")]
    [InlineData(
        "\n<html><body>Log in</body>",
        "gave a page of HTML, no roster. Often it is the page of a login or of a proxy: look at it in a browser, and correct address "
            + "or login.")]
    public void A_document_that_is_no_roster_is_told_with_the_remedy(string text, string told) =>
        Reading.Failure(text, RosterSource.Json).ShouldBe(Place + told);

    [Fact]
    public void JSON_that_is_nested_without_end_is_refused() =>
        Reading.Failure(string.Concat(Enumerable.Repeat("[", 100_000)), RosterSource.Json)
            .ShouldBe(Place + "is not JSON (line 1, byte 33). Look at it there; a CSV needs source.format csv.");

    [Fact]
    public void A_field_whose_name_is_no_text_is_refused() =>
        Reading.Failure("""[{"\ud800\ud800":1}]""", RosterSource.Json)
            .ShouldBe(Place + "has a field whose name is no text. Let the registrar's system escape it rightly.");

    [Fact]
    public void JSON_in_another_encoding_is_refused() =>
        Reading.Failure(Encoding.Latin1.GetBytes("[{\"shortname\":\"Año\"}]"), RosterSource.Json)
            .ShouldBe(Place + "is read as UTF-8, as JSON has to be, and line 1 holds bytes that are none (1 places in all). Let the "
                + "registrar's system write UTF-8.");

    [Theory]
    [InlineData(
        "course_shortname,course_name,role\nA,Alpha,student\n",
        "has no column username. The columns are course_shortname, course_name, username and role.")]
    [InlineData(
        "course_shortname,course_name,username\nA,Alpha,ada\n",
        "has no column role. The columns are course_shortname, course_name, username and role.")]
    [InlineData(
        "username,course_shortname,course_name,username,role\n",
        "has the column username more than once. The columns are course_shortname, course_name, username and role.")]
    [InlineData(Head, "lists no course. An empty roster is never applied; look into the registrar's system.")]
    [InlineData(
        Head + "A,Alpha,\"ada,student\nB,Beta,bob,student\n",
        "is no CSV from line 2 on: a double quote is never closed, or stands inside a field. "
            + "Put such a field into double quotes, and double those inside it; or the end of it is missing.")]
    [InlineData(
        Head + "A,Alpha,ada,student\nB,The \"best\" one,bob,student\n",
        "is no CSV from line 3 on: a double quote is never closed, or stands inside a field. "
            + "Put such a field into double quotes, and double those inside it; or the end of it is missing.")]
    [InlineData(
        "<html></html>",
        "gave a page of HTML, no roster. Often it is the page of a login or of a proxy: look at it in a browser, and correct address "
            + "or login.")]
    public void A_table_that_is_no_roster_is_told_with_the_remedy(string text, string told)
        => Reading.Failure(text, RosterSource.Csv).ShouldBe(Place + told);

    [Fact]
    public void A_table_in_UTF_16_is_refused() =>
        Reading.Failure(Encoding.Unicode.GetBytes(Head + "A,Alpha,ada,student\n"), RosterSource.Csv)
            .ShouldBe(Place + "is no CSV in UTF-8 or Windows-1252. Save it as 'CSV UTF-8'.");

    [Theory]
    [InlineData(",")]
    [InlineData(";")]
    public void Lines_are_read_with_either_separator_whatever_the_order_and_case_of_the_head(string separator)
    {
        string[] table =
        [
            "\"Role\"|USERNAME|more|Course_Name|course_shortname", "student|0042|x|\"Año; 1, \"\"x\"\"\ny\"|007",
            "", "|bob||Beta|B", "teacher",
        ];

        CsvLines.Read(string.Join("\r\n", table).Replace("|", separator, StringComparison.Ordinal), "here", ["more"]).Lines.ShouldBe(
        [
            new(2, "007", "Año; 1, \"x\"\ny", "0042", "student"),
            new(5, "B", "Beta", "bob", ""),
            new(6, null, null, null, "teacher"),
        ]);
    }

    [Theory]
    [InlineData(RosterSource.Json, Reading.OneCourse)]
    [InlineData(RosterSource.Csv, Head + "A1,Alpha,ada,")]
    public void A_byte_order_mark_is_passed_over(string format, string text)
    {
        byte[] marked = [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)];

        var read = RosterReader.Parse(new(format, null, marked), Reading.Terms(Reading.Http(new("https://x.example"), format)))
            .ShouldBeOfType<RosterRead.Read>();

        read.Wanted.Courses.ShouldHaveSingleItem().ShortName.ShouldBe("A1");
        read.Wanted.Courses[0].Members.ShouldHaveSingleItem().Key.ShouldBe("ada");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public void A_packed_body_that_was_cut_is_found(string packing)
    {
        var rows = string.Concat(Enumerable.Range(0, 20_000).Select(n => $"A,Alpha,user{n * 7919 % 10_007},student\n"));
        using var packed = new MemoryStream();
        using (Stream packer = packing == "br"
            ? new BrotliStream(packed, CompressionLevel.Fastest)
            : new GZipStream(packed, CompressionLevel.Fastest))
        {
            packer.Write(Encoding.UTF8.GetBytes(Head + rows));
        }

        var whole = packed.ToArray();
        foreach (var cut in new[] { 1, 9, 100, whole.Length / 2, whole.Length - 5 })
        {
            Should.Throw<SourceFailedException>(
                () => Unpacking.Unpack(whole[..^cut], [packing], "here", long.MaxValue),
                $"{cut} bytes less").Message
                .ShouldBe("here was cut off before its end. Run the roster again; if it stays, look into the registrar's system.");
        }

        Encoding.UTF8.GetString(Unpacking.Unpack(whole, [packing], "here", long.MaxValue)).ShouldBe(Head + rows);
    }

    [Fact]
    public void Gzip_of_several_members_is_read_whole_and_each_of_them_is_looked_at()
    {
        byte[] members = [.. Packed("[1,"), .. Packed(""), .. Packed("2]")];

        Encoding.UTF8.GetString(Unpacking.Unpack(members, ["gzip"], "here", 1000)).ShouldBe("[1,2]");
        Encoding.UTF8.GetString(Unpacking.Unpack([.. members, 0, 0, 0], ["gzip"], "here", 1000))
            .ShouldBe("[1,2]", "some fill blocks up with zeros");
        for (var cut = 1; cut < Packed("2]").Length - 1; cut++)
        {
            Should.Throw<SourceFailedException>(() => Unpacking.Unpack(members[..^cut], ["gzip"], "here", 1000), $"{cut} bytes less")
                .Message
                .ShouldStartWith("here was cut off before its end.");
        }

        var damaged = members.ToArray();
        damaged[^6] ^= 1;
        Should.Throw<SourceFailedException>(() => Unpacking.Unpack(damaged, ["gzip"], "here", 1000)).Message
            .ShouldStartWith("here cannot be unpacked.");
        Should.Throw<SourceFailedException>(() => Unpacking.Unpack(members, ["gzip"], "here", 4)).Message
            .ShouldStartWith("here is larger than 4 bytes.");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public void Bytes_behind_a_packed_body_are_told(string packing)
    {
        byte[] packed = [.. Packed("[1]", packing), .. "<br>"u8];

        Should.Throw<SourceFailedException>(() => Unpacking.Unpack(packed, [packing], "here", 1000)).Message
            .ShouldStartWith("here goes on behind its packed part with bytes that are none.");
    }

    [Fact]
    public void Deflate_is_read_with_and_without_what_zlib_puts_around_it_and_packings_are_taken_off_in_their_order()
    {
        using var bare = new MemoryStream();
        using (var packer = new DeflateStream(bare, CompressionLevel.Fastest))
        {
            packer.Write("[1]"u8);
        }

        Encoding.UTF8.GetString(Unpacking.Unpack(bare.ToArray(), ["deflate"], "here", 1000)).ShouldBe("[1]");
        Encoding.UTF8.GetString(Unpacking.Unpack(Packed("[1]", "deflate"), ["Deflate"], "here", 1000)).ShouldBe("[1]");
        Should.Throw<SourceFailedException>(() => Unpacking.Unpack(Packed("[1]", "deflate")[..^3], ["deflate"], "here", 1000)).Message
            .ShouldContain("cut off");
        Encoding.UTF8.GetString(Unpacking.Unpack(Packed(Packed("[1]", "deflate"), "gzip"), ["deflate", "identity", "x-gzip"], "here", 1000))
            .ShouldBe("[1]");
    }

    [Fact]
    public void What_was_not_asked_for_or_is_damaged_is_refused()
    {
        byte[] noise = [.. Enumerable.Range(0, 200).Select(n => (byte)(n * 37))];
        Should.Throw<SourceFailedException>(() => Unpacking.Unpack(noise, ["zstd"], "here", 1000)).Message
            .ShouldBe("here is packed in a way that was not asked for. Let the registrar's system send it plain, or as gzip.");
        Should.Throw<SourceFailedException>(() => Unpacking.Unpack(noise, ["gzip"], "here", 1000)).Message
            .ShouldBe("here cannot be unpacked. Run the roster again; if it stays, let the registrar's system send it plain.");
    }

    private static byte[] Packed(string text, string packing = "gzip") => Packed(Encoding.UTF8.GetBytes(text), packing);

    private static byte[] Packed(byte[] bytes, string packing)
    {
        using var packed = new MemoryStream();
        using (Stream packer = packing switch
        {
            "br" => new BrotliStream(packed, CompressionLevel.Fastest),
            "deflate" => new ZLibStream(packed, CompressionLevel.Fastest),
            _ => new GZipStream(packed, CompressionLevel.Fastest),
        })
        {
            packer.Write(bytes);
        }

        return packed.ToArray();
    }
}
