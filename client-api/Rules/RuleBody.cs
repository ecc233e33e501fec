namespace MoodleGrains.ClientApi.Rules;

/// <summary>What a rule is to say. What is left out has its default.</summary>
/// <param name="Scope">Which conferences.</param>
/// <param name="Channel">A Discord channel's id (15 to 20 digits), or the name of a webhook under <c>Discord:Webhooks</c>.</param>
/// <param name="Role">The role to ping, its id; nobody if left out.</param>
/// <param name="LeadMinutes">How long before the start people are called, minutes; [5] if left out, [] for never.</param>
/// <param name="Language">en, fr or de; en if left out.</param>
/// <param name="AtEnd">delete or mark: what becomes of the message when the conference is over; delete if left out.</param>
/// <param name="Quiet">Hours in which nobody is pinged; none if left out.</param>
/// <param name="RunningNow">Whether conferences without opening time are announced while they run; false if left out.</param>
/// <param name="EventsGuild">The Discord server whose scheduled events are kept in step, its id; none if left out.</param>
/// <param name="AssumedMinutes">How long a conference without closing time lasts, minutes; 90 if left out.</param>
public sealed record RuleBody(
    RuleBodyScope Scope,
    string Channel,
    string? Role,
    IReadOnlyList<int>? LeadMinutes,
    string? Language,
    string? AtEnd,
    RuleBodyQuiet? Quiet,
    bool? RunningNow,
    string? EventsGuild,
    int? AssumedMinutes);

/// <summary>Which conferences a rule is about.</summary>
/// <param name="Kind">site, category (with its sub-categories), course or name.</param>
/// <param name="Id">Of category and course: Moodle's id.</param>
/// <param name="Pattern">Of name: what the conference's name or its course's full name matches, * for any text.</param>
public sealed record RuleBodyScope(string Kind, long? Id, string? Pattern);

/// <summary>Hours of each day in which nobody is pinged.</summary>
/// <param name="From">When they begin, HH:mm.</param>
/// <param name="To">When they end, HH:mm; before From is the next morning.</param>
/// <param name="Zone">The IANA time zone, such as Europe/Brussels.</param>
public sealed record RuleBodyQuiet(string From, string To, string Zone);
