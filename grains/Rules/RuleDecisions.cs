namespace MoodleGrains.Rules;

/// <summary>What a rule decides.</summary>
internal static class RuleDecisions
{
    public static Decision Put(Rule rule, PutRule command)
    {
        if (RuleChecks.Fault(command.Terms) is { } fault)
        {
            return Decision.Refuse("rule_invalid", fault);
        }

        var terms = RuleChecks.Ordered(command.Terms);
        if (terms == (rule.Proposed ?? rule.InForce))
        {
            return Decision.Nothing;
        }

        return Decision.Of(new RulePut(rule.Revision + 1, terms, command.By, command.Now));
    }

    public static Decision Delete(Rule rule, DeleteRule command) => rule.InForce is null && rule.Proposed is null
        ? Decision.Nothing
        : Decision.Of(new RuleDeleted(command.By, command.Now));

    public static Decision Admit(Rule rule, AdmitRule command) =>
        rule.Proposed is not null && rule.Held is null && command.Revision == rule.Revision
            ? Decision.Of(new RuleAdmitted(rule.Revision, command.Now))
            : Decision.Nothing;

    public static Decision Hold(Rule rule, HoldRule command) =>
        (rule.Proposed ?? rule.InForce) is not null && rule.Held is null && command.Revision == rule.Revision
            ? Decision.Of(new RuleHeld(rule.Revision, command.Count, command.What, command.Now))
            : Decision.Nothing;

    public static Decision Approve(Rule rule, ApproveRule command)
    {
        if (rule.Proposed is not null || rule.Held is not null)
        {
            return Decision.Of(new RuleApproved(rule.Revision, command.By, command.Now));
        }

        // A second click of the same person finds it done.
        return rule.InForce is not null
            ? Decision.Nothing
            : Decision.Refuse("nothing_to_approve", "rule: there is no such rule; look up its name in the list of rules.");
    }
}
