using MoodleGrains.Courses;
using static MoodleGrains.Grains.Tests.Stamps;

namespace MoodleGrains.Grains.Tests.Courses;

public sealed class ParticipantsTests
{
    private const long Student = 5;
    private const long Teacher = 3;

    [Fact]
    public void A_poll_finds_whom_no_webhook_told_of_with_roles_in_one_event() => Given.No<Course>()
        .When(Poll(500, new Participant(4, true, [Student])))
        .Then(new UserEnrolled(4, 0, null, true, null, null, null, [Student], Polled(500)));

    [Fact]
    public void A_second_poll_that_says_the_same_says_nothing() => Given.No<Course>()
        .When(Poll(500, new Participant(4, true, [Student])), Poll(600, new Participant(4, true, [Student])))
        .ThenNothing();

    [Fact]
    public void Who_is_not_listed_is_not_enrolled() => Given.No<Course>()
        .When(Enrol(4, 27, 100), Poll(500))
        .Then(new UserUnenrolled(4, 0, true, Polled(500)));

    [Fact]
    public void Who_was_enrolled_after_the_poll_stays() => Given.No<Course>()
        .When(Enrol(4, 27, 600), Poll(500))
        .ThenNothing();

    [Fact]
    public void Who_was_unenrolled_after_the_poll_is_not_enrolled_again() => Given.No<Course>()
        .When(Enrol(4, 27, 100), End(4, 27, 600), Poll(500, new Participant(4, true, [])))
        .ThenNothing();

    [Fact]
    public void A_creation_told_before_a_poll_that_did_not_list_the_user_changes_nothing() => Given.No<Course>()
        .When(Poll(500, new Participant(9, true, [])), Enrol(4, 27, 100))
        .ThenNothing();

    [Fact]
    public void A_creation_that_comes_after_the_poll_names_the_enrolment_the_poll_found()
    {
        var scene = Given.No<Course>()
            .When(Poll(500, new Participant(4, false, [])), Enrol(4, 27, 100))
            .Then(new UserEnrolled(4, 27, "manual", false, 100, null, null, null, Created(100)));
        scene.Rows<EnrolmentRow>()["course-campus-1/4"].Active.ShouldBe(false, "the poll was later");
        scene.When(End(4, 27, 600)).Rows<EnrolmentRow>().ShouldBeEmpty();
    }

    [Fact]
    public void A_deletion_told_before_the_poll_that_found_the_user_takes_only_its_own_enrolment()
    {
        var scene = Given.No<Course>()
            .When(Poll(500, new Participant(4, true, [])), Enrol(4, 27, 100), End(4, 27, 200))
            .Then(new EnrolmentEnded(4, 27, true, Deleted(200)));
        scene.State.Participations[4].Enrolled.ShouldBeTrue();
        scene.When(Poll(700)).State.Participations.ShouldNotContain(p => p.Value.Enrolled);
    }

    [Fact]
    public void A_poll_that_cannot_tell_leaves_active_as_it_is() => Given.No<Course>()
        .When(Enrol(4, 27, 100), Poll(500, new Participant(4, null, [])))
        .ThenNothing();

    [Fact]
    public void Roles_that_the_poll_does_not_list_go_and_those_it_lists_come() => Given.No<Course>()
        .When(Enrol(4, 27, 100), Role(4, Student, 90, 100), Poll(500, new Participant(4, true, [Teacher])))
        .Then(new RoleAssigned(4, Teacher, 0, Polled(500)), new RoleUnassigned(4, Student, 0, Polled(500)));

    [Fact]
    public void A_role_taken_whose_assignment_was_never_told_is_the_one_the_poll_found() => Given.No<Course>()
        .When(Poll(500, new Participant(4, true, [Student])), Untake(4, Student, 90, 600))
        .Then(new RoleUnassigned(4, Student, 90, Deleted(600)))
        .When(Role(4, Student, 90, 100))
        .ThenNothing();

    [Fact]
    public void A_role_held_twice_is_held_until_both_are_taken() => Given.No<Course>()
        .When(Enrol(4, 27, 100), Role(4, Student, 90, 100), Role(4, Student, 91, 110), Untake(4, Student, 90, 200))
        .Then(new RoleAssignmentEnded(4, Student, 90, Deleted(200)))
        .When(Untake(4, Student, 91, 210))
        .Then(new RoleUnassigned(4, Student, 91, Deleted(210)));

    [Fact]
    public void A_role_told_before_the_enrolment_is_shown_with_it()
    {
        var rows = Given.No<Course>().When(Role(4, Student, 90, 100), Enrol(4, 27, 100)).Rows<EnrolmentRow>();
        rows["course-campus-1/4"].Roles.ShouldBe([Student]);
    }

    [Fact]
    public void Unenrolled_and_enrolled_again_within_a_second_keeps_the_new_role()
    {
        var scene = Given.No<Course>().When(
            Enrol(4, 27, 100), Role(4, Student, 90, 100), Untake(4, Student, 90, 200), End(4, 27, 200),
            Enrol(4, 28, 200), Role(4, Student, 91, 200));
        scene.Rows<EnrolmentRow>()["course-campus-1/4"].Roles.ShouldBe([Student]);
    }

    [Fact]
    public void Twenty_thousand_participants_are_weighed_in_one_pass()
    {
        var everybody = Poll(500, [.. Enumerable.Range(1, 20_000).Select(id => new Participant(id, true, [Student]))]);
        var scene = Given.No<Course>().When(everybody);
        scene.Events.Count.ShouldBe(20_000);

        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        scene.When(everybody with { Stamp = Polled(600) }).ThenNothing();
        System.Diagnostics.Stopwatch.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(2));
    }

    private static ObserveEnrolment Enrol(long user, long id, long told) =>
        new(user, id, EnrolmentChange.Created, "manual", true, told, null, null, null, Created(told));

    private static ObserveEnrolment End(long user, long id, long told) =>
        new(user, id, EnrolmentChange.Deleted, "manual", null, null, null, null, true, Deleted(told));

    private static ObserveRole Role(long user, long role, long id, long told) => new(user, role, id, true, Created(told));

    private static ObserveRole Untake(long user, long role, long id, long told) => new(user, role, id, false, Deleted(told));

    private static ObserveParticipants Poll(long told, params Participant[] found) => new(found, Polled(told));
}
