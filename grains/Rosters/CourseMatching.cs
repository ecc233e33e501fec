using MoodleGrains.Mirrors;
using static MoodleGrains.Texts.Invariant;

namespace MoodleGrains.Rosters;

/// <summary>A course of the roster, and what stands for it in Moodle.</summary>
/// <param name="Wanted">What the roster says.</param>
/// <param name="Now">The course; null if it is to be created.</param>
/// <param name="Mirror">What the roster made there; the initial one if nothing.</param>
internal sealed record CourseMatch(DesiredCourse Wanted, CourseNow? Now, Mirror Mirror);

/// <summary>
/// Finds what stands for each course of the roster: first what stood for it before, then what has its idnumber, or its short name.
/// </summary>
internal sealed class CourseMatching(
    RosterTerms terms, DesiredRoster wanted, SiteIndex site, IReadOnlyDictionary<long, Mirror> mirrors, bool person, PlanDraft plan)
{
    private readonly Dictionary<long, string> taken = [];
    private readonly ILookup<string, long> byKey = mirrors.Where(mirror => mirror.Value.Key is not null)
        .OrderByDescending(mirror => mirror.Key).ToLookup(mirror => mirror.Value.Key!, mirror => mirror.Key, StringComparer.Ordinal);
    private readonly ILookup<string, long> byKeyAlike = mirrors.Where(mirror => mirror.Value.Key is not null)
        .OrderByDescending(mirror => mirror.Key)
        .ToLookup(mirror => mirror.Value.Key!, mirror => mirror.Key, StringComparer.OrdinalIgnoreCase);

    /// <summary>The courses that have a place; of the others a finding tells.</summary>
    public List<CourseMatch> All()
    {
        var matches = new List<CourseMatch>(wanted.Courses.Count);
        var others = new List<DesiredCourse>();
        foreach (var course in wanted.Courses.OrderBy(course => course.Key, StringComparer.Ordinal))
        {
            if (byKey[course.Key].Select(site.Course).FirstOrDefault(now => now is not null) is { } now)
            {
                taken.Add(now.Id, course.Key);
                matches.Add(new(course, now, mirrors[now.Id]));
            }
            else
            {
                others.Add(course);
            }
        }

        // A course that was left out keeps what stood for it.
        foreach (var (id, mirror) in mirrors.Where(mirror => mirror.Value.Key is { } key && wanted.LeftOut.Contains(key)))
        {
            taken.TryAdd(id, mirror.Key!);
        }

        matches.AddRange(others.Select(Other).OfType<CourseMatch>());
        return matches;
    }

    private CourseMatch? Other(DesiredCourse course)
    {
        var found = course.IdNumber is { } id ? site.ByIdNumber(id) : [];
        if (found.Count == 0)
        {
            found = site.ByShortName(course.ShortName);
            if (course.IdNumber is not null && found.FirstOrDefault(named => named.IdNumber.Trim() != "") is { } other)
            {
                plan.Error("short_name_taken", course.Path, Text(
                    $"The short name '{course.ShortName}' is that of Moodle's course {other.Id}, whose idnumber is '{other.IdNumber}' and "
                        + $"not '{course.IdNumber}'; give one of them another."));
                return null;
            }
        }

        switch (found)
        {
            case []:
                // Its name was changed in Moodle, and its capitals in the roster.
                return byKeyAlike[course.Key].Select(site.Course).FirstOrDefault(one => one is not null) is { } mirrored
                    ? There(course, mirrored)
                    : New(course);
            case [var now]:
                return There(course, now);
            default:
                var names = string.Join(", ", found.Select(one => Text($"{one.Id} '{one.ShortName}'")));
                plan.Error("course_ambiguous", course.Path, Text(
                    $"'{course.ShortName}' differs from {found.Count} courses of Moodle by capitals only ({names}), so none is taken for "
                        + $"it; write it as Moodle does."));
                return null;
        }
    }

    private CourseMatch? There(DesiredCourse course, CourseNow now)
    {
        if (!taken.TryAdd(now.Id, course.Key))
        {
            plan.Error("course_taken", course.Path, Text(
                $"Moodle's course {now.Id} ('{now.ShortName}') stands for another course of this roster already ({taken[now.Id]}); correct "
                    + $"one of the two."));
            return null;
        }

        if (mirrors.GetValueOrDefault(now.Id) is { Key: not null } mirror)
        {
            return new(course, now, mirror);
        }

        if (!terms.Adopt)
        {
            plan.Error("not_adopted", course.Path, Text(
                $"'{course.ShortName}' is in Moodle already (course {now.Id}), and the roster adopts no courses; set adopt, or give "
                    + $"another short name."));
            return null;
        }

        return new(course, now, Mirror.Initial);
    }

    private CourseMatch? New(DesiredCourse course)
    {
        // A course that was deleted in Moodle is not created again under other capitals either.
        if (!byKeyAlike[course.Key].Any())
        {
            return new(course, null, Mirror.Initial);
        }

        var lost = byKeyAlike[course.Key].First();
        if (!person)
        {
            plan.Error("course_lost", course.Path, Text(
                $"'{course.ShortName}' was Moodle's course {lost}, which was deleted there; it is not created again unless a person starts "
                    + $"a run and approves it."));
            return null;
        }

        plan.Warning(
            "course_lost",
            course.Path,
            Text($"'{course.ShortName}' was Moodle's course {lost}, which was deleted there; it is created again if this is approved."));
        plan.Tripped.Add(Text($"{course.Key}: the course was deleted in Moodle (it was {lost}) and would be created again."));
        return new(course, null, Mirror.Initial);
    }
}
