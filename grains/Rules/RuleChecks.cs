using System.Globalization;

namespace MoodleGrains.Rules;

/// <summary>What a rule may say.</summary>
internal static class RuleChecks
{
    private const int LongestLead = 7 * 24 * 60;
    private const int LongestAssumed = 24 * 60;
    private const int MostLeads = 10;

    /// <summary>The first fault of the terms: field, value, remedy.</summary>
    public static string? Fault(RuleTerms terms) => terms switch
    {
        { Scope: null } => "scope: is missing; say site, category, course or name.",
        _ when Scope(terms.Scope) is { } fault => fault,
        { Channel: var channel } when !IsChannel(channel) =>
            $"channel: '{channel}' is neither a Discord channel's id (15 to 20 digits) nor the name of a webhook URL ([a-z0-9_]); "
            + "copy the id in Discord with developer mode on.",
        { Role: { } role } when !IsSnowflake(role) =>
            $"role: '{role}' is no Discord role's id (15 to 20 digits); copy the id in Discord, or leave it out to ping nobody.",
        { LeadMinutes: null } => "leadMinutes: is missing; give [5], or [] for no pings.",
        { LeadMinutes.Count: > MostLeads } =>
            $"leadMinutes: {terms.LeadMinutes.Count} of them are too many; give at most {MostLeads}.",
        _ when terms.LeadMinutes.Any(lead => lead is < 0 or > LongestLead) => string.Create(
            CultureInfo.InvariantCulture,
            $"leadMinutes: {terms.LeadMinutes.First(lead => lead is < 0 or > LongestLead)} is not possible; give minutes from 0 to "
                + $"{LongestLead} (a week)."),
        { Language: not ("en" or "fr" or "de") } => $"language: '{terms.Language}' is not known; give en, fr or de.",
        { AtEnd: not (RuleTerms.Delete or RuleTerms.Mark) } => $"atEnd: '{terms.AtEnd}' is not known; give delete or mark.",
        { AssumedMinutes: < 1 or > LongestAssumed } => string.Create(
            CultureInfo.InvariantCulture,
            $"assumedMinutes: {terms.AssumedMinutes} is not possible; give minutes from 1 to {LongestAssumed} (a day)."),
        { EventsGuild: { } guild } when !IsSnowflake(guild) =>
            $"eventsGuild: '{guild}' is no Discord server's id (15 to 20 digits); copy the id in Discord, or leave it out.",
        { Quiet: { } quiet } => Quiet(quiet),
        _ => null,
    };

    /// <summary>The terms with lead times ascending and each once, so that equal terms are equal.</summary>
    public static RuleTerms Ordered(RuleTerms terms) => terms with { LeadMinutes = [.. terms.LeadMinutes.Distinct().Order()] };

    private static string? Scope(RuleScope scope) => scope switch
    {
        { Kind: RuleScope.Site, Id: null, Pattern: null } => null,
        { Kind: RuleScope.Category or RuleScope.Course, Id: > 0, Pattern: null } => null,
        { Kind: RuleScope.Name, Id: null, Pattern: { Length: > 0 and <= 200 } } => null,
        { Kind: RuleScope.Site } => "scope: a rule for the whole site has neither id nor pattern; leave them out.",
        { Kind: RuleScope.Category or RuleScope.Course } => string.Create(
            CultureInfo.InvariantCulture,
            $"scope.id: '{scope.Id}' is no id of a {scope.Kind}; give the number in its address in Moodle, and no pattern."),
        { Kind: RuleScope.Name } => $"scope.pattern: '{scope.Pattern}' is no pattern; give 1 to 200 characters, * for any text, and no id.",
        _ => $"scope.kind: '{scope.Kind}' is not known; give site, category, course or name.",
    };

    private static string? Quiet(QuietHours quiet)
    {
        if (!IsHour(quiet.From))
        {
            return $"quiet.from: '{quiet.From}' is no hour; give it as 22:00.";
        }

        if (!IsHour(quiet.To))
        {
            return $"quiet.to: '{quiet.To}' is no hour; give it as 07:00.";
        }

        if (quiet.From == quiet.To)
        {
            return $"quiet.to: '{quiet.To}' is quiet.from too, so that no ping would ever be sent; give another hour, or no lead times.";
        }

        return quiet.Zone is null or "" ? "quiet.zone: is missing; give a time zone such as Europe/Brussels." : null;
    }

    private static bool IsHour(string? text) =>
        TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static bool IsChannel(string? channel) =>
        channel is { Length: >= 1 and <= 64 } && channel.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_')
        && (!channel.All(char.IsAsciiDigit) || IsSnowflake(channel));

    private static bool IsSnowflake(string text) => text.Length is >= 15 and <= 20 && text.All(char.IsAsciiDigit);
}
