using System.Text.Json.Serialization.Metadata;

namespace MoodleGrains.Rules;

/// <summary>A rule (<c>rule-{site}-{name}</c>): what is in force, and what is proposed and waits.</summary>
public sealed record Rule : IAggregate<Rule>
{
    /// <inheritdoc/>
    public static string Kind => "rule";

    /// <inheritdoc/>
    public static Rule Initial { get; } = new();

    /// <inheritdoc/>
    public static IReadOnlyList<EventType> Events => RuleJson.Types;

    /// <inheritdoc/>
    public static JsonTypeInfo<Rule> Snapshot => RuleSnapshotJson.It.Rule;

    /// <inheritdoc/>
    public static int SnapshotVersion => 1;

    /// <summary>The refusal of a change to a rule that was changed, or deleted, since it was read.</summary>
    public const string ChangedMeanwhile = "rule_changed";

    /// <summary>The refusal of an approval where there is no rule.</summary>
    public const string NothingToApprove = "nothing_to_approve";

    /// <summary>How many proposals there were.</summary>
    public int Revision { get; init; }

    /// <summary>The terms in force; null for none.</summary>
    public RuleTerms? InForce { get; init; }

    /// <summary>The terms that wait to be counted or approved; null for none.</summary>
    public RuleTerms? Proposed { get; init; }

    /// <summary>Why it waits for a person, and posts nothing new: the proposed terms, or those in force; null if it does not.</summary>
    public RuleHold? Held { get; init; }

    /// <summary>How many messages at once a person has approved; 0 where nobody was asked.</summary>
    public int Allowed { get; init; }

    /// <summary>The grain of a rule.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="name">Its name, [a-z0-9_]{1,64}.</param>
    /// <returns>The id.</returns>
    public static StreamKey Id(string site, string name) => new($"{Kind}-{site}-{name}");

    /// <summary>Whether a text may name a rule.</summary>
    /// <param name="name">The text.</param>
    /// <returns>True if it is [a-z0-9_]{1,64}.</returns>
    public static bool IsName(string name) =>
        name.Length is >= 1 and <= 64 && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_');

    /// <inheritdoc/>
    public static Decision Decide(Rule state, ICommand command) => command switch
    {
        PutRule c => RuleDecisions.Put(state, c),
        DeleteRule c => RuleDecisions.Delete(state, c),
        AdmitRule c => RuleDecisions.Admit(state, c),
        HoldRule c => RuleDecisions.Hold(state, c),
        ApproveRule c => RuleDecisions.Approve(state, c),
        _ => Decision.Refuse(
            "unknown_command",
            $"A rule has no command {command.GetType().Name}; send it to another kind of grain."),
    };

    /// <inheritdoc/>
    public static Rule Evolve(Rule state, IEvent @event) => @event switch
    {
        RulePut e => state with { Revision = e.Revision, Proposed = e.Terms, Held = null },
        RuleAdmitted => state with { InForce = state.Proposed, Proposed = null, Held = null, Allowed = 0 },
        RuleApproved => state with
        {
            InForce = state.Proposed ?? state.InForce,
            Proposed = null,
            Held = null,
            Allowed = state.Held?.Count ?? int.MaxValue,
        },
        RuleHeld e => state with { Held = new(e.Count, e.What) },
        RuleDeleted => state with { InForce = null, Proposed = null, Held = null, Allowed = 0 },
        _ => state,
    };
}

/// <summary>Why a rule waits for a person.</summary>
/// <param name="Count">How many messages it would post at once.</param>
/// <param name="What">What would happen.</param>
public sealed record RuleHold(int Count, string What);
