using MoodleGrains.Mirrors;
using static MoodleGrains.Texts.Invariant;

namespace MoodleGrains.Rosters;

/// <summary>What of a plan waits for a person, by its numbers.</summary>
internal static class ChangeLimit
{
    private const int MostNamed = 5;

    /// <summary>The brake of a day.</summary>
    public static ChangeLimits Of(RosterTerms terms, DateOnly today) => terms.Raised.FirstOrDefault(raised =>
        RosterTermsChecks.Day(raised.From) <= today && today <= RosterTermsChecks.Day(raised.Until))?.Brake ?? terms.Brake;

    /// <summary>What trips the brake, a sentence each, without names of persons.</summary>
    public static IEnumerable<string> Tripped(
        RosterTerms terms, DateOnly today, IReadOnlyList<PlanItem> items, SiteNow site, IReadOnlyDictionary<long, Mirror> mirrors)
    {
        var brake = Of(terms, today);
        var leaving = items.Where(item => item.Action is PlanAction.Suspend or PlanAction.Remove && item.CourseId is not null)
            .CountBy(item => item.CourseId!.Value).ToDictionary();
        var losing = items.Where(item => item.Action == PlanAction.TakeRole && item.RoleId is not null)
            .CountBy(item => item.RoleId!.Value).ToDictionary();
        if (leaving.Count > 0 || losing.Count > 0)
        {
            foreach (var text in Members(brake, leaving, losing, Holding.Of(site, mirrors), mirrors))
            {
                yield return text;
            }
        }

        if (Renamed(brake, terms, items, site, mirrors) is { } renamed)
        {
            yield return renamed;
        }

        var hidden = items.Count(item => item.Action == PlanAction.HideCourse);
        if (hidden > 0)
        {
            var shown = site.Courses.Count(course => course.Visible
                && mirrors.GetValueOrDefault(course.Id) is { Key: not null, Hidden: false } mirror
                && (mirror.Created || terms.AdoptWholly));
            if (Trips(hidden, shown, brake.HidePercent, brake.HideCount))
            {
                yield return Text($"{hidden} of {shown} courses would be hidden (the brake: more than {brake.HidePercent} % and at least "
                    + $"{brake.HideCount}).");
            }
        }
    }

    /// <summary>Courses of the last roster that are not listed any more: half a roster is still a roster.</summary>
    public static string? Vanished(ChangeLimits brake, IReadOnlyCollection<string> before, IReadOnlySet<string> now)
    {
        var gone = before.Where(key => !now.Contains(key)).Order(StringComparer.Ordinal).ToList();
        return Trips(gone.Count, before.Count, brake.HidePercent, brake.HideCount)
            ? Text($"{gone.Count} of {before.Count} courses of the last roster are not listed any more: {Some(gone)} (the brake: more than "
                + $"{brake.HidePercent} % and at least {brake.HideCount}).")
            : null;
    }

    /// <summary>Enrolments that stay only for unknown names.</summary>
    public static string? Withheld(IReadOnlyDictionary<string, int> withheld) => withheld.Count == 0
        ? null
        : Text($"{withheld.Values.Sum()} enrolments or roles that are not listed any more stay in {withheld.Count} courses "
            + $"({Some(withheld.Keys)}), for names are listed there that nobody in Moodle has, and that may be mistyped; correct them, or "
            + $"create the users.");

    // One unreadable byte can garble every name of a roster.
    private static string? Renamed(
        ChangeLimits brake, RosterTerms terms, IReadOnlyList<PlanItem> items, SiteNow site, IReadOnlyDictionary<long, Mirror> mirrors)
    {
        var renamed = items.Where(item => item.Action == PlanAction.RenameCourse).Select(item => item.CourseKey)
            .Order(StringComparer.Ordinal)
            .ToList();
        if (renamed.Count == 0)
        {
            return null;
        }

        var adopted = terms.AdoptWholly
            ? items.Where(item => item.Action == PlanAction.AdoptCourse).Select(item => item.CourseId).ToHashSet()
            : [];
        var all = site.Courses.Count(course => adopted.Contains(course.Id)
            || (mirrors.GetValueOrDefault(course.Id) is { Key: not null } mirror && (mirror.Created || terms.AdoptWholly)));
        return Trips(renamed.Count, all, brake.RenamePercent, brake.RenameCount)
            ? Text($"{renamed.Count} of {all} courses would be renamed: {Some(renamed)} (the brake: more than {brake.RenamePercent} % and "
                + $"at least {brake.RenameCount}).")
            : null;
    }

