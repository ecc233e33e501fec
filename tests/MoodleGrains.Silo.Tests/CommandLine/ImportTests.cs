using System.Text;
using System.Text.Json;
using MoodleGrains.Silo.CommandLine.Import;
using MoodleGrains.Silo.PrivatePostgres;
using MoodleGrains.Silo.Tests.PrivatePostgres;

namespace MoodleGrains.Silo.Tests.CommandLine;

public sealed class ImportTests : IDisposable
{
    private readonly string _folder = TestFolder.Make();
    private readonly List<string> _stored = [];

    public void Dispose() => TestFolder.Remove(_folder);

    [Fact]
    public async Task A_folder_is_taken_in_name_order_and_counted()
    {
        Write("002.json", """{"n":2}""");
        Write("010.json", """{"n":10}""");
        Write("001.json", """{"n":1}""");
        Write("011.json", """{"n":1}""");
        Write("012.json", """{"n":"viewed"}""");
        Write("notes.txt", "no body");

        var told = await Import(_folder);

        _stored.ShouldBe(["""{"n":1}""", """{"n":2}""", """{"n":10}"""]);
        told.Lines[^1].ShouldBe("3 accepted, 1 duplicate, 1 of kinds not kept, 0 rejected.");
        told.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task An_ndjson_file_is_taken_in_line_order_however_its_lines_end()
    {
        var path = Write("history.ndjson", "\uFEFF{\"n\":1}\r\n\n{\"n\":\"é\"}\n{\"n\":\"bad\"}\n{\"n\":3}");

        var told = await Import(path);

        _stored.Select(body => body.TrimEnd('\r')).ShouldBe(["""{"n":1}""", """{"n":"é"}""", """{"n":3}"""]);
        told.Error.Trim().ShouldBe("history.ndjson line 4: event.timecreated: it is missing.");
        told.ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task Bodies_keep_their_bytes_and_order_across_many_commits()
    {
        var lines = Enumerable.Range(0, 5000).Select(n => $$"""{"n":{{n}},"text":"{{new string('ü', n % 300)}}"}""").ToArray();
        var path = Write("many.ndjson", string.Join('\n', lines) + "\n");

        await Import(path);

        _stored.ShouldBe(lines);
    }

    [Fact]
    public async Task A_recording_that_holds_the_body_as_text_is_opened()
    {
        const string body = """{"event":{"eventname":"\\core\\event\\course_created"},"record":{"fullname":"\u2728 \"x\""}}""";
        Write("001.json", JsonSerializer.Serialize(
            new { plugin = "patched", headers = new[] { new[] { "Host", "x" } }, rawBody = body, body = 1 }));

        await Import(_folder);

        _stored.ShouldBe([body]);
    }

    [Theory]
    [InlineData("""{"rawBody":7}""")]
    [InlineData("""{"a":{"rawBody":"inner"}}""")]
    [InlineData("""["rawBody"]""")]
    [InlineData("{\"rawBody\":\"\\ud800\"}")]
    [InlineData("no json")]
    [InlineData("")]
    public void What_is_no_recording_goes_to_the_reader_as_it_is(string text) =>
        Encoding.UTF8.GetString(RecordedWrapper.Unwrap(Encoding.UTF8.GetBytes(text)).Span).ShouldBe(text);

    [Fact]
    public async Task Of_many_rejected_the_first_are_named_and_the_rest_counted()
    {
        var path = Write("bad.ndjson", string.Concat(Enumerable.Repeat("{\"n\":\"bad\"}\n", 25)));

        var told = await Import(path);

        told.Error.ShouldContain("bad.ndjson line 20: ");
        told.Error.ShouldNotContain("bad.ndjson line 21: ");
        told.Error.ShouldContain("and 5 more.");
    }

    [Fact]
    public async Task What_cannot_be_imported_is_refused_before_anything_is_stored()
    {
        await Refuses(Import(Path.Combine(_folder, "absent")), "absent");
        await Refuses(Import(_folder), ".json");
        await Refuses(Import(Write("a.txt", "x")), "a.txt");
        await Refuses(Import(_folder, "Campus-1"), "Campus-1");
        _stored.ShouldBeEmpty();

        static async Task Refuses(Task<Told> importing, string why)
        {
            var told = await importing;
            told.ExitCode.ShouldBe(2);
            told.Error.Trim().Split('\n').ShouldHaveSingleItem().ShouldContain(why);
        }
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    private async Task<Told> Import(string path, string site = "campus")
    {
        await using var silo = await ImportingSilo.Start(_stored);
        return await Told.ByRunning(new FakeParts { Other = silo.Access }, "import", path, "--site", site);
    }
}
