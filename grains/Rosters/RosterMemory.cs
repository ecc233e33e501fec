namespace MoodleGrains.Rosters;

/// <summary>What is remembered of a roster for the next run.</summary>
public static class RosterMemory
{
    /// <summary>
    /// What to remember once a plan was applied, or turned out to be of nothing. Where removals were withheld for unknown names, those
    /// names stay unknown: they may still be the mistyped ones of those who stayed.
    /// </summary>
    /// <param name="wanted">The roster.</param>
    /// <param name="users">The users found, by key (<see cref="SiteNow.Users"/>).</param>
    /// <param name="withheld">The courses in which removals were withheld (<see cref="RosterPlan.Withheld"/>).</param>
    /// <param name="remembered">What was remembered before.</param>
    /// <returns>All that is remembered from here on, by the course's key.</returns>
    public static IReadOnlyDictionary<string, RememberedKeys> After(
        WantedRoster wanted,
        IReadOnlyDictionary<string, long> users,
        IReadOnlySet<string> withheld,
        IReadOnlyDictionary<string, RememberedKeys> remembered)
    {
        var after = new Dictionary<string, RememberedKeys>(wanted.Courses.Count, StringComparer.Ordinal);
        foreach (var course in wanted.Courses)
        {
            after[course.Key] = Of(course, users, withheld.Contains(course.Key), remembered.GetValueOrDefault(course.Key));
        }

        // What was left out counts as there and unchanged.
        foreach (var (key, keys) in remembered)
        {
            if (wanted.Unnamed || wanted.LeftOut.Contains(key))
            {
                after.TryAdd(key, keys);
            }
        }

        return after;
    }

    private static RememberedKeys Of(
        WantedCourse course, IReadOnlyDictionary<string, long> users, bool withheld, RememberedKeys? before)
    {
        var found = new Dictionary<string, long>(StringComparer.Ordinal);
        var notFound = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in course.Members)
        {
            if (users.TryGetValue(member.Key, out var user) || before?.Found.TryGetValue(member.Key, out user) == true)
            {
                found[member.Key] = user;
            }
            else
            {
                notFound.Add(member.Key);
            }
        }

        return new(found, withheld ? before?.NotFound ?? new HashSet<string>() : notFound);
    }
}