    private static IEnumerable<string> Members(
        ChangeLimits brake,
        Dictionary<long, int> leaving,
        Dictionary<long, int> losing,
        Holding holding,
        IReadOnlyDictionary<long, Mirror> mirrors)
    {
        var courses = leaving.Where(course => Trips(
                course.Value, holding.Enrolled.GetValueOrDefault(course.Key), brake.CoursePercent, brake.CourseCount))
            .Select(course => (Key: mirrors.GetValueOrDefault(course.Key)?.Key ?? "", Gone: course.Value, Of: holding.Enrolled
                .GetValueOrDefault(course.Key)))
            .OrderBy(course => course.Key, StringComparer.Ordinal).ToList();
        if (courses.Count > 0)
        {
            yield return Text($"In {courses.Count} courses too many enrolments would be suspended or removed: "
                + $"{Some(courses.Select(course => Text($"{course.Key} {course.Gone} of {course.Of}")))} (the brake: more than "
                + $"{brake.CoursePercent} % and at least {brake.CourseCount} of a course's).");
        }

        var (all, enrolled) = (leaving.Values.Sum(), holding.Enrolled.Values.Sum());
        if (Trips(all, enrolled, brake.AllPercent, brake.AllCount))
        {
            yield return Text($"{all} of {enrolled} enrolments would be suspended or removed (the brake: more than {brake.AllPercent} % "
                + $"and at least {brake.AllCount}).");
        }

        foreach (var (role, count) in losing.OrderBy(role => role.Key))
        {
            var holders = holding.Roles.GetValueOrDefault(role);
            if (Trips(count, holders, brake.RolePercent, brake.RoleCount))
            {
                yield return Text($"{count} of {holders} who hold the role {role} by this roster would lose it (the brake: more than "
                    + $"{brake.RolePercent} % and at least {brake.RoleCount}).");
            }
        }
    }

    private static bool Trips(int count, int all, int percent, int least) => count >= least && count * 100L > (long)percent * all;

    private static string Some(IEnumerable<string> keys)
    {
        var all = keys.ToList();
        return all.Count <= MostNamed
            ? string.Join(", ", all)
            : Text($"{string.Join(", ", all.Take(MostNamed))} and {all.Count - MostNamed} more");
    }
}

/// <summary>What the roster gave and people still hold.</summary>
/// <param name="Enrolled">Active enrolments, by course.</param>
/// <param name="Roles">Holders, by role.</param>
internal sealed record Holding(IReadOnlyDictionary<long, int> Enrolled, IReadOnlyDictionary<long, int> Roles)
{
    /// <summary>Counts them.</summary>
    public static Holding Of(SiteNow site, IReadOnlyDictionary<long, Mirror> mirrors)
    {
        var enrolled = new Dictionary<long, int>();
        var roles = new Dictionary<long, int>();
        foreach (var (course, members) in site.Members)
        {
            if (!mirrors.TryGetValue(course, out var mirror))
            {
                continue;
            }

            foreach (var member in members)
            {
                if (!mirror.Members.TryGetValue(member.UserId, out var mirrored))
                {
                    continue;
                }

                if (mirrored.Enrolled && member.Active != false)
                {
                    enrolled[course] = enrolled.GetValueOrDefault(course) + 1;
                }

                foreach (var role in mirrored.Roles.Intersect(member.Roles))
                {
                    roles[role] = roles.GetValueOrDefault(role) + 1;
                }
            }
        }

        return new(enrolled, roles);
    }
}
