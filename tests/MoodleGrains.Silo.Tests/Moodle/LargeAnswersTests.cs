using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Tests.Moodle;

/// <summary>Answers that are too large to be held: told as such, and long lists asked for in smaller parts.</summary>
public sealed class LargeAnswersTests
{
    private const int MegaByte = 1024 * 1024;
    private static readonly CancellationToken Go = CancellationToken.None;

    [Fact]
    public async Task An_answer_larger_than_the_limit_is_no_longer_read_and_names_the_setting()
    {
        var replies = new Replies((_, _) => Replies.Json($"[{new string(' ', 2 * MegaByte)}]"));

        var fault = await Campus.Fault(() => Site(replies).CategoriesAsync(Go));

        fault.Kind.ShouldBe(FaultKind.AnswerTooLarge);
        fault.ToString().ShouldContain("core_course_get_categories");
        fault.Remedy.ShouldContain("Sites:campus:Calls:LargestAnswer");
        replies.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Users_whose_answer_is_too_large_are_asked_for_in_halves_and_each_is_read_once()
    {
        var replies = new Replies((sent, _) => Replies.Json(List(
            sent.Fields.Where(field => field.Key.StartsWith("values[", StringComparison.Ordinal))
                .Select(field => long.Parse(field.Value)), 10_000)));

        var read = await Site(replies).UsersByIdAsync([.. Enumerable.Range(1, 600).Select(id => (long)id)], Go);

        read.Users.Select(user => user.Id).ShouldBe(Enumerable.Range(1, 600).Select(id => (long)id));
        replies.Sent.Count.ShouldBeLessThan(20);
    }

    [Fact]
    public async Task Participants_are_read_in_pages_and_who_is_hidden_from_the_token_does_not_end_them()
    {
        // Moodle leaves out of a page whom the account may not see: of the first 500 it shows one.
        var replies = new Replies((sent, _) => Replies.Json(sent.Fields["options[0][value]"] switch
        {
            "0" => List([7], 0),
            "500" => List(Enumerable.Range(501, 100).Select(id => (long)id), 0),
            _ => "[]",
        }));

        var read = await Site(replies).EnrolledUsersAsync(6, courseVisible: true, known: 101, Go);

        read.Users.Count.ShouldBe(101);
        replies.Sent.Count.ShouldBe(2);
        replies.Sent.ShouldAllBe(sent => sent.Fields["options[1][name]"] == "limitnumber" && sent.Fields["options[1][value]"] == "500");
    }

    [Fact]
    public async Task Courses_that_are_too_many_for_one_answer_are_read_category_by_category_from_then_on()
    {
        var replies = new Replies((sent, _) => Replies.Json(sent.Function switch
        {
            MoodleFunctions.Courses => List([2, 3], MegaByte),
            MoodleFunctions.Categories =>
                """
                [{"id":1,"parent":0,"coursecount":1},{"id":4,"parent":1,"coursecount":1},{"id":5,"parent":1,"coursecount":0}]
                """,
            _ => $$"""{"courses":{{List([sent.Fields["value"] == "1" ? 2 : 3], 10)}},"warnings":[]}""",
        }));
        var site = Site(replies);

        (await site.CoursesAsync(Go)).Courses.Select(course => course.Id).ShouldBe([2, 3]);
        await site.CoursesAsync(Go);

        replies.Sent.Count(sent => sent.Function == MoodleFunctions.Courses).ShouldBe(1);
        replies.Sent.Where(sent => sent.Function == MoodleFunctions.CoursesByField).Select(sent => sent.Fields["value"])
            .ShouldBe(["1", "4", "1", "4"]);
    }

    private static string List(IEnumerable<long> ids, int padding) =>
        $"[{string.Join(',', ids.Select(id => $$"""{"id":{{id}},"fullname":"{{new string('x', padding)}}","roles":[]}"""))}]";

    private static MoodleSite Site(Replies replies) => Campus.Site(
        new()
        {
            Slug = "campus",
            Url = "https://moodle.example.org",
            Token = Campus.Token,
            Rate = 0,
            LargestAnswer = MegaByte,
            Timeout = TimeSpan.FromHours(2)
        },
        replies);
}
