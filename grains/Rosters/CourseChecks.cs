using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace MoodleGrains.Rosters;

/// <summary>
/// Checks the courses of a document. The limits are those of the table course: fullname 254 and shortname 255 up to Moodle 4.5
/// (lib/db/install.xml; 1333 and 255 since 5.0, core_course\constants), idnumber 100.
/// </summary>
internal static partial class CourseChecks
{
    private const int LongestName = 254;
    private const int LongestShortName = 255;
    private const int LongestIdNumber = 100;

    public static DesiredRoster Of(IReadOnlyList<CourseDraft> drafts, int unplaced, RosterTerms terms, List<Finding> findings)
    {
        var roles = terms.Roles.ToDictionary(role => RoleMapping.Normal(role.Word), role => role.Role, StringComparer.Ordinal);
        var twice = Twice(drafts, findings);
        var courses = new List<DesiredCourse>(drafts.Count);
        var leftOut = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var unnamed = unplaced > 0;
        foreach (var draft in drafts)
        {
            // All faults are told, those of the participants of a course that is left out too.
            var fit = Fits(draft, findings);
            var members = MemberChecks.Of(draft.Members, terms, roles, findings, out var stranger);
            if (fit && !twice.Contains(draft.Path))
            {
                courses.Add(new(
                    draft.Path, Key(draft), draft.ShortName!, draft.Name!, draft.IdNumber, draft.Category, draft.StartsAt, draft.EndsAt,
                    draft.Visible, draft.Template, members, stranger || unplaced > 0));
                continue;
            }

            unnamed |= draft.Unnamed || draft.ShortName is null;
            if (draft.ShortName is not null)
            {
                leftOut.Add("name:" + draft.ShortName);
            }

            if (draft.IdNumber is not null)
            {
                leftOut.Add("id:" + draft.IdNumber);
            }
        }

        return new(courses, leftOut, unnamed, findings) { CoursesLeftOut = drafts.Count - courses.Count + unplaced };
    }

    private static string Key(CourseDraft draft) => draft.IdNumber is { } id ? "id:" + id : "name:" + draft.ShortName;

    // Nobody can say which of two is meant, so that neither is taken. Moodle refuses names that differ by capitals only where its database
    // is MySQL.
    private static HashSet<string> Twice(IReadOnlyList<CourseDraft> drafts, List<Finding> findings)
    {
        var names = new Dictionary<string, (string Value, CourseDraft Draft)>(StringComparer.OrdinalIgnoreCase);
        var twice = new HashSet<string>(StringComparer.Ordinal);
        foreach (var draft in drafts)
        {
            foreach (var (kind, value) in new[] { ("short name", draft.ShortName), ("idnumber", draft.IdNumber) })
            {
                if (value is not null && !names.TryAdd($"{kind}:{value}", (value, draft)))
                {
                    var (other, first) = names[$"{kind}:{value}"];
                    twice.Add(first.Path);
                    twice.Add(draft.Path);
                    findings.Add(new(
                        true, "duplicate_course", draft.Path,
                        other == value
                            ? $"The {kind} '{JsonField.Short(value)}' is that of {first.Path} too; neither is taken, give each course "
                                + $"its own."
                            : $"The {kind} '{JsonField.Short(value)}' differs from '{JsonField.Short(other)}' ({first.Path}) by capitals "
                                + "only; neither is taken, write both alike or correct one."));
                }
            }
        }

        return twice;
    }

    private static bool Fits(CourseDraft draft, List<Finding> findings)
    {
        var count = findings.Count;
        Name(draft.ShortName, LongestShortName, draft.Paths.ShortName, findings);
        Name(draft.Name, LongestName, draft.Paths.Name, findings);
        Entities(draft.Category, draft.Path + ".category", findings);
        Entities(draft.IdNumber, draft.Path + ".idnumber", findings);
        if (draft.IdNumber is { } id && Length(id) > LongestIdNumber)
        {
            findings.Add(TooLong(draft.Path + ".idnumber", id, LongestIdNumber));
        }

        if (draft is { StartsAt: { } start, EndsAt: { } end } && end < start)
        {
            findings.Add(
                new(true, "ends_before_start", draft.Paths.EndDate, "It is before startdate, which Moodle refuses; give a later date."));
        }

        return !draft.Bad && !findings.Skip(count).Any(finding => finding.Error);
    }

    private static void Name(string? name, int longest, string path, List<Finding> findings)
    {
        if (name is null)
        {
            return;
        }

        Entities(name, path, findings);
        if (Length(name) > longest)
        {
            findings.Add(TooLong(path, name, longest));
        }

        // PARAM_TEXT: what strip_tags of PHP would take for a tag, but for the markup of names in several languages.
        if (Tag().IsMatch(Multilang().Replace(name, "")))
        {
            findings.Add(
                new(true, "html", path, $"'{JsonField.Short(name)}' holds HTML, which Moodle refuses in a name; write it as plain text."));
        }
    }

    // Moodle's pages show the character, and whatever else reads the name shows &amp;.
    private static void Entities(string? name, string path, List<Finding> findings)
    {
        if (name is not null && WebUtility.HtmlDecode(name) is var decoded && decoded != name)
        {
            findings.Add(new(
                false, "html_entities", path,
                $"'{JsonField.Short(name)}' holds HTML entities and is taken as it stands; write the characters themselves: "
                    + $"'{JsonField.Short(decoded)}'."));
        }
    }

    private static Finding TooLong(string path, string text, int longest) => new(
        true, "too_long", path,
        string.Create(
            CultureInfo.InvariantCulture,
            $"'{JsonField.Short(text)}' has {Length(text)} characters, and Moodle takes {longest}; shorten it."));

    private static int Length(string text) => text.EnumerateRunes().Count();

    [GeneratedRegex("<(?!\\s)", RegexOptions.CultureInvariant)]
    private static partial Regex Tag();

    [GeneratedRegex(
        "<span(?:\\s+lang=\"[a-zA-Z0-9_-]+\"|\\s+class=\"multilang\"){2}\\s*>|</span>|<lang lang=\"[a-zA-Z0-9_-]+\"\\s*>|</lang>",
        RegexOptions.CultureInvariant)]
    private static partial Regex Multilang();
}
