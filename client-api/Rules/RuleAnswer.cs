using System.Text.Json.Serialization;
using MoodleGrains.Rules;

namespace MoodleGrains.ClientApi.Rules;

/// <summary>A rule: which conferences are announced where and how.</summary>
/// <param name="Site">The slug of the site.</param>
/// <param name="Name">Its name.</param>
/// <param name="Revision">How often its terms were changed.</param>
/// <param name="State">How it stands.</param>
/// <param name="Terms">What it says, or is to say once it is approved; null if it was deleted.</param>
/// <param name="InForce">What is in force until then; null unless it differs.</param>
/// <param name="Held">Why it waits for a person; null if it does not.</param>
/// <param name="ChangedBy">Who last changed its terms: the name of an API key, <c>command line</c>, or configuration.</param>
/// <param name="ChangedAt">When that was, UTC.</param>
/// <param name="ApprovedBy">Who approved what is in force; null if nobody had to.</param>
public sealed record RuleAnswer(
    string Site,
    string Name,
    int Revision,
    RuleState State,
    RuleTerms? Terms,
    RuleTerms? InForce,
    RuleHold? Held,
    string? ChangedBy,
    DateTime? ChangedAt,
    string? ApprovedBy)
{
    /// <summary>The answer of a grain's state.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="name">Its name.</param>
    /// <param name="rule">The state.</param>
    /// <param name="changedBy">Who last changed its terms.</param>
    /// <param name="changedAt">When that was, UTC.</param>
    /// <param name="approvedBy">Who approved what is in force.</param>
    /// <returns>The answer.</returns>
    public static RuleAnswer Of(
        string site, string name, Rule rule, string? changedBy = null, DateTime? changedAt = null, string? approvedBy = null) => new(
        site,
        name,
        rule.Revision,
        rule switch
        {
            { Held: not null } => RuleState.Held,
            { Proposed: not null } => RuleState.Proposed,
            { InForce: not null } => RuleState.InForce,
            _ => RuleState.Deleted,
        },
        rule.Proposed ?? rule.InForce,
        rule.Proposed is null ? null : rule.InForce,
        rule.Held,
        changedBy,
        changedAt,
        approvedBy);
}

/// <summary>How a rule stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RuleState>))]
public enum RuleState
{
    /// <summary>What it says is done.</summary>
    [JsonStringEnumMemberName("inForce")]
    InForce,

    /// <summary>It was changed a moment ago, and what it would post is not counted yet.</summary>
    [JsonStringEnumMemberName("proposed")]
    Proposed,

    /// <summary>It would post too many messages at once and waits for a person.</summary>
    [JsonStringEnumMemberName("held")]
    Held,

    /// <summary>It was deleted.</summary>
    [JsonStringEnumMemberName("deleted")]
    Deleted,
}
