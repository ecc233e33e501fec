using System.Globalization;
using Microsoft.Extensions.Configuration;
using MoodleGrains.ClientApi;
using MoodleGrains.ClientApi.Sites;
using MoodleGrains.Rosters;

namespace MoodleGrains.Silo.Rosters.Runs;

/// <summary>Settings of runs.</summary>
/// <param name="Roles"><c>Rosters:Roles:{short name}</c>: Moodle's ids of roles, where they are not to be looked for.</param>
/// <param name="VerifyReads"><c>Rosters:VerifyReads</c>: how many courses are read after a run, to see what was done.</param>
internal sealed record RunSettings(IReadOnlyDictionary<string, long> Roles, int VerifyReads)
{
    private const int DefaultVerifyReads = 300;

    /// <summary><c>Sites:{slug}:Zone</c>: the time zones of sites, by slug. Moodle tells nobody which one it has.</summary>
    public IReadOnlyDictionary<string, string> Zones { get; init; } = new Dictionary<string, string>();

    /// <summary>The terms by which a roster is read: its dates are in the zone of its site, unless it has one of its own.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="terms">What the roster says.</param>
    /// <returns>The terms with the zone, where one is known.</returns>
    public RosterTerms Reading(string site, RosterTerms terms) => terms with { Zone = terms.Zone ?? Zones.GetValueOrDefault(site) };

    /// <summary>Of sites of which only some categories are kept (<c>Sites:{slug}:Categories</c>): those.</summary>
    public IReadOnlyDictionary<string, CategoryScope> Categories { get; init; } = new Dictionary<string, CategoryScope>();

    /// <summary>Reads them; a wrong one is left out and told.</summary>
    /// <param name="configuration">The whole configuration.</param>
    /// <param name="problems">Takes what is wrong.</param>
    /// <returns>The settings.</returns>
    public static RunSettings Read(IConfiguration configuration, ICollection<SettingProblem> problems)
    {
        var roles = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var role in configuration.GetSection("Rosters:Roles").GetChildren())
        {
            if (long.TryParse(role.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0)
            {
                roles[role.Key] = id;
            }
            else
            {
                problems.Add(new(
                    role.Path,
                    $"'{role.Value}' is no id of a role.",
                    "Write the number that Moodle shows in the address of the role's page (roleid=5)."));
            }
        }

        const string name = "Rosters:VerifyReads";
        var reads = DefaultVerifyReads;
        if (configuration[name] is { } text && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out reads)))
        {
            problems.Add(new(
                name,
                $"'{text}' is no number of courses.",
                $"Write a whole number, 0 for none; {DefaultVerifyReads} unless said otherwise."));
            reads = DefaultVerifyReads;
        }

        return new(roles, reads)
        {
            Zones = ReadZones(configuration, problems),
            Categories = ReadCategories(configuration),
        };
    }

    // What is wrong with them is reported by the settings of polling.
    private static Dictionary<string, CategoryScope> ReadCategories(IConfiguration configuration)
    {
        var scopes = new Dictionary<string, CategoryScope>(StringComparer.Ordinal);
        foreach (var site in configuration.GetSection("Sites").GetChildren())
        {
            if (CategoryScope.Read(site, []) is { } scope)
            {
                scopes[site.Key] = scope;
            }
        }

        return scopes;
    }

    private static Dictionary<string, string> ReadZones(IConfiguration configuration, ICollection<SettingProblem> problems)
    {
        var zones = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var site in configuration.GetSection("Sites").GetChildren())
        {
            if (site["Zone"] is not { } zone)
            {
                continue;
            }

            if (TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            {
                zones[site.Key] = zone;
            }
            else
            {
                problems.Add(new(
                    $"{site.Path}:Zone", $"'{zone}' is no time zone that this machine knows.",
                    "Write the one of the site, as Moodle shows it under Site administration, Location, such as Europe/Brussels."));
            }
        }

        return zones;
    }
}
