using System.Globalization;

namespace MoodleGrains.Rosters;

/// <summary>
/// Whether nobody is found because nobody is shown: Moodle leaves users out without a word where the token may not see the field they are
/// looked for by, so that a roster of people it does not see looks like one of people who do not exist.
/// </summary>
internal static class UnseenUsers
{
    // A few new names may all be unknown; of so many, or of some that were found before, it is believed of no site.
    private const int Many = 10;
    private const int FoundBefore = 3;
    private const int LeastPercent = 5;

    /// <summary>Why the plan is not made.</summary>
    /// <param name="terms">The terms of the roster.</param>
    /// <param name="wanted">What it wants.</param>
    /// <param name="site">What Moodle holds.</param>
    /// <param name="remembered">What the last roster said, by the course's key.</param>
    /// <returns>The reason with the remedy; null where enough are found.</returns>
    public static string? Fault(
        RosterTerms terms, DesiredRoster wanted, SiteNow site, IReadOnlyDictionary<string, RememberedKeys> remembered)
    {
        var asked = wanted.Courses.SelectMany(course => course.Members).Where(member => !member.LeftOut)
            .Select(member => member.Key).ToHashSet(StringComparer.Ordinal);
        var found = asked.Count(site.Users.ContainsKey);
        var before = remembered.Values.SelectMany(course => course.Found.Keys).Where(asked.Contains).Distinct(StringComparer.Ordinal)
            .Count();
        if (!(asked.Count >= Many && found * 100L < (long)LeastPercent * asked.Count) && !(found == 0 && before >= FoundBefore))
        {
            return null;
        }

        var (what, capability) = terms.MatchBy switch
        {
            RosterTerms.ByEmail => ("mail addresses", "moodle/site:viewuseridentity"),
            RosterTerms.ByIdNumber => ("idnumbers of users", "moodle/user:viewalldetails"),
            _ => ("user names", "moodle/user:viewalldetails"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"users: {found} of {asked.Count} participants are found in Moodle by "
            + $"{terms.MatchBy}, so nothing is done. The token may not see {what}: allow {capability} to the role of its account (silo "
            + $"doctor tells, silo doctor --moodle-setup shows where); or the users are not in Moodle yet, or matchBy is not what the "
            + $"roster gives.");
    }
}
