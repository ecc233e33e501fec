using MoodleGrains.Mirrors;

namespace MoodleGrains.Rosters;

/// <summary>A user whom the roster lists in a course.</summary>
/// <param name="Roles">Moodle's ids of the roles it gives, ascending.</param>
/// <param name="Unsure">Whether it loses none.</param>
/// <param name="Suspended">Whether the roster says that it is not active.</param>
/// <param name="Kept">Whether it counts as there and unchanged.</param>
/// <param name="Name">As the roster writes it.</param>
internal sealed record KnownMember(long[] Roles, bool Unsure, bool Suspended, bool Kept, string Name);

/// <summary>Who the participants of one course are.</summary>
internal sealed class KnownMembers
{
    private KnownMembers(bool strangers, Dictionary<long, KnownMember> users)
    {
        Strangers = strangers;
        Users = users;
    }

    /// <summary>
    /// Whether somebody is listed who may be anybody: without a name, or by one that nobody has and that was left out for a fault or is new
    /// since the last run.
    /// </summary>
    public bool Strangers { get; }

    /// <summary>The users listed.</summary>
    public IReadOnlyDictionary<long, KnownMember> Users { get; }

    /// <summary>Whether somebody is listed with all roles that the roster gave.</summary>
    public bool Lists(long user, Mirrored given) => Users.TryGetValue(user, out var member)
        && (member.Unsure || member.Kept || !given.Roles.Except(member.Roles).Any());

    /// <summary>Looks them up; who is not found is missing.</summary>
    public static KnownMembers Of(DesiredCourse course, SiteNow site, RememberedKeys? remembered, RoleIds roles, PlanDraft plan)
    {
        var users = new Dictionary<long, KnownMember>(course.Members.Count);
        var strangers = course.Unnamed;
        foreach (var member in course.Members)
        {
            var found = site.Users.TryGetValue(member.Key, out var user);
            if (!found && site.Ambiguous.TryGetValue(member.Key, out var several))
            {
                // It may be any of them, and none is missing.
                var before = remembered?.Found.TryGetValue(member.Key, out user) == true ? [user] : Array.Empty<long>();
                foreach (var one in several.Union(before))
                {
                    Add(one, new([], Unsure: true, Suspended: false, Kept: true, member.Given));
                }

                continue;
            }

            if (!found && !member.LeftOut)
            {
                Miss(course, member, plan);
            }

            // Somebody who was renamed in Moodle is still who the roster means.
            if (!found && remembered?.Found.TryGetValue(member.Key, out user) != true)
            {
                strangers |= member.LeftOut || remembered?.NotFound.Contains(member.Key) != true;
                continue;
            }

            Add(user, new(roles.Of(member.Roles), member.RolesUnsure, member.Suspended, member.LeftOut || !found, member.Given));
        }

        return new(strangers, users);

        void Add(long user, KnownMember known) => users[user] = users.TryGetValue(user, out var other) ? Both(other, known) : known;
    }

    private static void Miss(DesiredCourse course, DesiredMember member, PlanDraft plan)
    {
        foreach (var role in member.Roles.Concat(member.UnknownRoles).DefaultIfEmpty(""))
        {
            plan.Missing.Add(new(member.Given, course.ShortName, course.Name, role));
        }
    }

    // Two names of one user: what both say together.
    private static KnownMember Both(KnownMember one, KnownMember other) => new(
        [.. one.Roles.Union(other.Roles).Order()],
        one.Unsure || other.Unsure,
        one.Suspended && other.Suspended,
        one.Kept && other.Kept,
        string.CompareOrdinal(one.Name, other.Name) <= 0 ? one.Name : other.Name);
}
