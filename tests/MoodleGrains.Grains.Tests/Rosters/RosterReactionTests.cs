using MoodleGrains.Rosters;

namespace MoodleGrains.Grains.Tests.Rosters;

public sealed class RosterReactionTests
{
    private static readonly PlanCounts Counts = new(1, 0, 0, 0, 30, 0, 0, 0, 0, 0, 0);
    private static readonly StreamKey Registrar = Roster.Id("campus", "registrar");

    [Fact]
    public void A_schedule_sets_its_first_timer_and_no_schedule_sets_none()
    {
        var due = React(new RosterPut(3, Some.Terms with { Schedule = new("30 2 * * *", "Europe/Brussels") }, "ops", 100))
            .ShouldHaveSingleItem();
        due.Body.ShouldBe(new RosterDue("campus", "registrar", 3, null));
        (due.Key, due.Supersedes).ShouldBe(("roster-campus-registrar", true));
        React(new RosterPut(3, Some.Terms, "ops", 100)).ShouldBeEmpty();
    }

    [Fact]
    public void A_run_is_planned_and_what_was_approved_applied_under_the_key_of_the_run()
    {
        var plan = React(new RunStarted(7, "person", false, null, "ann", 100)).ShouldHaveSingleItem();
        (plan.Key, plan.Body).ShouldBe(("roster-campus-registrar.7", new PlanRun("campus", "registrar", 7)));
        var apply = React(new RunApproved(7, "abc", "ann", 101)).ShouldHaveSingleItem();
        (apply.Key, apply.Body).ShouldBe(("roster-campus-registrar.7", new ApplyRun("campus", "registrar", 7, "abc", 1)));
    }

    [Fact]
    public void The_same_plan_approved_again_after_another_is_another_effect()
    {
        var first = React(new RunApproved(7, "abc", "ann", 101), version: 5).Single();
        var again = React(new RunApproved(7, "abc", "ann", 101), version: 9).Single();
        again.Id.ShouldNotBe(first.Id);
    }

    [Fact]
    public void Mail_tells_what_waits_ended_or_was_cancelled_by_a_person_and_does_not_hold_up_the_run()
    {
        var waits = React(new RunPlanned(7, "abc", Counts, [], true, 100)).ShouldHaveSingleItem();
        (waits.Key, waits.Body).ShouldBe(("roster-campus-registrar.7/mail", new MailRun("campus", "registrar", 7, "waits")));
        React(new RunPlanned(7, "abc", Counts, [], false, 100)).ShouldBeEmpty();
        React(new RunFailed(7, "503", 100)).Single().Body.ShouldBe(new MailRun("campus", "registrar", 7, "failed"));
        React(new RunFinished(7, 1, 0, 1, 100)).Single().Body.ShouldBe(new MailRun("campus", "registrar", 7, "finished"));
        React(new RunCancelled(7, "ann", 100)).Single().Body.ShouldBe(new MailRun("campus", "registrar", 7, "cancelled"));
        React(new RunCancelled(7, "policy", 100)).ShouldBeEmpty();
    }

    private static IReadOnlyList<Effect> React(IEvent e, long version = 5) =>
        RosterReactions.React(new(10, Registrar, version, "any", DateTimeOffset.UnixEpoch, e));
}
