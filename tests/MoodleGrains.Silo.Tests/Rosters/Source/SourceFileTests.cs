using MoodleGrains.Rosters;
using MoodleGrains.Silo.Rosters.Source;

namespace MoodleGrains.Silo.Tests.Rosters;

public sealed class SourceFileTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("roster-");

    private string Path => System.IO.Path.Combine(folder.FullName, "roster.json");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task The_sample_is_read()
    {
        var sample = System.IO.Path.Combine(AppContext.BaseDirectory, "Recorded/rosters/roster.json");

        var read = (await Reading.ReadAsync(Reading.File(sample))).ShouldBeOfType<RosterRead.Read>();

        read.Wanted.Courses.Count.ShouldBe(3);
        read.Body.ShouldSatisfyAllConditions(body => body.Format.ShouldBe("json"), body => body.Etag.ShouldBeNull());
        read.Body.Bytes.ShouldBe(await File.ReadAllBytesAsync(sample));
    }

    [Fact]
    public async Task A_missing_file_a_folder_and_an_empty_file_are_named()
    {
        (await Reading.FailureAsync(Reading.File(Path))).ShouldBe(
            $"{Path} is not there. Write the path of a file on the silo's machine that its user can see.");
        (await Reading.FailureAsync(Reading.File(folder.FullName))).ShouldBe(
            $"{folder.FullName} is a folder. Write the path of a file on the silo's machine.");
        await File.WriteAllTextAsync(Path, "");
        (await Reading.FailureAsync(Reading.File(Path))).ShouldBe(
            $"{Path} is empty. An empty roster is never applied; look at what writes it.");
    }

    [Fact]
    public async Task A_device_that_never_ends_is_not_read() =>
        (await Reading.FailureAsync(Reading.File("/dev/zero"))).ShouldBe(
            "/dev/zero is empty. An empty roster is never applied; look at what writes it.");

    [Fact]
    public async Task A_file_that_is_too_large_is_not_read_to_its_end()
    {
        await File.WriteAllTextAsync(Path, Reading.OneCourse);

        (await Reading.FailureAsync(Reading.File(Path, maxBytes: 10)))
            .ShouldBe($"{Path} is larger than 10 bytes. Raise source.maxBytes if the roster is meant to be so large.");
    }

    [Fact]
    public async Task What_a_file_holds_is_not_repeated_where_it_is_no_roster()
    {
        await File.WriteAllTextAsync(Path, "Password=s3cret\nroot:x:0:0\n");

        (await Reading.FailureAsync(Reading.File(Path))).ShouldBe(
            $"{Path} is not JSON (line 1, byte 1). Look at it there; a CSV needs source.format csv.");
        (await Reading.FailureAsync(Reading.File(Path, RosterSource.Csv)))
            .ShouldBe($"{Path} has no column course_shortname. The columns are course_shortname, course_name, username and role.");
    }
}
