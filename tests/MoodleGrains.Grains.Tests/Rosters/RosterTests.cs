using MoodleGrains.Rosters;

namespace MoodleGrains.Grains.Tests.Rosters;

public sealed class RosterTests
{
    private static readonly RosterTerms Terms = Some.Terms;
    private static readonly PlanCounts Counts = new(1, 0, 0, 0, 30, 0, 0, 0, 0, 0, 0);

    [Fact]
    public void A_plan_waits_for_a_person_and_is_applied_once_approved()
    {
        var scene = Given.No<Roster>().When(new PutRoster(Terms, "ops", 100)).Then(new RosterPut(1, Terms, "ops", 100));
        scene.When(new StartRun("person", false, null, "ann", 200)).Then(new RunStarted(1, "person", false, null, "ann", 200));
        scene.When(new ReportPlan(1, "h1", 31, Counts, [], 201)).Then(new RunPlanned(1, "h1", Counts, [], true, 201));
        Row(scene).State.ShouldBe("waiting");
        scene.When(new ApproveRun(1, "h1", "ann", 202)).Then(new RunApproved(1, "h1", "ann", 202));
        scene.When(new ApproveRun(1, null, "ann", 203)).ThenNothing();
        scene.When(new FinishRun(1, 30, 1, 30, 204)).Then(new RunFinished(1, 30, 1, 30, 204));

        var run = scene.Rows<RosterRunRow>().Values.Single();
        (run.Run, run.State, run.ApprovedBy, run.Done, run.Refused, run.EndedAt).ShouldBe((1, "finished", "ann", 30, 1, 204));
        (Row(scene).State, Row(scene).LastRun, Row(scene).LastState).ShouldBe(("idle", 1, "finished"));
    }

    [Fact]
    public void An_automatic_roster_applies_what_trips_no_brake_and_asks_for_the_rest()
    {
        var scene = Given.A<Roster>(new RosterPut(1, Terms with { Automatic = true }, "ops", 100));
        scene.When(new StartRun("schedule", false, null, "schedule", 200), new ReportPlan(1, "h1", 31, Counts, [], 201))
            .Then(new RunPlanned(1, "h1", Counts, [], false, 201), new RunApproved(1, "h1", "policy", 201));
        scene.When(new FinishRun(1, 31, 0, 31, 202));
        scene.When(new StartRun("schedule", false, null, "schedule", 300), new ReportPlan(2, "h2", 31, Counts, ["too many"], 301))
            .Then(new RunPlanned(2, "h2", Counts, ["too many"], true, 301));
    }

    [Fact]
    public void A_plan_made_again_is_approved_again_and_the_same_plan_is_not()
    {
        var scene = Given.A<Roster>(
            new RosterPut(1, Terms, "ops", 100), new RunStarted(1, "person", false, null, "ann", 200),
            new RunPlanned(1, "h1", Counts, [], true, 201), new RunApproved(1, "h1", "ann", 202));
        scene.When(new ReportPlan(1, "h1", 31, Counts, [], 203)).ThenNothing();
        scene.When(new ReportPlan(1, "h2", 32, Counts, [], 204)).Then(new RunPlanned(1, "h2", Counts, [], true, 204));
        Roster.Decide(scene.State, new ApproveRun(1, "h1", "ann", 205)).Refusal!.Code.ShouldBe("plan_changed");
        scene.When(new ApproveRun(1, "h2", "ann", 206)).Then(new RunApproved(1, "h2", "ann", 206));
    }

    [Fact]
    public void A_plan_of_nothing_ends_the_run_unless_somebody_is_to_be_asked()
    {
        var begun = Given.A<Roster>(new RosterPut(1, Terms, "ops", 100), new RunStarted(1, "person", false, null, "ann", 200));
        begun.When(new ReportPlan(1, "h0", 0, Counts, [], 201))
            .Then(new RunPlanned(1, "h0", Counts, [], false, 201), new RunFinished(1, 0, 0, 0, 201));

        var withheld = Given.A<Roster>(new RosterPut(1, Terms, "ops", 100), new RunStarted(1, "person", false, null, "ann", 200));
        withheld.When(new ReportPlan(1, "h0", 0, Counts, ["names are unknown"], 201))
            .Then(new RunPlanned(1, "h0", Counts, ["names are unknown"], true, 201));
    }

