using MoodleGrains.Rules;

namespace MoodleGrains.Grains.Tests.Rules;

public sealed class RuleTests
{
    private static readonly RuleTerms Terms = new(
        new(RuleScope.Category, 7), "900000000000000001", null, [5], "en", RuleTerms.Delete, null, false, null, 60);

    private static readonly RuleTerms Others = Terms with { Language = "de" };

    [Fact]
    public void What_is_put_comes_into_force_once_it_was_counted_and_until_then_the_terms_before_stay()
    {
        var scene = Given.No<Rule>().When(new PutRule(Terms, "ops", 100)).Then(new RulePut(1, Terms, "ops", 100));
        scene.State.InForce.ShouldBeNull();
        scene.When(new AdmitRule(1, 101)).Then(new RuleAdmitted(1, 101));
        scene.When(new PutRule(Others, "ops", 200));
        scene.State.InForce.ShouldBe(Terms);
        scene.When(new HoldRule(2, 300, "300 conferences would be posted", 201))
            .Then(new RuleHeld(2, 300, "300 conferences would be posted", 201));
        scene.State.InForce.ShouldBe(Terms);
        scene.When(new ApproveRule("ann", 300)).Then(new RuleApproved(2, "ann", 300));
        scene.State.InForce.ShouldBe(Others);
    }

    [Fact]
    public void A_count_of_terms_that_were_replaced_meanwhile_counts_for_nothing() => Given.No<Rule>()
        .When(new PutRule(Terms, "ops", 100), new PutRule(Others, "ops", 101))
        .When(new AdmitRule(1, 102)).ThenNothing()
        .When(new HoldRule(1, 300, "many", 102)).ThenNothing();

    [Fact]
    public void What_waits_for_a_person_is_not_admitted_by_itself() => Given.No<Rule>()
        .When(new PutRule(Terms, "ops", 100), new HoldRule(1, 300, "many", 101), new AdmitRule(1, 102))
        .ThenNothing();

    [Fact]
    public void To_put_the_same_again_or_to_delete_or_approve_twice_says_nothing_new() => Given.No<Rule>()
        .When(new PutRule(Terms, "ops", 100), new AdmitRule(1, 101))
        .When(new PutRule(Terms with { LeadMinutes = [5, 5] }, "bob", 102)).ThenNothing()
        .When(new ApproveRule("ann", 103)).ThenNothing()
        .When(new DeleteRule("ops", 104)).Then(new RuleDeleted("ops", 104))
        .When(new DeleteRule("ops", 105)).ThenNothing();

    [Fact]
    public void A_change_meant_for_a_revision_that_is_not_there_any_more_is_refused()
    {
        var rule = Given.No<Rule>().When(new PutRule(Terms, "ops", 100), new PutRule(Others, "ops", 101, Expected: 1)).State;
        rule.Revision.ShouldBe(2);
        Rule.Decide(rule, new PutRule(Terms, "ann", 102, Expected: 1)).Refusal!.Code.ShouldBe(Rule.ChangedMeanwhile);
        Rule.Decide(rule, new DeleteRule("ann", 102, Expected: 1)).Refusal!.Reason.ShouldContain("it is 2");
        var gone = Given.No<Rule>().When(new PutRule(Terms, "ops", 100), new DeleteRule("ops", 101, Expected: 1)).State;
        Rule.Decide(gone, new PutRule(Terms, "ann", 102, Expected: 1)).Refusal!.Reason.ShouldContain("deleted");
        Rule.Decide(Rule.Initial, new PutRule(Terms, "ann", 102, Expected: 0)).Refusal.ShouldNotBeNull();
    }

    [Fact]
    public void A_deleted_rule_has_no_row_and_may_be_put_again()
    {
        var scene = Given.No<Rule>().When(new PutRule(Terms, "ops", 100), new AdmitRule(1, 101), new DeleteRule("ops", 102));
        scene.Rows<RuleRow>().ShouldBeEmpty();
        scene.When(new PutRule(Terms, "ops", 103)).Then(new RulePut(2, Terms, "ops", 103));
        scene.Rows<RuleRow>().Values.Single().State.ShouldBe(RuleRow.Pending);
    }

    [Fact]
    public void A_row_names_the_course_that_the_terms_in_force_are_about_and_no_course_where_others_are_too()
    {
        var scene = Given.No<Rule>().When(new PutRule(Terms with { Scope = new(RuleScope.Course, 13) }, "ops", 100));
        Only().ShouldBeNull("nothing is in force");
        scene.When(new AdmitRule(1, 101));
        Only().ShouldBe(13);
        scene.When(new PutRule(Terms, "ops", 102));
        Only().ShouldBe(13, "the terms before are in force");
        scene.When(new AdmitRule(2, 103));
        Only().ShouldBeNull();

        long? Only() => scene.Rows<RuleRow>().Values.Single().OnlyCourse;
    }

    public static TheoryData<string, RuleTerms> Wrong => new()
    {
        { "scope.kind: 'school'", Terms with { Scope = new("school") } },
        { "scope.id: ''", Terms with { Scope = new(RuleScope.Course) } },
        { "scope.id: '0'", Terms with { Scope = new(RuleScope.Category, 0) } },
        { "scope.pattern: ''", Terms with { Scope = new(RuleScope.Name, null, "") } },
        { "scope:", Terms with { Scope = new(RuleScope.Site, 7) } },
        { "channel: '123'", Terms with { Channel = "123" } },
        { "channel: 'My-Hook'", Terms with { Channel = "My-Hook" } },
        { "role: '@everyone'", Terms with { Role = "@everyone" } },
        { "leadMinutes: -1", Terms with { LeadMinutes = [5, -1] } },
        { "leadMinutes: 20000", Terms with { LeadMinutes = [20000] } },
        { "language: 'it'", Terms with { Language = "it" } },
        { "atEnd: 'keep'", Terms with { AtEnd = "keep" } },
        { "assumedMinutes: 0", Terms with { AssumedMinutes = 0 } },
        { "eventsGuild: 'x'", Terms with { EventsGuild = "x" } },
        { "quiet.from: '25:00'", Terms with { Quiet = new("25:00", "07:00", "Europe/Paris") } },
        { "quiet.to: '7'", Terms with { Quiet = new("22:00", "7", "Europe/Paris") } },
        { "quiet.to: '22:00'", Terms with { Quiet = new("22:00", "22:00", "Europe/Paris") } },
        { "quiet.zone:", Terms with { Quiet = new("22:00", "07:00", "") } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Wrong_terms_are_refused_with_field_and_value(string begin, RuleTerms terms)
    {
        var refusal = Rule.Decide(Rule.Initial, new PutRule(terms, "ops", 100)).Refusal.ShouldNotBeNull();
        refusal.Code.ShouldBe("rule_invalid");
        refusal.Reason.ShouldStartWith(begin);
    }

    [Fact]
    public void To_approve_what_is_not_there_is_refused() =>
        Rule.Decide(Rule.Initial, new ApproveRule("ann", 100)).Refusal!.Code.ShouldBe("nothing_to_approve");
}
