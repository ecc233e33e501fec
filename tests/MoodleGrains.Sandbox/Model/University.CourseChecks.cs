namespace MoodleGrains.Sandbox.Model;

public sealed partial class University
{
    private const long Year = 365 * 86_400;

    /// <summary>Looks whether courses could be created, one after the other; Moodle does so in one transaction.</summary>
    /// <param name="changes">What they would be created with.</param>
    /// <exception cref="MoodleFaultException">
    /// One of them has no name, its category is unknown, its short name or idnumber is another's (of these too), or its dates are wrong.
    /// </exception>
    public void CheckNew(IReadOnlyList<CourseChange> changes)
    {
        HashSet<string> shortNames = new(StringComparer.Ordinal), idNumbers = new(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            CategoryOr(change.CategoryId ?? 0);
            if (change.ShortName is null || change.FullName is null)
            {
                throw MoodleFaultException.InvalidParameter();
            }

            CheckUnique(0, change);
            if (!shortNames.Add(change.ShortName))
            {
                throw ShortNameTaken(change);
            }

            if (change.IdNumber is { Length: > 0 } idNumber && !idNumbers.Add(idNumber))
            {
                throw IdNumberTaken(change);
            }

            var (start, end) = Dates(change);
            CheckDates(start, end);
        }
    }

    // Left out, the start is today and the end a year after the start.
    private (long Start, long End) Dates(CourseChange change)
    {
        var start = change.StartDate ?? Now - (Now % 86_400);
        return (start, change.EndDate ?? start + Year);
    }

    // nostartdatenoenddate was recorded; the other is course_validate_dates of Moodle's course/lib.php, its text not recorded.
    private static void CheckDates(long start, long end)
    {
        if (start > 0 && end > 0 && end < start)
        {
            throw MoodleFaultException.Moodle("enddatebeforestartdate", "The course end date must be after the start date.");
        }

        if (start == 0 && end > 0)
        {
            throw MoodleFaultException.Moodle("nostartdatenoenddate", "A course end date can only be set if a start date is also set.");
        }
    }

    private void CheckUnique(long id, CourseChange change)
    {
        if (courses.Values.Any(c => c.Id != id && c.ShortName == change.ShortName))
        {
            throw ShortNameTaken(change);
        }

        if (change.IdNumber is not null and not "" && courses.Values.Any(c => c.Id != id && c.IdNumber == change.IdNumber))
        {
            throw IdNumberTaken(change);
        }
    }

    private static MoodleFaultException ShortNameTaken(CourseChange change) =>
        MoodleFaultException.Moodle("shortnametaken", $"Short name is already used for another course ({change.ShortName})");

    private static MoodleFaultException IdNumberTaken(CourseChange change) =>
        MoodleFaultException.Moodle("courseidnumbertaken", $"ID number is already used for another course ({change.IdNumber})");
}
