namespace MoodleGrains.Rosters;

/// <summary>What is remembered of a roster for the next run.</summary>
public static class RosterMemory
{
    /// <summary>
    /// What to remember once a plan was applied, or turned out to be of nothing. Where unknown names may be the mistyped ones of people
    /// who are not listed any more, they are not remembered, and so stay new.
    /// </summary>
    /// <param name="wanted">The roster.</param>
    /// <param name="users">The users found, by key (<see cref="SiteNow.Users"/>).</param>
    /// <param name="unclear">The courses in which that is so (<see cref="RosterPlan.Unclear"/>).</param>
    /// <param name="remembered">What was remembered before.</param>
    /// <param name="ambiguous">
    /// The keys that may mean several users (<see cref="SiteNow.Ambiguous"/>): they are not unknown; null for none.
    /// </param>
    /// <returns>All that is remembered from here on, by the course's key.</returns>
    public static IReadOnlyDictionary<string, RememberedKeys> After(
        DesiredRoster wanted,
        IReadOnlyDictionary<string, long> users,
        IReadOnlySet<string> unclear,
        IReadOnlyDictionary<string, RememberedKeys> remembered,
        IReadOnlyDictionary<string, IReadOnlyList<long>>? ambiguous = null)
    {
        var after = new Dictionary<string, RememberedKeys>(wanted.Courses.Count, StringComparer.Ordinal);
        foreach (var course in wanted.Courses)
        {
            after[course.Key] = Of(course, users, unclear.Contains(course.Key), remembered.GetValueOrDefault(course.Key), ambiguous);
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
        DesiredCourse course,
        IReadOnlyDictionary<string, long> users,
        bool unclear,
        RememberedKeys? before,
        IReadOnlyDictionary<string, IReadOnlyList<long>>? ambiguous)
    {
        var found = new Dictionary<string, long>(StringComparer.Ordinal);
        var notFound = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in course.Members)
        {
            if (users.TryGetValue(member.Key, out var user) || before?.Found.TryGetValue(member.Key, out user) == true)
            {
                found[member.Key] = user;
            }
            else if (ambiguous?.ContainsKey(member.Key) != true
                && (before?.NotFound.Contains(member.Key) == true || (!unclear && !member.LeftOut)))
            {
                notFound.Add(member.Key);
            }
        }

        return new(found, notFound);
    }
}
