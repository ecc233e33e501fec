using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MoodleGrains.Convergence;

namespace MoodleGrains.Courses;

/// <summary>What is known of one user in a course. A value, because a course holds many of them.</summary>
/// <param name="Enrolments">The enrolments that live, and the ids of those known to be gone.</param>
/// <param name="Roles">The role assignments that live, and the ids of those known to be gone.</param>
/// <param name="GoneAt">The version (<see cref="Clock"/>) of the last word that no enrolment is left; 0 for none.</param>
public readonly record struct Participation(
    ImmutableArray<Enrolment> Enrolments,
    ImmutableArray<RoleHeld> Roles,
    long GoneAt = 0)
{
    /// <summary>Nothing.</summary>
    public static Participation None { get; } = new([], []);

    /// <summary>Whether any enrolment lives.</summary>
    [JsonIgnore]
    public bool Enrolled
    {
        get
        {
            foreach (var enrolment in Enrolments)
            {
                if (enrolment.Live)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Whether any living enrolment is active; null if unknown.</summary>
    [JsonIgnore]
    public bool? Active
    {
        get
        {
            bool? any = false;
            foreach (var enrolment in Enrolments)
            {
                any = enrolment.Live ? any | enrolment.Active : any;
            }

            return any;
        }
    }

    /// <summary>Whether something has to be read from Moodle.</summary>
    [JsonIgnore]
    public bool Contested
    {
        get
        {
            foreach (var enrolment in Enrolments)
            {
                if (enrolment.Live && enrolment.Contested)
                {
                    return true;
                }
            }

            return false;
        }
    }

    /// <summary>Whether nothing at all is left to remember.</summary>
    [JsonIgnore]
    public bool IsNothing => Enrolments.IsEmpty && Roles.IsEmpty;

    /// <summary>The roles held, ascending.</summary>
    /// <returns>Moodle's ids of the roles.</returns>
    public long[] RolesHeld()
    {
        var roles = new SortedSet<long>();
        foreach (var role in Roles)
        {
            if (role.Live)
            {
                roles.Add(role.RoleId);
            }
        }

        return [.. roles];
    }

    /// <summary>Whether a role is held.</summary>
    /// <param name="roleId">The role.</param>
    /// <returns>True if so.</returns>
    internal bool HoldsRole(long roleId)
    {
        foreach (var role in Roles)
        {
            if (role.Live && role.RoleId == roleId)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether any living enrolment but one is active; null if unknown.</summary>
    /// <param name="id">The one left out.</param>
    /// <returns>True, false or null.</returns>
    internal bool? ActiveBut(long id)
    {
        bool? any = false;
        foreach (var enrolment in Enrolments)
        {
            any = enrolment.Live && enrolment.Id != id ? any | enrolment.Active : any;
        }

        return any;
    }

    /// <summary>Where an enrolment stands among <see cref="Enrolments"/>.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>The index; below 0 if unknown.</returns>
    internal int IndexOf(long id)
    {
        for (var i = 0; i < Enrolments.Length; i++)
        {
            if (Enrolments[i].Id == id)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Where a role assignment stands among <see cref="Roles"/>.</summary>
    /// <param name="id">Its id.</param>
    /// <returns>The index; below 0 if unknown.</returns>
    internal int IndexOfRole(long id)
    {
        for (var i = 0; i < Roles.Length; i++)
        {
            if (Roles[i].AssignmentId == id)
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Where the nameless enrolment stands that a poll found at or after a version.</summary>
    /// <param name="clock">The version.</param>
    /// <returns>The index; below 0 if there is none.</returns>
    internal int NamelessSince(long clock)
    {
        var index = IndexOf(0);
        return index >= 0 && Enrolments[index].At >= clock ? index : -1;
    }

    /// <summary>Where the nameless assignment of a role stands that a poll found at or after a version.</summary>
    /// <param name="roleId">The role.</param>
    /// <param name="clock">The version.</param>
    /// <returns>The index; below 0 if there is none.</returns>
    internal int NamelessRoleSince(long roleId, long clock)
    {
        for (var i = 0; i < Roles.Length; i++)
        {
            var role = Roles[i];
            if (role.AssignmentId == 0 && role.RoleId == roleId && role.At >= clock)
            {
                return i;
            }
        }

        return -1;
    }
}
