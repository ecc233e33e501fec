using System.Net;
using MoodleGrains.Categories;
using MoodleGrains.Conferences;
using MoodleGrains.Convergence;
using MoodleGrains.Courses;

namespace MoodleGrains.ClientApi.Tests.Api;

[Collection(CampusTests.Name)]
public sealed class PastTests(Campus campus)
{
    private static readonly DateTimeOffset first = new(2026, 11, 20, 10, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset second = first.AddHours(1);
    private static readonly DateTimeOffset third = first.AddHours(2);

    /// <summary>A stream of a build that took any number for a time: the conversion threw, and the address answered 500.</summary>
    [Fact]
    public async Task A_time_that_no_calendar_can_hold_is_shown_as_none()
    {
        var course = StreamKey.For(Course.Kind, "campus", 6009);
        Tell<Course>(course, first, new ObserveCourse(
            new()
            {
                FullName = "Absurd",
                StartsAt = 999_999_999_999_999,
                EndsAt = -5,
                CreatedAt = long.MaxValue
            }, new(long.MaxValue, first.ToUnixTimeSeconds(), SourcePrecedence.Updated)));
        Tell<Course>(course, first, new ObserveEnrolment(
            6,
            61,
            EnrolmentChange.Created,
            "manual",
            true,
            long.MinValue,
            0,
            0,
            null,
            At(first, SourcePrecedence.Created)));

        var shown = await Json("courses/6009", first);

        foreach (var field in new[] { "startsAt", "endsAt", "createdAt" }) shown[field].ShouldBeNull(field);
        shown["enrolments"]![0]!["since"].ShouldBeNull();
    }

    [Fact]
    public async Task A_course_is_shown_with_its_enrolments_as_it_was_committed_at_an_instant()
    {
        var course = StreamKey.For(Course.Kind, "campus", 6001);
        Tell<Course>(course, first, new ObserveCourse(
            new()
            {
                ShortName = "ALG",
                FullName = "Algebra",
                Visible = true,
                StartsAt = 1790812800,
                EndsAt = 0
            }, At(first, SourcePrecedence.Created)));
        Tell<Course>(course, first, new ObserveEnrolment(
            6,
            61,
            EnrolmentChange.Created,
            "manual",
            true,
            1790812800,
            0,
            0,
            null,
            At(first, SourcePrecedence.Created)));
        Tell<Course>(course, second, new ObserveCourse(new() { FullName = "Linear algebra" }, At(second, SourcePrecedence.Updated)));
        Tell<Course>(
            course,
            second,
            new ObserveEnrolment(5, 62, EnrolmentChange.Created, null, null, null, null, null, null, At(second, SourcePrecedence.Created)));
        Tell<Course>(course, third, new ObserveCourseDeleted(At(third, SourcePrecedence.Deleted)));

        await Problem("courses/6001", first.AddSeconds(-1));
        (await Json("courses/6001", first)).ShouldBeJson("""
            {"site":"campus","id":6001,"shortName":"ALG","fullName":"Algebra","idNumber":null,"categoryId":null,"summary":null,"visible":true,
             "format":null,"language":null,"startsAt":"2026-10-01T00:00:00Z","endsAt":null,"createdAt":null,"modifiedAt":"2026-11-20T10:00:00Z","deletedAt":null,
             "enrolled":1,"enrolments":[{"userId":6,"roles":[],"active":true,"method":"manual","since":"2026-10-01T00:00:00Z"}]}
            """);
        var later = await Json("courses/6001", third.AddSeconds(-1));
        later["fullName"]!.GetValue<string>().ShouldBe("Linear algebra");
        later["enrolments"]!.AsArray().Select(one => (long)one!["userId"]!).ShouldBe([5, 6]);
        var deleted = await Json("courses/6001", third);
        deleted["deletedAt"]!.GetValue<string>().ShouldBe("2026-11-20T12:00:00Z");
        deleted["enrolments"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_category_is_shown_as_it_was_committed_at_an_instant()
    {
        var category = StreamKey.For(Category.Kind, "campus", 6002);
        Tell<Category>(category, first, new ObserveCategory("Sciences", "", 0, "", true, At(first, SourcePrecedence.Created)));
        Tell<Category>(category, second, new ObserveCategory("Arts", null, 3, null, null, At(second, SourcePrecedence.Updated)));

        await Problem("categories/6002", first.AddSeconds(-1));
        (await Json("categories/6002", first)).ShouldBeJson("""
            {"site":"campus","id":6002,"name":"Sciences","idNumber":"","parentId":0,"description":"","visible":true,"courseCount":null,
             "modifiedAt":"2026-11-20T10:00:00Z","deletedAt":null}
            """);
        (await Json("categories/6002", second))["name"]!.GetValue<string>().ShouldBe("Arts");
    }

    [Fact]
    public async Task A_conference_is_shown_as_it_was_committed_and_as_the_clock_stood_at_an_instant()
    {
        var conference = StreamKey.For(Conference.Kind, "campus", 6003);
        var course = StreamKey.For(Course.Kind, "campus", 6004);
        Tell<Course>(course, first, new ObserveCourse(new() { ShortName = "ALG" }, At(first, SourcePrecedence.Created)));
        Tell<Conference>(conference, first, new ObserveConference(
            "bigbluebuttonbn", 7, 6004, "Week 1", second.ToUnixTimeSeconds(), third
                .ToUnixTimeSeconds(), true, "https://campus.example/mod/bigbluebuttonbn/view.php?id=6003",
            At(first, SourcePrecedence.Created)));
        Tell<Course>(course, third.AddDays(1), new ObserveCourseDeleted(At(third.AddDays(1), SourcePrecedence.Deleted)));

        await Problem("conferences/6003", first.AddSeconds(-1));
        (await Json("conferences/6003", first)).ShouldBeJson("""
            {"site":"campus","id":6003,"module":"bigbluebuttonbn","instanceId":7,"courseModuleId":6003,"courseId":6004,"name":"Week 1",
             "startsAt":"2026-11-20T11:00:00Z","endsAt":"2026-11-20T12:00:00Z","visible":true,"seriesId":null,"recurring":false,"status":"scheduled","joinUrl":"https://campus.example/mod/bigbluebuttonbn/view.php?id=6003"}
            """);
        foreach (var (at, status) in new[] { (second, "open"), (third, "ended"), (third.AddDays(1), "cancelled") })
        {
            (await Json("conferences/6003", at))["status"]!.GetValue<string>().ShouldBe(status);
        }
    }

    private static FieldVersion At(DateTimeOffset at, SourcePrecedence rank) => new(null, at.ToUnixTimeSeconds(), rank);

    private void Tell<TGrain>(StreamKey grain, DateTimeOffset at, ICommand command)
        where TGrain : class, IAggregate<TGrain> => campus.Streams.Tell<TGrain>(grain, at, command);

    private Task<System.Text.Json.Nodes.JsonNode> Json(string what, DateTimeOffset at) =>
        campus.Api.Client.Json($"/api/v1/sites/campus/{what}?at={at:yyyy-MM-ddTHH:mm:ssZ}");

    private async Task Problem(string what, DateTimeOffset at) =>
        (await campus.Api.Client.Problem($"/api/v1/sites/campus/{what}?at={at:yyyy-MM-ddTHH:mm:ssZ}", HttpStatusCode.NotFound))["detail"]!
            .GetValue<string>().ShouldContain("at that time");
}
