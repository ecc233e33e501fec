using MoodleGrains.ClientApi;
using MoodleGrains.ClientApi.Rules;
using MoodleGrains.ClientApi.Sites;
using MoodleGrains.Rules;

namespace MoodleGrains.Silo.Announcements;

/// <summary>
/// The short form for a class of one: <c>Announcements:Channel</c> and <c>:Role</c> in the configuration make a rule <c>student</c> for
/// the whole site at the start. Taken out of the configuration it stays; <c>silo rule delete</c> takes it away.
/// </summary>
/// <param name="Site">The slug of the site.</param>
/// <param name="Terms">What it says.</param>
internal sealed record StudentRule(string Site, RuleTerms Terms)
{
    /// <summary>The rule's name.</summary>
    public const string Name = "student";

    /// <summary>Who wants it, in its history.</summary>
    public const string By = "configuration";

    private const string Section = "Announcements";

    private static readonly string[] languages = ["en", "fr", "de"];
    private static readonly string[] pointless = ["Role", "Site", "Language"];

    /// <summary>Reads it.</summary>
    /// <param name="configuration">The whole configuration.</param>
    /// <param name="problems">Takes what is wrong.</param>
    /// <returns>The rule; null if the configuration has none, or a wrong one.</returns>
    public static StudentRule? Read(IConfiguration configuration, ICollection<SettingProblem> problems)
    {
        var section = configuration.GetSection(Section);
        var (channel, role, language) = (section["Channel"], section["Role"], section["Language"] ?? languages[0]);
        if (channel is null)
        {
            foreach (var name in pointless.Where(name => section[name] is not null))
            {
                problems.Add(new($"{Section}:{name}", $"It is set, but {Section}:Channel is not.", "Give the channel, or leave this out."));
            }

            return null;
        }

        var before = problems.Count;
        Check(
            RuleReading.IsChannel(channel),
            "Channel",
            channel,
            "Write a Discord channel's id, or the name of a webhook under Discord:Webhooks.");
        Check(role is null || RuleReading.IsSnowflake(role), "Role", role, "Write a Discord role's id, or leave it out to ping nobody.");
        Check(languages.Contains(language), "Language", language, "Write en, fr or de.");
        var site = SiteOf(configuration, section["Site"], problems);
        return problems.Count > before || site is null
            ? null
            : new(site, new(
                new(RuleScope.Site), channel, role, [RuleReading.DefaultLead], language, RuleTerms.Delete, null, true, null,
                RuleReading.DefaultAssumed));

        void Check(bool right, string name, string? value, string remedy)
        {
            if (!right)
            {
                problems.Add(new($"{Section}:{name}", $"'{value}' cannot be it.", remedy));
            }
        }
    }

    private static string? SiteOf(IConfiguration configuration, string? named, ICollection<SettingProblem> problems)
    {
        string[] sites = [.. configuration.GetSection("Sites").GetChildren().Select(site => site.Key).Where(ClientApi.Sites.Site.IsSlug)];
        if (named is null ? sites.Length == 1 : sites.Contains(named, StringComparer.Ordinal))
        {
            return named ?? sites[0];
        }

        problems.Add(new(
            $"{Section}:Site",
            named is null ? $"It is missing, and there are {sites.Length} sites." : $"There is no site '{named}'.",
            sites.Length == 0 ? "Configure a site, such as Sites:campus:Url." : $"Write one of: {string.Join(", ", sites)}."));
        return null;
    }
}
