namespace MoodleGrains.Rules;

/// <summary>What a rule decides.</summary>
internal static class RuleDecisions
{
    public static Decision Put(Rule rule, PutRule command)
    {
        if (Changed(rule, command.Expected) is { } changed)
        {
            return changed;
        }

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

    public static Decision Delete(Rule rule, DeleteRule command) => Changed(rule, command.Expected) ?? (IsThere(rule)
        ? Decision.Of(new RuleDeleted(command.By, command.Now))
        : Decision.Nothing);

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
            : Decision.Refuse(Rule.NothingToApprove, "rule: there is no such rule; look up its name in the list of rules.");
    }

    private static bool IsThere(Rule rule) => rule.InForce is not null || rule.Proposed is not null;

    private static Decision? Changed(Rule rule, int? expected) => expected is { } revision && !(IsThere(rule) && rule.Revision == revision)
        ? Decision.Refuse(
            Rule.ChangedMeanwhile,
            IsThere(rule)
                ? $"revision: {revision} is not the rule's any more, it is {rule.Revision}; read the rule again and decide anew."
                : $"revision: {revision} is no rule's any more, it was deleted; read the rules again and decide anew.")
        : null;
}
