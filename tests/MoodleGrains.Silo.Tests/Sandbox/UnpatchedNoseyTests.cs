using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Plugins;
using MoodleGrains.Sandbox.Scenarios;

namespace MoodleGrains.Silo.Tests.Sandbox;

/// <summary>As recorded in nine calls: three enrolled, unenrolment and category roll back, each failing deletion loses one.</summary>
public sealed class UnpatchedNoseyTests
{
    private readonly University moodle = new ExampleAcademy().University;
    private readonly long category;
    private readonly long course;

    public UnpatchedNoseyTests()
    {
        moodle.NoseyUnpatched = true;
        category = moodle.CreateCategory("Loss check");
        course = moodle.CreateCourse(new() { FullName = "Loss check course", ShortName = "LOSS-1", CategoryId = category });
        moodle.Enrol(course, 4);
        moodle.Enrol(course, 5);
        moodle.Enrol(course, 6);
        moodle.TakeEvents();
    }

    private IEnumerable<long> Enrolled => moodle.Enrolments.Where(e => e.CourseId == course).Select(e => e.UserId);

    [Fact]
    public void Unenrolling_and_deleting_the_category_fail_and_lose_nobody()
    {
        Should.Throw<MoodleFaultException>(() => moodle.Unenrol(course, 4));
        Should.Throw<MoodleFaultException>(() => moodle.DeleteCategory(category));

        Enrolled.ShouldBe([4, 5, 6]);
        moodle.TakeEvents().ShouldBeEmpty();
    }

    [Fact]
    public void Each_failing_deletion_of_the_course_loses_one_enrolment_without_a_word_until_it_succeeds()
    {
        foreach (var left in (long[][])[[5, 6], [6], []])
        {
            Should.Throw<MoodleFaultException>(() => moodle.DeleteCourse(course));
            Enrolled.ShouldBe(left);
            moodle.TakeEvents().ShouldBeEmpty();
        }

        moodle.DeleteCourse(course);

        var nosey = new Nosey(moodle);
        var sent = moodle.TakeEvents().Where(e => nosey.Post(e) is not null);
        sent.ShouldHaveSingleItem().EventName.ShouldBe(@"\core\event\course_deleted");
    }
}
