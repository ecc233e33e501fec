using MoodleGrains.Rosters;
using MoodleGrains.Silo.Moodle.Client;
using MoodleGrains.Users;
using Npgsql;
using Finding = MoodleGrains.Silo.Diagnostics.Finding;

namespace MoodleGrains.Silo.CommandLine.Doctor;

/// <summary>What the database knows of a site, by which doctor looks at it through the token.</summary>
/// <param name="Course">A visible course; null for none.</param>
/// <param name="Users">Some users.</param>
internal sealed record KnownOfSite(long? Course, IReadOnlyList<long> Users)
{
    private const int Few = 20;

    /// <summary>Nothing.</summary>
    public static KnownOfSite Nothing { get; } = new(null, []);

    internal static async Task<KnownOfSite> Read(NpgsqlConnection connection, string site, CancellationToken cancellationToken)
    {
        await using var ask = new NpgsqlCommand(
            $"""
            select (select id from mg_courses where site = $1 and deleted_at is null and visible and id > 1 order by id limit 1),
              coalesce((select array_agg(user_id) from (select user_id from mg_people where site = $1 order by user_id desc limit {Few}) p), array[]::bigint[])
            """,
            connection);
        ask.Parameters.Add(new() { Value = site });
        await using var reader = await ask.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(reader.IsDBNull(0) ? null : reader.GetInt64(0), reader.GetFieldValue<long[]>(1))
            : Nothing;
    }
}

/// <summary>
/// Whether the token sees what it is for: Moodle leaves out without a word what a capability is missing for, and lists of functions do not
/// show it.
/// </summary>
internal static class TokenSight
{
    // Every Moodle has its first administrator and guest there, and its first users.
    private const int FirstIds = 30;

    // Nobody has it. To take a role from nobody changes nothing, and Moodle first asks whether the account might.
    private const long Nobody = int.MaxValue;

    internal static async Task<IReadOnlyList<Finding>> Run(
        MoodleSite site, IReadOnlyList<RosterTerms> rosters, KnownOfSite known, IReadOnlyDictionary<string, long> roleIds,
        CancellationToken cancellationToken)
    {
        var abilities = await site.AbilitiesAsync(cancellationToken);
        List<Finding> findings = [];
        if (abilities.SeesEverything || abilities.OwnCoursesOnly)
        {
            return findings;
        }

        if (abilities.Has(MoodleFunctions.UsersByField))
        {
            var ids = known.Users.Concat(Enumerable.Range(1, FirstIds).Select(id => (long)id)).Where(id => id != abilities.UserId)
                .Distinct()
                .ToList();
            // Some of the first users may be deleted, and of those Moodle answers for none.
            var seen = await site.ListedUsersAsync(ids, cancellationToken);
            findings.AddRange(Users(site.Slug, seen.People, rosters));
        }

        if (rosters.Count > 0 && abilities.Has(MoodleFunctions.UnassignRoles) && abilities.Has(MoodleFunctions.EnrolledUsers))
        {
            findings.AddRange(await RolesAsync(site, rosters, known, roleIds, cancellationToken));
        }

        return findings;
    }

    /// <summary>What the answers about users show.</summary>
    internal static IEnumerable<Finding> Users(string slug, IReadOnlyList<ObservedPerson> people, IReadOnlyList<RosterTerms> rosters)
    {
        var name = MoodleCheck.Name(slug);
        if (people.Count == 0)
        {
            yield return Finding.Bad(
                name, "the token sees no other user", $"Allow moodle/user:viewdetails to the role of its account; 'silo doctor "
                    + $"--moodle-setup {slug}' lists all.");
            yield break;
        }

        var names = people.Any(person => person.UserName is not null);
        var addresses = people.Any(person => person.Email is not null);
        if (!names)
        {
            const string told = "the token sees users, but neither their usernames nor their idnumbers";
            yield return Finding.Bad(
                name,
                rosters.Any(roster => roster.MatchBy != RosterTerms.ByEmail)
                    ? $"{told}: rosters find nobody"
                    : $"{told}: they are not known here",
                $"Allow {MoodleFeatures.UserNames} to the role of its account; 'silo doctor --moodle-setup {slug}' lists all.");
        }

        if (!addresses)
        {
            yield return Finding.Bad(
                name,
                rosters.Any(roster => roster.MatchBy == RosterTerms.ByEmail)
                    ? "the token sees no mail addresses: rosters find nobody, and users are not listed"
                    : "the token sees no mail addresses: users are not listed",
                $"Allow {MoodleFeatures.Addresses} to the role of its account, and leave 'email' ticked in Users > Permissions > User "
                    + $"policies > Show user identity.");
        }

        if (names && addresses)
        {
            yield return Finding.Good(name, "the token sees usernames and mail addresses of others");
        }
    }

    private static async Task<IReadOnlyList<Finding>> RolesAsync(
        MoodleSite site, IReadOnlyList<RosterTerms> rosters, KnownOfSite known, IReadOnlyDictionary<string, long> roleIds,
        CancellationToken cancellationToken)
    {
        var course = known.Course
            ?? (await site.CoursesAsync(cancellationToken)).Courses.FirstOrDefault(one => one.Format != "site" && one.Visible != false)?.Id;
        if (course is not { } place)
        {
            return [Finding.Good(
                MoodleCheck.Name(site.Slug),
                "whether roles may be given is not known: the token sees no course to try it in")];
        }

        var ids = new Dictionary<string, long>(roleIds, StringComparer.OrdinalIgnoreCase);
        foreach (var (id, shortName) in (await site.MembersAsync(place, courseVisible: true, cancellationToken)).Members
            .SelectMany(member => member.Roles))
        {
            ids.TryAdd(shortName, id);
        }

        List<string> may = [];
        List<Finding> findings = [];
        foreach (var role in rosters.SelectMany(roster => roster.Roles).Select(mapping => mapping.Role).Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal))
        {
            if (!long.TryParse(role, out var id) && !ids.TryGetValue(role, out id))
            {
                continue;
            }

            if (await MayAsync(site, place, id, cancellationToken) is not { } refused)
            {
                may.Add(role);
            }
            else if (refused.Kind == FaultKind.CapabilityMissing)
            {
                findings.Add(Finding.Bad(
                    MoodleCheck.Name(
                        site.Slug), $"the token may give no role in course {place}", $"Allow {MoodleFeatures.AssignRole} to the role of "
                            + $"its account."));
                break;
            }
            else
            {
                findings.Add(Finding.Bad(
                    MoodleCheck.Name(
                        site.Slug), $"the token may not give the role '{role}' ({id}) in course {place}: Moodle refuses each of its "
                            + $"enrolments",
                    "Tick it in Site administration > Users > Permissions > Define roles > Allow role assignments, in the row of the "
                        + "account's role."));
            }
        }

        return may.Count == 0
            ? findings
            : [.. findings, Finding.Good(MoodleCheck.Name(site.Slug), $"the token may give the roles {string.Join(", ", may)}")];
    }

    private static async Task<MoodleFault?> MayAsync(MoodleSite site, long course, long role, CancellationToken cancellationToken)
    {
        try
        {
            await site.UnassignRolesAsync([new(course, Nobody, role)], cancellationToken);
            return null;
        }
        catch (MoodleFaultException refused) when (refused.Fault.Kind is FaultKind.CapabilityMissing or FaultKind.InvalidParameter)
        {
            return refused.Fault;
        }
    }
}
