using System.Collections.Immutable;

namespace MoodleGrains.Mirrors;

/// <summary>What the roster gave each user, after each change.</summary>
internal static class MemberFold
{
    public static ImmutableDictionary<long, Mirrored> After(ImmutableDictionary<long, Mirrored> members, MembersChanged changed)
    {
        var after = members.ToBuilder();
        foreach (var change in changed.Changes)
        {
            Apply(after, change, changed.Run);
        }

        return after.ToImmutable();
    }

    /// <summary>
    /// Whether a change was told before: its outcome stands already, by the same run. Another run that leads to the same outcome did
    /// something (it enrolled somebody again whom a person took out), and that may have to be taken back.
    /// </summary>
    public static bool Knows(Mirrored? member, MemberChange change, int run) => change.Deed switch
    {
        MemberDeed.Removed => member is null,
        MemberDeed.RolesTaken => member is null || !change.Roles.Any(role => member.Roles.Contains(role)),
        _ when member is null || member.Run != run => false,
        MemberDeed.Enrolled => member is { Enrolled: true, Suspended: false } && change.Roles.All(role => member.Given.Contains(role)),
        MemberDeed.Reactivated => !member.Suspended,
        MemberDeed.Suspended => member.Suspended,
        MemberDeed.RolesGiven => change.Roles.All(role => member.Given.Contains(role)),
        _ => throw new InvalidOperationException($"The deed {change.Deed} is not known."),
    };

    public static void Apply(ImmutableDictionary<long, Mirrored>.Builder members, MemberChange change, int run)
    {
        var before = members.GetValueOrDefault(change.UserId) ?? new(false, false, [], run, []);
        if (before.Run != run)
        {
            before = before with { Run = run, Given = [] };
        }

        var after = change.Deed switch
        {
            // Who had left the course had lost all roles in it.
            MemberDeed.Enrolled => Enrolled([.. change.Roles.Distinct().Order()], run),
            MemberDeed.Reactivated => before with { Suspended = false },
            MemberDeed.Suspended => before with { Suspended = true },
            MemberDeed.Removed => null,
            MemberDeed.RolesGiven => before with
            {
                Roles = [.. before.Roles.Union(change.Roles).Order()],
                Given = [.. before.Given.Union(change.Roles).Order()],
            },
            MemberDeed.RolesTaken => before with
            {
                Roles = [.. before.Roles.Except(change.Roles)],
                Given = [.. before.Given.Except(change.Roles)],
            },
            _ => throw new InvalidOperationException($"The deed {change.Deed} is not known."),
        };
        if (after is null or { Enrolled: false, Roles.IsEmpty: true })
        {
            members.Remove(change.UserId);
        }
        else
        {
            members[change.UserId] = after;
        }
    }

    private static Mirrored Enrolled(ImmutableArray<long> roles, int run) => new(true, false, roles, run, roles);
}
