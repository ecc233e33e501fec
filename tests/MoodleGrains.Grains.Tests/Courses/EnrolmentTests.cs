using MoodleGrains.Courses;
using static MoodleGrains.Grains.Tests.Stamps;

namespace MoodleGrains.Grains.Tests.Courses;

public sealed class EnrolmentTests
{
    private const string Ann = "course-campus-1/4";

    [Fact]
    public void Enrolling_tells_method_and_window() => Given.No<Course>()
        .When(Enrol(27, 100))
        .Then(new UserEnrolled(4, 27, "manual", true, 100, 0, 900, null, Created(100)));

    [Fact]
    public void A_doubled_webhook_enrols_once() => Given.No<Course>().When(Enrol(27, 100), Enrol(27, 100)).ThenNothing();

    [Fact]
    public void Unenrolling_takes_the_row_away() =>
        Given.No<Course>().When(Enrol(27, 100), End(27, 200, last: true))
            .Then(new UserUnenrolled(4, 27, true, Deleted(200)))
            .Rows<EnrolmentRow>().ShouldBeEmpty();

    [Fact]
    public void A_deletion_is_final_even_if_the_creation_arrives_later() => Given.No<Course>()
        .When(End(27, 200, last: null))
        .Then(new EnrolmentEnded(4, 27, null, Deleted(200)))
        .When(Enrol(27, 300))
        .ThenNothing();

    [Fact]
    public void One_of_two_enrolments_gone_leaves_the_user_enrolled()
    {
        var scene = Given.No<Course>()
            .When(Enrol(27, 100), Enrol(28, 150, active: false), End(27, 200, last: false))
            .Then(new EnrolmentEnded(4, 27, false, Deleted(200)));
        scene.Rows<EnrolmentRow>()[Ann].Active.ShouldBe(false);
    }

    [Fact]
    public void If_others_are_left_that_nobody_told_of_the_user_stays_enrolled()
    {
        var scene = Given.No<Course>().When(Enrol(27, 100), End(27, 200, last: false));
        scene.Rows<EnrolmentRow>()[Ann].Active.ShouldBeNull();
        scene.When(Enrol(28, 150)).Rows<EnrolmentRow>()[Ann].Active.ShouldBe(true);
        scene.When(End(28, 300, last: true)).Rows<EnrolmentRow>().ShouldBeEmpty();
    }

    /// <summary>The one found nameless took the word on active from the first that claimed it, and kept it when that one went.</summary>
    [Fact]
    public void An_enrolment_that_is_gone_says_nothing_of_whether_another_is_active()
    {
        var scene = Given.No<Course>().When(End(28, 300, last: false), Enrol(27, 100, active: false), End(27, 150, last: true));
        scene.Rows<EnrolmentRow>()[Ann].Active.ShouldBeNull();
        scene.When(Enrol(29, 250)).Rows<EnrolmentRow>()[Ann].Active.ShouldBe(true);
    }

    /// <summary>A change told before the creation made a second enrolment beside the nameless one, and active stayed unknown.</summary>
    [Fact]
    public void A_creation_that_comes_after_its_change_names_the_enrolment_that_was_found()
    {
        var scene = Given.No<Course>()
            .When(End(28, 300, last: false), Change(27, 400, false))
            .When(Enrol(27, 200))
            .Then(new EnrolmentEnded(4, 0, false, Created(200)));
        scene.Rows<EnrolmentRow>()[Ann].Active.ShouldBe(false);
    }

    [Fact]
    public void The_last_one_gone_takes_along_whose_own_deletion_was_lost() =>
        Given.No<Course>().When(Enrol(27, 100), Enrol(28, 150), End(28, 200, last: true)).Rows<EnrolmentRow>().ShouldBeEmpty();

    [Fact]
    public void Enrolled_again_after_the_last_one_went_counts_even_if_told_first() => Given.No<Course>()
        .When(Enrol(28, 300), End(27, 200, last: true))
        .Then(new EnrolmentEnded(4, 27, true, Deleted(200)));

    [Fact]
    public void In_one_second_the_higher_id_is_the_later_enrolment()
    {
        Given.No<Course>().When(End(27, 200, last: true), Enrol(28, 200)).Rows<EnrolmentRow>().Keys.ShouldBe([Ann]);
        Given.No<Course>().When(Enrol(28, 200), End(27, 200, last: true)).Rows<EnrolmentRow>().Keys.ShouldBe([Ann]);
        Given.No<Course>().When(End(28, 200, last: true), Enrol(27, 200)).Rows<EnrolmentRow>().ShouldBeEmpty();
    }

