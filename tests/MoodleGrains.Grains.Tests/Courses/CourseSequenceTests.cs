using MoodleGrains.Convergence;
using MoodleGrains.Courses;
using static MoodleGrains.Grains.Tests.Stamps;

namespace MoodleGrains.Grains.Tests.Courses;

/// <summary>
/// Calendars add a course's sequence to its conferences' own: it must rise with all that they show of the course, and with nothing else.
/// </summary>
public sealed class CourseSequenceTests
{
    [Fact]
    public void The_sequence_rises_with_name_visibility_and_deletion_and_with_nothing_else()
    {
        var scene = Given.No<Course>();

        Rise(scene, new() { FullName = "Biology", ShortName = "BIO" }, 100).ShouldBe((1, 100));
        Rise(scene, new() { FullName = "Biology", ShortName = "BIO" }, 110).ShouldBe((1, 100));
        Rise(scene, new() { ShortName = "BIO1", Summary = "…", CategoryId = 3, StartsAt = 7 }, 120).ShouldBe((1, 100));
        Rise(scene, new() { FullName = "Biology I" }, 130).ShouldBe((2, 130));
        Rise(scene, new() { Visible = false }, 140).ShouldBe((3, 140));
        Rise(scene, new() { Visible = true }, 150).ShouldBe((4, 150));
        Row(scene.When(new ObserveCourseDeleted(Deleted(145)))).ShouldBe((5, 150), "what is told later may have happened earlier");
    }

    private static (long Sequence, long? ChangedAt) Rise(Scene<Course> scene, CourseFields fields, long told) =>
        Row(scene.When(new ObserveCourse(fields, Updated(told))));

    private static (long Sequence, long? ChangedAt) Row(Scene<Course> scene)
    {
        var row = scene.Rows<CourseRow>().Values.Single();
        return (row.Sequence, row.ChangedAt);
    }
}
