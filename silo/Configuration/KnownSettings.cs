using Microsoft.Extensions.Configuration;
using MoodleGrains.ClientApi;
using MoodleGrains.Silo.PrivatePostgres;

namespace MoodleGrains.Silo.Configuration;

/// <summary>
/// Finds misspelt settings. A setting nobody reads is silently without effect, and a misspelt connection string would even
/// start another database. Sections of others (Logging, Kestrel, the environment's variables) are left alone.
/// </summary>
internal static class KnownSettings
{
    // One line a setting; * stands for a name or a number.
    private static readonly string[] Patterns =
    [
        "ConnectionStrings:Postgres",
        "DataFolder",
        "PrivatePostgres:Bin",
        "PrivatePostgres:Options:*",
        "Inbox:RetentionDays",
        "Outbox:RetentionDays",
        "Clock:Url",
        "Orleans:AdvertisedAddress",
        "Orleans:Port",
        "Orleans:Dashboard",
        "Hooks:AnswerWithin",
        "Hooks:MaxBodyBytes",
        "Sites:*:Url",
        "Sites:*:Token",
        "Sites:*:TokenFile",
        "Sites:*:Username",
        "Sites:*:Password",
        "Sites:*:Service",
        "Sites:*:Calls:Concurrency",
        "Sites:*:Calls:Rate",
        "Sites:*:Calls:Timeout",
        "Sites:*:Calls:LargestAnswer",
        "Sites:*:UserId",
        "Sites:*:Categories",
        "Sites:*:Categories:*",
        "Sites:*:Poll:Full",
        "Sites:*:Poll:Conferences",
        "Sites:*:Poll:Calls",
        "Sites:*:Poll:Off",
        "Sites:*:Webhooks:Key",
        "Sites:*:Webhooks:Key:*",
        "Sites:*:Webhooks:ClientCa",
        "Sites:*:Zone",
        "Sites:*:Webhooks:Proxies",
        "Sites:*:Webhooks:Proxies:*",
        "Sites:*:Webhooks:CertificateHeader",
        "Sites:*:Webhooks:Rate",
        "Sites:*:Webhooks:Keep",
        "Sites:*:Webhooks:Keep:*",
        "Announcements:Channel",
        "Announcements:Role",
        "Announcements:Site",
        "Announcements:Language",
        "Announcements:MaxPosts",
        "Smtp:Host",
        "Smtp:Port",
        "Smtp:Username",
        "Smtp:Password",
        "Smtp:From",
        "Smtp:StartTls",
        "Smtp:ReplyTo",
        "Mail:MaxRecipients",
        "Digests:Zone",
        "Digests:Language",
        "Notices:Mail",
        "Notices:Mail:*",
        "Notices:Channel",
        "Notices:Language",
        "Rosters:*:Mail",
        "Rosters:*:Mail:*",
        "Conferences:Days",
        "Conferences:Length",
        "Conferences:Modules:*",
        "Conferences:Entries",
        "Rosters:Roles:*",
        "Rosters:VerifyReads",
        "Rosters:*:Token",
        "Rosters:*:Username",
        "Rosters:*:Password",
        "Rosters:*:Header",
        "Rosters:*:HeaderValue",
        "Rosters:*:Host",
        "Discord:Token",
        "Discord:ApiUrl",
        "Discord:RequestsPerSecond",
        "Discord:Webhooks:*",
        "ApiKeys:*:Hash",
        "ApiKeys:*:Scopes",
        "ApiKeys:*:Scopes:*",
    ];

    // A library may read connection strings of its own, and a lone variable of the environment may look like one of ours.
    private static readonly string[] Closed =
    [
        "PrivatePostgres", "Inbox", "Outbox", "Clock", "Hooks", "Sites", "Announcements", "ApiKeys", "Smtp", "Digests", "Notices",
        "Discord",
        "Conferences", "Rosters", "Orleans",
    ];

    private const int NearMiss = 3;

    /// <summary>Whether a setting stands in a section that nobody else reads.</summary>
    internal static bool IsOurs(string key) =>
        key.Split(':') is [var section, _, ..] && Closed.Contains(section, StringComparer.OrdinalIgnoreCase);

    internal static IEnumerable<SettingProblem> Check(IConfiguration configuration) =>
        from setting in configuration.AsEnumerable()
        where setting.Value is not null && setting.Key.Contains(':', StringComparison.Ordinal)
        let parts = setting.Key.Split(':')
        where !Patterns.Any(pattern => Matches(pattern.Split(':'), parts))
        let nearest = Patterns.Select(pattern => Filled(pattern, parts)).MinBy(known => Distance(known, setting.Key))
        where Closed.Contains(parts[0], StringComparer.OrdinalIgnoreCase) || Distance(nearest, setting.Key) <= NearMiss
        select new SettingProblem(setting.Key, "There is no such setting.", $"The nearest is '{nearest}'.");

    private static bool Matches(string[] pattern, string[] parts) =>
        pattern.Length == parts.Length
        && pattern.Zip(parts).All(pair => pair.First == "*" || pair.First.Equals(pair.Second, StringComparison.OrdinalIgnoreCase));

    /// <summary>The pattern with the names that the setting has in those places.</summary>
    private static string Filled(string pattern, string[] parts) =>
        string.Join(':', pattern.Split(':').Select((part, place) => part == "*" && place < parts.Length ? parts[place] : part));

    /// <summary>How many letters to add, drop or change (Levenshtein), upper and lower case being the same.</summary>
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var change = diagonal + (char.ToUpperInvariant(one[i - 1]) == char.ToUpperInvariant(other[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(change, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