    [Fact]
    public void A_dry_run_ends_with_its_plan_even_if_the_roster_is_automatic()
    {
        var scene = Given.A<Roster>(new RosterPut(1, Terms with { Automatic = true }, "ops", 100));
        scene.When(new StartRun("person", true, null, "ann", 200), new ReportPlan(1, "h1", 31, Counts, [], 201))
            .Then(new RunPlanned(1, "h1", Counts, [], false, 201));
        scene.State.Open.ShouldBeNull();
        scene.Rows<RosterRunRow>().Values.Single().State.ShouldBe("planned");
        Roster.Decide(scene.State, new ApproveRun(1, "h1", "ann", 202)).Refusal!.Code.ShouldBe("run_ended");
    }

    [Fact]
    public void A_new_run_takes_the_place_of_a_plan_that_waits_but_not_of_one_that_is_applied()
    {
        var scene = Given.A<Roster>(
            new RosterPut(1, Terms, "ops", 100), new RunStarted(1, "schedule", false, null, "schedule", 200),
            new RunPlanned(1, "h1", Counts, [], true, 201));
        scene.When(new StartRun("person", false, null, "ann", 300))
            .Then(new RunCancelled(1, "policy", 300), new RunStarted(2, "person", false, null, "ann", 300));
        scene.When(new ReportPlan(1, "h9", 5, Counts, [], 301)).ThenNothing();
        scene.When(new ReportPlan(2, "h2", 31, Counts, [], 302), new ApproveRun(2, null, "ann", 303));
        var refusal = Roster.Decide(scene.State, new StartRun("schedule", false, null, "schedule", 400)).Refusal!;
        refusal.ShouldBe(new("run_under_way", "run: 2 is being applied; wait until it has ended, or cancel it."));
        Roster.Decide(scene.State, new DeleteRoster("ops", 401)).Refusal!.Code.ShouldBe("run_under_way");
        scene.When(new CancelRun(2, "ann", 402)).Then(new RunCancelled(2, "ann", 402));
        scene.When(new FinishRun(2, 1, 0, 1, 403)).ThenNothing();
    }

    [Fact]
    public void What_cannot_be_is_refused_with_the_remedy()
    {
        Refused(Roster.Initial, new StartRun("person", false, null, "ann", 1)).ShouldBe("no_roster");
        var put = Given.A<Roster>(new RosterPut(1, Terms, "ops", 100)).State;
        Refused(put, new StartRun("undo", false, 1, "ann", 1)).ShouldBe("unknown_run");
        Refused(put, new ApproveRun(1, null, "ann", 1)).ShouldBe("run_ended");
        Refused(put, new CancelRun(1, "ann", 1)).ShouldBe("run_ended");
        Refused(put, new PutRoster(Terms with { Removal = "delete" }, "ann", 1)).ShouldBe("roster_invalid");
        var begun = Given.A<Roster>(new RosterPut(1, Terms, "ops", 100), new RunStarted(1, "person", false, null, "ann", 2)).State;
        Refused(begun, new ApproveRun(1, null, "ann", 3)).ShouldBe("no_plan_yet");
    }

    [Fact]
    public void To_put_the_same_again_or_delete_twice_says_nothing_new_and_a_deleted_roster_keeps_its_runs()
    {
        var scene = Given.No<Roster>().When(new PutRoster(Terms, "ops", 100));
        scene.When(new PutRoster(
            Terms with { Roles = [.. Terms.Roles.Reverse().Select(r => r with { Word = $" {r.Word.ToUpperInvariant()} " })] },
            "bob",
            101))
            .ThenNothing();
        scene.When(new StartRun("person", false, null, "ann", 200));
        scene.When(new DeleteRoster("ops", 300)).Then(new RunCancelled(1, "policy", 300), new RosterDeleted("ops", 300));
        scene.When(new DeleteRoster("ops", 301)).ThenNothing();
        scene.Rows<RosterRow>().ShouldBeEmpty();
        scene.Rows<RosterRunRow>().Values.Single().CancelledBy.ShouldBe("policy");
        scene.When(new PutRoster(Terms, "ops", 400)).Then(new RosterPut(2, Terms, "ops", 400));
    }

    [Fact]
    public void A_run_that_failed_says_why()
    {
        var scene = Given.A<Roster>(new RosterPut(1, Terms, "ops", 100));
        scene.When(new StartRun("schedule", false, null, "schedule", 200), new FailRun(1, "source: it answered 503", 201))
            .Then(new RunFailed(1, "source: it answered 503", 201));
        scene.Rows<RosterRunRow>().Values.Single().Reason.ShouldBe("source: it answered 503");
        scene.When(new FailRun(1, "again", 202)).ThenNothing();
    }

    private static RosterRow Row(Scene<Roster> scene) =>
        Fold.Rows<RosterRow, RosterRow>(Roster.Id("campus", "registrar"), scene.Events).Values.Single();

    private static string Refused(Roster state, ICommand command) => Roster.Decide(state, command).Refusal.ShouldNotBeNull().Code;
}
