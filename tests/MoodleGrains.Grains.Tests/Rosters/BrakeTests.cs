using MoodleGrains.Rosters;

namespace MoodleGrains.Grains.Tests.Rosters;

public sealed class BrakeTests
{
    private readonly Scenery scene = new() { Terms = Some.Terms with { Removal = RosterTerms.Remove, Gone = RosterTerms.Hide } };

    [Theory]
    [InlineData(30, 3, false)]
    [InlineData(29, 3, true)]
    [InlineData(4, 2, false)]
    public void More_than_ten_percent_and_at_least_three_of_a_course_wait(int people, int leaving, bool waits)
    {
        Course("C1", people);
        scene.Run(1);
        Keep(0, people - leaving);
        scene.Plan().Tripped.ShouldBe(waits
            ? [$"In 1 courses too many enrolments would be suspended or removed: name:C1 {leaving} of {people} (the brake: more than 10 % "
                + $"and at least 3 of a course's)."]
            : []);
    }

    [Theory]
    [InlineData(60, 50, 3, true)]
    [InlineData(49, 49, 2, false)]
    public void More_than_five_percent_and_at_least_fifty_of_all_wait(int courses, int leaving, int people, bool waits)
    {
        for (var i = 0; i < courses; i++)
        {
            Course($"C{i}", people);
        }

        scene.Run(1);
        for (var i = 0; i < leaving; i++)
        {
            Keep(i, people - 1);
        }

        scene.Plan().Tripped.ShouldBe(waits
            ? [$"{leaving} of {courses * people} enrolments would be suspended or removed (the brake: more than 5 % and at least 50)."]
            : []);
    }

    /// <summary>One byte of a file that was not UTF-8 had every course of a term renamed in the night, without a person.</summary>
    [Theory]
    [InlineData(29, 3, true)]
    [InlineData(30, 3, false)]
    [InlineData(3, 3, true)]
    [InlineData(2, 2, false)]
    public void More_than_ten_percent_and_at_least_three_courses_renamed_wait(int courses, int renamed, bool waits)
    {
        for (var i = 0; i < courses; i++)
        {
            Course($"C{i:00}", 1);
        }

        scene.Run(1);
        for (var i = 0; i < renamed; i++)
        {
            scene.Courses[i] = scene.Courses[i] with { Name = "Alg\u00c3\u00a8bre" };
        }

        scene.Plan().Tripped.ShouldBe(waits
            ? [$"3 of {courses} courses would be renamed: name:C00, name:C01, name:C02 (the brake: more than 10 % and at least 3)."]
            : []);
        scene.Terms = scene.Terms with { Brake = scene.Terms.Brake with { RenamePercent = 100, RenameCount = 1 } };
        scene.Plan().Tripped.ShouldBeEmpty();
    }

    [Fact]
    public void Courses_that_are_adopted_wholly_count_among_those_that_may_be_renamed()
    {
        scene.Terms = scene.Terms with { AdoptWholly = true };
        for (var i = 0; i < 40; i++)
        {
            scene.Moodle.Create($"C{i}", i < 4 ? "By hand" : $"The C{i}");
            scene.Wants($"C{i}");
        }

        scene.Plan().Tripped.ShouldBeEmpty();
        scene.Terms = scene.Terms with { Brake = scene.Terms.Brake with { RenamePercent = 9 } };
        scene.Plan().Tripped.Single()
            .ShouldStartWith("4 of 40 courses would be renamed: name:C0, name:C1, name:C2, name:C3 (the brake: more than 9 %");
    }

    [Fact]
    public void More_than_five_percent_and_at_least_three_courses_hidden_wait()
    {
        for (var i = 0; i < 10; i++)
        {
            Course($"C{i}", 1);
        }

        scene.Run(1);
        scene.Courses.RemoveRange(0, 3);
        scene.Plan().Tripped.ShouldBe(
            [
                "3 of 10 courses would be hidden (the brake: more than 5 % and at least 3).",
                "3 of 10 courses of the last roster are not listed any more: name:C0, name:C1, name:C2 (the brake: more than 5 % and at "
                    + "least 3).",
            ]);
        scene.Run(2);
        scene.Plan().Tripped.ShouldBeEmpty("the person who let it pass is not asked again");
    }

    [Fact]
    public void Roles_that_most_of_their_holders_would_lose_wait()
    {
        for (var i = 0; i < 3; i++)
        {
            scene.Users($"t{i}").Wants($"C{i}", Scenery.Member($"t{i}", "editingteacher"));
        }

        scene.Run(1);
        for (var i = 0; i < 3; i++)
        {
            scene.Courses[i] = scene.Courses[i] with { Members = [Scenery.Member($"t{i}")] };
        }

        scene.Plan().Tripped
            .ShouldBe(["3 of 3 who hold the role 3 by this roster would lose it (the brake: more than 10 % and at least 3)."]);
    }

    [Theory]
    [InlineData("2026-09-13", true)]
    [InlineData("2026-09-14", false)]
    [InlineData("2026-09-27", false)]
    [InlineData("2026-09-28", true)]
    public void It_can_be_raised_for_dated_weeks(string day, bool waits)
    {
        scene.Terms = scene.Terms with { Raised = [new("2026-09-14", "2026-09-27", new(60, 3, 60, 50, 60, 3, 60, 3))] };
        Course("C1", 10);
        scene.Run(1);
        Keep(0, 5);
        scene.Plan(DateOnly.Parse(day, null)).Tripped.Count.ShouldBe(waits ? 1 : 0);
    }

    private void Course(string name, int people)
    {
        var keys = Enumerable.Range(0, people).Select(i => $"{name}.{i}").ToArray();
        scene.Users(keys).Wants(name, [.. keys.Select(key => Scenery.Member(key))]);
    }

    private void Keep(int course, int people) =>
        scene.Courses[course] = scene.Courses[course] with { Members = [.. scene.Courses[course].Members.Take(people)] };
}
