using System.Text.Json;
using System.Text.RegularExpressions;
using MoodleGrains.ClientApi.Json;
using MoodleGrains.Conferences;
using MoodleGrains.Rules;

namespace MoodleGrains.ClientApi.Rules;

/// <summary>Reads what a rule says from JSON. Every fault is told, each with its path; what is left out has its default.</summary>
public static partial class RuleReading
{
    /// <summary>How long before the start people are called unless the rule says otherwise, minutes.</summary>
    public const int DefaultLead = 5;

    /// <summary>How long a conference without closing time lasts unless the rule says otherwise, minutes.</summary>
    public const int DefaultAssumed = (int)(ConferenceClock.UsualSeconds / 60);

    private const int LongestLead = 7 * 24 * 60;
    private const int MostLeads = 10;
    private const int LongestAssumed = 24 * 60;
    private const int LongestPattern = 200;

    private static readonly string[] languages = ["en", "fr", "de"];
    private static readonly string[] ends = [RuleTerms.Delete, RuleTerms.Mark];
    private static readonly string[] kinds = [RuleScope.Site, RuleScope.Category, RuleScope.Course, RuleScope.Name];

    /// <summary>Reads the terms.</summary>
    /// <param name="fields">The object they stand in. It is not closed: beside them there may be the rule's site and name.</param>
    /// <returns>The terms; null if something is wrong, which is then told.</returns>
    public static RuleTerms? Terms(JsonFields fields)
    {
        var scope = Scope(fields);
        var channel = fields.Matching("channel", "a channel's id (15 to 20 digits) or the name of a webhook in Discord:Webhooks", Channel(
            ), required: true);
        var role = fields.Matching("role", "a role's id (15 to 20 digits), or leave it out to ping nobody", Snowflake());
        var leads = Leads(fields);
        var language = fields.OneOf("language", languages) ?? languages[0];
        var atEnd = fields.OneOf("atEnd", ends) ?? RuleTerms.Delete;
        var quiet = Quiet(fields);
        var runningNow = fields.Flag("runningNow") ?? false;
        var guild = fields.Matching("eventsGuild", "a server's id (15 to 20 digits), or leave it out", Snowflake());
        var assumed = fields.Between("assumedMinutes", 1, LongestAssumed) ?? DefaultAssumed;
        return scope is null || channel is null
            ? null
            : new(scope, channel, role, leads, language, atEnd, quiet, runningNow, guild, (int)assumed);
    }

    /// <summary>Whether a text can be a channel: a snowflake, or the name of a webhook URL.</summary>
    /// <param name="text">The text.</param>
    /// <returns>True if it can.</returns>
    public static bool IsChannel(string text) => Channel().IsMatch(text);

    /// <summary>Whether a text can be an id of Discord.</summary>
    /// <param name="text">The text.</param>
    /// <returns>True if it can.</returns>
    public static bool IsSnowflake(string text) => Snowflake().IsMatch(text);

    private static RuleScope? Scope(JsonFields fields)
    {
        if (fields.Inner("scope", required: true) is not { } scope)
        {
            return null;
        }

        var kind = scope.OneOf("kind", kinds, required: true);
        long? id = null;
        if (kind is RuleScope.Category or RuleScope.Course)
        {
            id = scope.Between("id", 1, long.MaxValue, required: true);
        }
        else
        {
            scope.None("id", "only a category or a course has an id");
        }

        var pattern = kind is RuleScope.Name ? Pattern(scope) : null;
        if (kind is not RuleScope.Name)
        {
            scope.None("pattern", "only the kind \"name\" has a pattern");
        }

        scope.Close();
        return kind is null || (kind is RuleScope.Category or RuleScope.Course && id is null) || (kind is RuleScope.Name && pattern is null)
            ? null
            : new(kind, id, pattern);
    }

    private static string? Pattern(JsonFields scope)
    {
        var pattern = scope.Text(
            "pattern", "what the conference's name or its course's full name matches, such as \"*exam*\"", required: true);
        if (pattern is "" or { Length: > LongestPattern })
        {
            scope.Fault("pattern", $"has {pattern.Length} characters; give 1 to {LongestPattern}, such as \"*exam*\".");
        }

        return pattern;
    }

    private static List<int> Leads(JsonFields fields)
    {
        const string wanted = "a list of minutes such as [5, 60]; [] pings nobody";
        if (fields.Items("leadMinutes", wanted) is not { } items)
        {
            return [DefaultLead];
        }

        if (items.Count > MostLeads)
        {
            fields.Fault("leadMinutes", $"has {items.Count} items; give {MostLeads} at most.");
        }

        var leads = new SortedSet<int>();
        foreach (var (item, path) in items)
        {
            if (item.ValueKind == JsonValueKind.Number && item.TryGetInt32(out var lead) && lead is >= 0 and <= LongestLead)
            {
                leads.Add(lead);
            }
            else
            {
                fields.FaultAt(path, $"is {JsonFields.Shown(item)}; give whole minutes from 0 to {LongestLead}.");
            }
        }

        return [.. leads];
    }

    private static QuietHours? Quiet(JsonFields fields)
    {
        if (fields.Inner("quiet") is not { } quiet)
        {
            return null;
        }

        const string hour = "an hour such as \"22:00\"";
        var from = quiet.Matching("from", hour, Hour(), required: true);
        var to = quiet.Matching("to", hour, Hour(), required: true);
        var zone = quiet.Text("zone", "an IANA time zone such as \"Europe/Brussels\"", required: true);
        if (zone is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            quiet.Fault("zone", $"'{zone}' is no time zone this machine knows; give an IANA name such as \"Europe/Brussels\".");
        }

        if (from is not null && from == to)
        {
            quiet.Fault("to", $"'{to}' is when they begin, too; give another hour, or leave quiet out.");
        }

        quiet.Close();
        return from is null || to is null || zone is null ? null : new(from, to, zone);
    }

    [GeneratedRegex(@"\A([0-9]{15,20}|(?=[a-z0-9_]*[a-z_])[a-z0-9_]{1,64})\z")]
    private static partial Regex Channel();

    [GeneratedRegex(@"\A[0-9]{15,20}\z")]
    private static partial Regex Snowflake();

    [GeneratedRegex(@"\A([01][0-9]|2[0-3]):[0-5][0-9]\z")]
    private static partial Regex Hour();
}
