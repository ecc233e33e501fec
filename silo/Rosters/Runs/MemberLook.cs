using MoodleGrains.Rosters;
using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Rosters.Runs;

/// <summary>Whether Moodle stands as an item wants it.</summary>
internal static class MemberLook
{
    /// <summary>Looks.</summary>
    /// <param name="action">What the item does.</param>
    /// <param name="item">The item.</param>
    /// <param name="members">Who is in its course; null where the course is not there, or not to be seen.</param>
    /// <returns>True if it is as wanted.</returns>
    public static bool IsDone(PlanAction action, RunItem item, IReadOnlyList<MemberSeen>? members)
    {
        if (members is null)
        {
            return false;
        }

        var member = members.FirstOrDefault(seen => seen.UserId == item.UserId);
        return action switch
        {
            PlanAction.Enrol => member is not null && Holds(member, item),
            PlanAction.Reactivate => member?.Active == true,
            PlanAction.Suspend => member?.Active == false,
            PlanAction.Remove => member is null,
            PlanAction.GiveRole => member is not null && Holds(member, item),
            PlanAction.TakeRole => member is null || !Holds(member, item),
            _ => false,
        };
    }

    private static bool Holds(MemberSeen member, RunItem item) => member.Roles.Any(role => role.Id == item.RoleId);
}
