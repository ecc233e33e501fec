using MoodleGrains.Categories;
using MoodleGrains.Convergence;
using MoodleGrains.Courses;
using MoodleGrains.Silo.Inbox;
using MoodleGrains.Silo.Inbox.Translation;

namespace MoodleGrains.Silo.Tests;

/// <summary>The customer's own sample bodies, from an older Moodle.</summary>
public sealed class SamplesTests
{
    [Fact]
    public void The_sample_of_an_updated_course_is_told_in_full_but_for_its_end_which_that_moodle_did_not_have()
    {
        var (grain, course) = DeliveryTranslator.Read(Recorded.Sample("nosey-course_updated.json")).Only<ObserveCourse>();

        grain.Value.ShouldBe("course-campus-41");
        course.Stamp.ShouldBe(new FieldVersion(1462786276, 1462786276, SourcePrecedence.Updated));
        course.Fields.Summary!.Value.Value.ShouldStartWith("<div style=\"float: right; width: 130px; text-align: center;\"><img src=");
        (course.Fields with { Summary = null }).ShouldBe(new CourseFields
        {
            ShortName = "CPR",
            FullName = "Cardiopulmonary Resuscitation",
            IdNumber = "",
            CategoryId = 1,
            Visible = true,
            Format = "grid",
            Language = "",
            StartsAt = 1388494800,
            EndsAt = null,
            CreatedAt = 1266877154,
        });
    }

    [Fact]
    public void The_sample_of_an_updated_category_is_told_in_full() =>
        DeliveryTranslator.Read(Recorded.Sample("nosey-course_category_updated.json")).Only<ObserveCategory>().ShouldBe((
            new StreamKey("category-campus-20"),
            new ObserveCategory(
                (Observed<string>)"Spoopy!",
                (Observed<string>)"r2d2",
                0,
                (Observed<string>)"<p>bleep bloop</p>",
                true,
                new FieldVersion(1462794641, 1462794641, SourcePrecedence.Updated))));

    [Fact]
    public void The_sample_of_a_deleted_category_has_no_row() =>
        DeliveryTranslator.Read(Recorded.Sample("nosey-course_category_deleted.json")).Only<ObserveCategoryDeleted>().ShouldBe((
            new StreamKey("category-campus-20"), new ObserveCategoryDeleted(new FieldVersion(null, 1462794769, SourcePrecedence.Deleted))));
}
