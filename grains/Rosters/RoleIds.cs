using System.Globalization;

namespace MoodleGrains.Rosters;

/// <summary>Moodle's ids of the roles that a roster means.</summary>
/// <param name="known">Ids by short name.</param>
internal sealed class RoleIds(IReadOnlyDictionary<string, long> known)
{
    /// <summary>Why no plan can be made: roles that somebody is to have, and whose ids nobody knows.</summary>
    public static string? Fault(RosterTerms terms, DesiredRoster wanted, SiteNow site)
    {
        var ids = new RoleIds(site.RoleIds);
        var unknown = wanted.Courses.SelectMany(course => course.Members).SelectMany(member => member.Roles).Distinct()
            .Where(role => ids.Find(role) is null).Order(StringComparer.Ordinal).ToList();
        if (unknown.Count == 0)
        {
            return null;
        }

        var named = unknown.Select(role =>
        {
            var words = terms.Roles.Where(mapping => mapping.Role == role)
                .Select(mapping => mapping.Word == "" ? "no role given" : mapping.Word);
            return $"'{role}' ({string.Join(", ", words)})";
        });
        return $"roles: Moodle's id of {string.Join(" and ", named)} is not known; set "
            + $"{string.Join(" and ", unknown.Select(role => $"Rosters:Roles:{role}"))} to the number in the role's address "
            + $"(Site administration, Users, Permissions, Define roles). Known: {Words(site.RoleIds)}.";
    }

    /// <summary>What Moodle calls its roles.</summary>
    /// <param name="known">Ids by short name.</param>
    /// <returns>Short names by id.</returns>
    public static IReadOnlyDictionary<long, string> Names(IReadOnlyDictionary<string, long> known) => known
        .GroupBy(role => role.Value)
        .ToDictionary(role => role.Key, role => role.Select(one => one.Key).Order(StringComparer.Ordinal).First());

    /// <summary>The ids of roles, ascending.</summary>
    /// <param name="roles">Short names or numbers, all known.</param>
    public long[] Of(IEnumerable<string> roles) => [.. roles.Select(role => Find(role) ?? throw new InvalidOperationException(
        $"The role {role} has no id.")).Distinct().Order()];

    private static string Words(IReadOnlyDictionary<string, long> roles) => roles.Count == 0
        ? "none"
        : string.Join(", ", roles.OrderBy(role => role.Key, StringComparer.Ordinal).Select(role =>
            string.Create(CultureInfo.InvariantCulture, $"{role.Key} {role.Value}")));

    private long? Find(string role) =>
        long.TryParse(role, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id
        : known.TryGetValue(role, out var found) ? found : null;
}
