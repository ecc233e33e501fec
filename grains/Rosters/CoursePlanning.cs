using MoodleGrains.Mirrors;
using static MoodleGrains.Texts.Invariant;

namespace MoodleGrains.Rosters;

/// <summary>What is to be done with courses.</summary>
internal sealed class CoursePlanning(RosterTerms terms, SiteIndex site, PlanDraft plan)
{
    /// <summary>Plans a course of the roster.</summary>
    /// <returns>Whether it is there, or will be; false if it cannot be created.</returns>
    public bool Plan(CourseMatch match)
    {
        if (match.Now is not { } now)
        {
            return Create(match.Wanted);
        }

        var (wanted, mirror) = (match.Wanted, match.Mirror);
        Capitals("short name", wanted.ShortName, now.ShortName, wanted, now);
        Capitals("idnumber", wanted.IdNumber ?? "", now.IdNumber, wanted, now);
        if (mirror.Key != wanted.Key)
        {
            plan.Add(PlanAction.AdoptCourse, wanted.Key, now);
        }

        if (mirror.Hidden && !now.Visible && wanted.Visible != false)
        {
            plan.Add(PlanAction.ShowCourse, wanted.Key, now);
        }

        if (mirror.Created || terms.AdoptWholly)
        {
            Name(wanted, now, mirror);
        }

        return true;
    }

    /// <summary>Plans the courses that the roster does not list any more.</summary>
    public void Gone(DesiredRoster wanted, IReadOnlyList<CourseMatch> matches, IReadOnlyDictionary<long, Mirror> mirrors)
    {
        if (terms.Gone != RosterTerms.Hide)
        {
            return;
        }

        var listed = matches.Where(match => match.Now is not null).Select(match => match.Now!.Id).ToHashSet();
        var keys = wanted.Courses.Select(course => course.Key).ToHashSet(StringComparer.Ordinal);

        // What has no place in Moodle may be one of those there, whatever its capitals.
        var unplaced = wanted.Courses.Select(course => course.Key).Except(matches.Select(match => match.Wanted.Key)).Concat(wanted.LeftOut)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        var withheld = 0;
        foreach (var (id, mirror) in mirrors)
        {
            if (listed.Contains(id) || mirror.Key is not { } key || !(mirror.Created || terms.AdoptWholly)
                || site.Course(id) is not { Visible: true } now
                || ((string[])[key, "name:" + ComparableName.Of(now.ShortName), "id:" + ComparableName.Of(now.IdNumber)])
                    .Any(name => keys.Contains(name) || unplaced.Contains(name)))
            {
                continue;
            }

            if (mirror.Hidden)
            {
                plan.Warning("shown_in_moodle", key, Text(
                    $"'{now.ShortName}' was hidden by the roster and shown in Moodle (course {id}) by somebody, and is left alone; hide it "
                        + $"there if the roster is right."));
            }
            else if (wanted.Unnamed)
            {
                withheld++;
            }
            else
            {
                plan.Add(PlanAction.HideCourse, key, now);
            }
        }

        if (withheld > 0)
        {
            var text = Text(
                $"{withheld} courses are not listed any more, and are not hidden: the roster has a course that nobody can name, which may "
                    + $"be one of them; correct it.");
            plan.Warning("hide_withheld", "$", text);
            plan.Tripped.Add(text);
        }
    }

    private bool Create(DesiredCourse wanted)
    {
        if ((wanted.Category ?? terms.Category) is not { } category)
        {
            plan.Error(
                "no_category",
                wanted.Path,
                "It is not in Moodle yet, and neither it nor the roster's terms name a category; give category in either.");
            return false;
        }

        var categories = site.Categories(category);
        if (categories.Count != 1)
        {
            plan.Error(categories.Count == 0 ? "category_not_found" : "category_ambiguous", wanted.Path, categories.Count == 0
                ? $"The category '{category}' is not in Moodle; create it there, or correct it (names from the top, joined by /, or "
                    + $"idnumber: and its idnumber)."
                : Text($"The category '{category}' is {categories.Count} categories of Moodle; name one by idnumber:."));
            return false;
        }

        var template = wanted.Template ?? terms.Template;
        var sources = template is null ? [] : site.ByShortName(template);
        if (template is not null && sources.Count != 1)
        {
            plan.Error(sources.Count == 0 ? "template_not_found" : "template_ambiguous", wanted.Path, sources.Count == 0
                ? $"The template '{template}' is no short name of a course in Moodle; create it there, or correct it."
                : Text($"The template '{template}' differs from {sources.Count} short names in Moodle by capitals only; write it as "
                    + $"Moodle does."));
            return false;
        }

        plan.Add(PlanAction.CreateCourse, wanted.Key, null, new(
            wanted.ShortName, wanted.Name, wanted.IdNumber ?? "", categories[0].Id, wanted.StartsAt, wanted.EndsAt,
            wanted.Visible ?? true, sources is [var source] ? source.Id : null));
        return true;
    }

    private void Name(DesiredCourse wanted, CourseNow now, Mirror mirror)
    {
        var shortName = ComparableName.Of(now.ShortName);
        if (wanted.ShortName != shortName && !ComparableName.DifferByCapitals(wanted.ShortName, shortName))
        {
            plan.Warning("short_name_differs", wanted.Path, Text(
                $"The short name is '{now.ShortName}' in Moodle (course {now.Id}) and '{wanted.ShortName}' in the roster; it is left "
                    + $"alone, change it in Moodle if the roster is right."));
        }

        // Moodle keeps letters as they were sent; composed or not, they are the same name.
        if (ComparableName.Composed(wanted.Name) == ComparableName.Composed(now.FullName))
        {
            return;
        }

        if (mirror.Key is not null && now.FullName != mirror.Name && !terms.RenameEdited)
        {
            plan.Warning("name_edited", wanted.Path, Text(
                $"The name was edited in Moodle (course {now.Id}) to '{JsonField.Short(now.FullName)}' and stays; set renameEdited to "
                    + $"overwrite it."));
            return;
        }

        plan.Add(PlanAction.RenameCourse, wanted.Key, now, new(now.ShortName, wanted.Name, now.IdNumber, 0, null, null, now.Visible, null));
    }

    private void Capitals(string what, string name, string there, DesiredCourse wanted, CourseNow now)
    {
        if (ComparableName.DifferByCapitals(name, ComparableName.Of(there)))
        {
            plan.Warning("capitals_differ", wanted.Path, Text(
                $"The {what} '{name}' differs from that of Moodle's course {now.Id} ({there}) by capitals only, and is taken for it; write "
                    + $"it as Moodle does."));
        }
    }
}