    [Fact]
    public void A_creation_older_than_the_last_word_that_none_is_left_changes_nothing() => Given.No<Course>()
        .When(End(28, 200, last: true), Enrol(27, 100))
        .ThenNothing();

    [Fact]
    public void A_changed_enrolment_that_says_not_how_is_contested_until_a_poll_tells()
    {
        var scene = Given.No<Course>()
            .When(Enrol(27, 100), Change(27, 200, null))
            .Then(new EnrolmentContested(4, 27, null, Updated(200)))
            .When(Change(27, 200, null))
            .ThenNothing()
            .When(Poll(300, (4, true)))
            .Then(new EnrolmentActivated(4, 0, Polled(300)));
        scene.State.Participations[4].Contested.ShouldBeFalse();
    }

    [Fact]
    public void Whether_a_user_is_active_is_unknown_from_a_change_that_says_not_how_until_a_poll_tells()
    {
        var scene = Given.No<Course>().When(Enrol(27, 100), Change(27, 200, null));
        scene.Rows<EnrolmentRow>()[Ann].Active.ShouldBeNull();
        scene.When(Poll(300, (4, false))).Rows<EnrolmentRow>()[Ann].Active.ShouldBe(false);
    }

    [Fact]
    public void A_user_in_doubt_by_one_enrolment_is_active_by_another()
    {
        var scene = Given.No<Course>().When(Enrol(27, 100), Enrol(28, 110), Change(27, 200, null));
        scene.Rows<EnrolmentRow>()[Ann].Active.ShouldBe(true);
        scene.When(Change(28, 210, false)).Rows<EnrolmentRow>()[Ann].Active.ShouldBeNull();
    }

    [Fact]
    public void Of_two_words_in_one_second_the_later_stands_until_a_poll_settles_it()
    {
        var scene = Given.No<Course>().When(Enrol(27, 100), Change(27, 200, true), Change(27, 200, false));
        scene.Rows<EnrolmentRow>()[Ann].Active.ShouldBe(false);
        scene.When(Poll(300, (4, false))).Then(new EnrolmentSettled(4, Polled(300)));
    }

    [Fact]
    public void A_poll_older_than_the_change_does_not_settle_it() => Given.No<Course>()
        .When(Enrol(27, 100), Change(27, 200, null), Poll(150, (4, true)))
        .ThenNothing();

    [Fact]
    public void A_changed_enrolment_that_nobody_told_of_is_there() => Given.No<Course>()
        .When(Change(27, 200, null))
        .Then(
            new UserEnrolled(4, 27, null, null, null, null, null, null, Updated(200)),
            new EnrolmentContested(4, 27, null, Updated(200)));

    [Fact]
    public void Suspending_one_of_two_leaves_the_user_active() => Given.No<Course>()
        .When(Enrol(27, 100), Enrol(28, 110), Change(27, 200, false))
        .Then(new EnrolmentSuspended(4, 27, true, Updated(200)));

    [Fact]
    public void A_poll_clears_neither_method_nor_window()
    {
        var rows = Given.No<Course>().When(Enrol(27, 100), Poll(300, (4, false))).Rows<EnrolmentRow>();
        rows[Ann].Method.ShouldBe("manual");
        rows[Ann].Since.ShouldBe(100);
        rows[Ann].Until.ShouldBe(900);
        rows[Ann].Active.ShouldBe(false);
    }

    private static ObserveEnrolment Enrol(long id, long told, bool? active = true) =>
        new(4, id, EnrolmentChange.Created, "manual", active, told, 0, 900, null, Created(told));

    private static ObserveEnrolment Change(long id, long told, bool? active) =>
        new(4, id, EnrolmentChange.Updated, null, active, null, null, null, null, Updated(told));

    private static ObserveEnrolment End(long id, long told, bool? last) =>
        new(4, id, EnrolmentChange.Deleted, "manual", null, null, null, null, last, Deleted(told));

    private static ObserveParticipants Poll(long told, params (long User, bool? Active)[] found) =>
        new([.. found.Select(one => new Participant(one.User, one.Active, []))], Polled(told));
}
