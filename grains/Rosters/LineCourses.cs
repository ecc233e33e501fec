using System.Globalization;

namespace MoodleGrains.Rosters;

/// <summary>Puts the lines of a CSV roster together to courses.</summary>
internal static class LineCourses
{
    /// <summary>The courses, in the order of their first lines.</summary>
    /// <param name="lines">The lines.</param>
    /// <param name="findings">What is wrong.</param>
    /// <param name="unplaced">The full names in lines that name no course, so that any course may lack a participant.</param>
    public static List<CourseDraft> Read(IReadOnlyList<RosterLine> lines, List<Finding> findings, out IReadOnlySet<string> unplaced)
    {
        var courses = new List<CourseDraft>();
        var members = new List<List<MemberDraft>>();
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var told = new HashSet<string>(StringComparer.Ordinal);
        var nameless = new HashSet<string>(StringComparer.Ordinal);
        unplaced = nameless;
        foreach (var line in lines)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"line {line.Line}");
            var shortName = Field(line.ShortName, $"{path}, course_shortname", findings, out var bad);
            if (shortName is not null)
            {
                // The other lines of the course are written alike, and told once.
                shortName = Cut(told.Add(shortName)
                    ? ComparableName.Read(shortName, $"{path}, course_shortname", findings)
                    : ComparableName.Untrimmed(shortName));
            }

            if (shortName is null)
            {
                nameless.Add(Cut(line.Name) ?? "");
                if (!bad)
                {
                    findings.Add(
                        new(true, "missing", $"{path}, course_shortname", "It is missing or empty; give the course's short name."));
                }

                continue;
            }

            if (!places.TryGetValue(shortName, out var place))
            {
                place = courses.Count;
                places.Add(shortName, place);
                members.Add([]);
                courses.Add(Course(line, path, shortName, findings) with { Members = members[place] });
            }
            else if (Cut(line.Name) is { } name && courses[place].Name is { } first && name != first)
            {
                findings.Add(new(
                    false, "name_differs", $"{path}, course_name",
                    $"'{JsonField.Short(name)}' is not what stands in {courses[place].Path}; '{JsonField.Short(first)}' is taken."));
            }

            members[place].Add(Member(line, path, findings));
        }

        for (var i = 0; i < members.Count; i++)
        {
            // One line without a username is how a course without participants is written.
            if (members[i] is [{ UserName: null, Bad: false }])
            {
                members[i].Clear();
            }
            else
            {
                findings.AddRange(members[i].Where(member => member is { UserName: null, Bad: false }).Select(member => new Finding(
                    true, "missing", member.Path, "It is missing or empty; give the participant's username.")));
            }
        }

        return courses;
    }

    private static MemberDraft Member(RosterLine line, string path, List<Finding> findings)
    {
        var named = Field(line.UserName, $"{path}, username", findings, out var badName) is not null;
        var role = Field(line.Role, $"{path}, role", findings, out var badRole) ?? "";
        return new($"{path}, username", $"{path}, role", named ? line.UserName : null, role, false, badName || badRole);
    }

    private static CourseDraft Course(RosterLine line, string path, string shortName, List<Finding> findings)
    {
        var name = Field(line.Name, $"{path}, course_name", findings, out var bad);
        if (name is null && !bad)
        {
            findings.Add(new(true, "missing", $"{path}, course_name", "It is missing or empty; give the course's full name."));
        }

        return new(path)
        {
            ShortName = shortName,
            Name = name,
            Bad = name is null,
            Paths = new($"{path}, course_shortname", $"{path}, course_name", path),
        };
    }

    private static string? Field(string? text, string path, List<Finding> findings, out bool bad)
    {
        bad = text is not null && text.Any(JsonField.IsNoText);
        if (!bad)
        {
            return Cut(text);
        }

        findings.Add(new(true, "unreadable", path, "It holds characters that are no text; take them out."));
        return null;
    }

    private static string? Cut(string? text) => text?.Trim() is { Length: > 0 } cut ? cut : null;
}
