using MoodleGrains.Rules;

namespace MoodleGrains.Grains.Tests.Rules;

public sealed class RuleHoldTests
{
    private static readonly RuleTerms Terms = new(
        new(RuleScope.Category, 7), "900000000000000001", null, [5], "en", RuleTerms.Delete, null, false, null, 60);

    [Fact]
    public void A_rule_in_force_waits_where_it_stands_until_a_person_approves()
    {
        var scene = Given.No<Rule>().When(new PutRule(Terms, "ops", 100), new AdmitRule(1, 101));
        scene.When(new HoldRule(1, 40, "40 at once", 200)).Then(new RuleHeld(1, 40, "40 at once", 200));
        scene.State.InForce.ShouldBe(Terms);
        scene.Rows<RuleRow>().Values.Single().State.ShouldBe(RuleRow.Held);
        scene.When(new HoldRule(1, 41, "41 at once", 201)).ThenNothing();
        scene.When(new ApproveRule("ann", 300)).Then(new RuleApproved(1, "ann", 300));
        (scene.State.InForce, scene.State.Held).ShouldBe((Terms, null));
        var row = scene.Rows<RuleRow>().Values.Single();
        (row.State, row.InForce, row.InForceSince).ShouldBe((RuleRow.Active, Terms.ToJson(), 101L));
    }

    [Fact]
    public void What_a_person_approved_is_remembered_until_the_rule_changes()
    {
        var scene = Given.No<Rule>().When(new PutRule(Terms, "ops", 100), new HoldRule(1, 300, "many", 101), new ApproveRule("ann", 102));
        scene.State.Allowed.ShouldBe(300);
        scene.Rows<RuleRow>().Values.Single().Allowed.ShouldBe(300);

        scene.When(new PutRule(Terms with { Language = "fr" }, "ops", 200), new AdmitRule(2, 201));
        scene.State.Allowed.ShouldBe(0);
        scene.Rows<RuleRow>().Values.Single().Allowed.ShouldBe(0);
    }

    [Fact]
    public void An_approval_before_the_count_sets_no_bound()
    {
        var scene = Given.No<Rule>().When(new PutRule(Terms, "ops", 100), new ApproveRule("ann", 101));

        scene.State.Allowed.ShouldBe(int.MaxValue);
        scene.Rows<RuleRow>().Values.Single().Allowed.ShouldBe(int.MaxValue);
    }
}
