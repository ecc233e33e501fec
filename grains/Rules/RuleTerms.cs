using System.Text.Json;

namespace MoodleGrains.Rules;

/// <summary>What a rule says: which conferences are announced where and how.</summary>
/// <param name="Scope">Which conferences.</param>
/// <param name="Channel">A Discord channel's snowflake (digits), or the name of a webhook URL in the configuration ([a-z0-9_]).</param>
/// <param name="Role">
/// The role to ping, its snowflake; null pings nobody, and no ping is posted where <paramref name="LeadMinutes"/> is empty.
/// </param>
/// <param name="LeadMinutes">How long before the start people are called, minutes; several are several pings.</param>
/// <param name="Language"><c>en</c>, <c>fr</c> or <c>de</c>.</param>
/// <param name="AtEnd"><see cref="Delete"/> or <see cref="Mark"/>: what becomes of the post when the conference is over.</param>
/// <param name="Quiet">Hours in which no ping is sent; posts are. Null for none.</param>
/// <param name="RunningNow">Whether conferences without opening time are announced while they run.</param>
/// <param name="EventsGuild">The guild whose scheduled events are kept in step, its snowflake; null for none.</param>
/// <param name="AssumedMinutes">How long a conference lasts that has no closing time, minutes.</param>
public sealed record RuleTerms(
    RuleScope Scope,
    string Channel,
    string? Role,
    IReadOnlyList<int> LeadMinutes,
    string Language,
    string AtEnd,
    QuietHours? Quiet,
    bool RunningNow,
    string? EventsGuild,
    int AssumedMinutes)
{
    /// <summary>The post is deleted at the end.</summary>
    public const string Delete = "delete";

    /// <summary>The post is marked as ended.</summary>
    public const string Mark = "mark";

    /// <inheritdoc/>
    public bool Equals(RuleTerms? other) => other is not null && Facts() == other.Facts() && LeadMinutes.SequenceEqual(other.LeadMinutes);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Facts(), LeadMinutes.Count);

    /// <summary>The terms as JSON, as events and rows hold them.</summary>
    /// <returns>The JSON.</returns>
    public string ToJson() => JsonSerializer.Serialize(this, RuleJson.It.RuleTerms);

    /// <summary>Reads terms back that <see cref="ToJson"/> wrote.</summary>
    /// <param name="json">The JSON.</param>
    /// <returns>The terms.</returns>
    /// <exception cref="JsonException">It is no such JSON.</exception>
    public static RuleTerms FromJson(string json) =>
        JsonSerializer.Deserialize(json, RuleJson.It.RuleTerms) ?? throw new JsonException("terms: they are null.");

    private (RuleScope, string, string?, string, string, QuietHours?, (bool, string?, int)) Facts() =>
        (Scope, Channel, Role, Language, AtEnd, Quiet, (RunningNow, EventsGuild, AssumedMinutes));
}

/// <summary>Which conferences a rule is about.</summary>
/// <param name="Kind">One of the constants of this class.</param>
/// <param name="Id">Of <see cref="Category"/> and <see cref="Course"/>: Moodle's id.</param>
/// <param name="Pattern">
/// Of <see cref="Name"/>: what the conference's name or its course's full name, as people read them in the rule's language, matches as
/// a whole, <c>*</c> for any text, case ignored.
/// </param>
public sealed record RuleScope(string Kind, long? Id = null, string? Pattern = null)
{
    /// <summary>Every conference of the site.</summary>
    public const string Site = "site";

    /// <summary>Those of a category's courses, its sub-categories included.</summary>
    public const string Category = "category";

    /// <summary>Those of a course.</summary>
    public const string Course = "course";

    /// <summary>Those whose name, or whose course's name, matches a pattern.</summary>
    public const string Name = "name";
}

/// <summary>Hours of each day in which nobody is pinged.</summary>
/// <param name="From">When they begin, <c>HH:mm</c>.</param>
/// <param name="To">When they end, <c>HH:mm</c>; before <paramref name="From"/> is the next morning.</param>
/// <param name="Zone">The IANA time zone (<c>Europe/Brussels</c>).</param>
public sealed record QuietHours(string From, string To, string Zone);
