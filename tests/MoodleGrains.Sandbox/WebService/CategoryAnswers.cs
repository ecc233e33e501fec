using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Php;

namespace MoodleGrains.Sandbox.WebService;

/// <summary>core_course_get_categories.</summary>
internal static class CategoryAnswers
{
    public static List<PhpMap> Categories(University university, Call call)
    {
        var criteria = call.Pairs("criteria");
        foreach (var (key, _) in criteria)
        {
            MayBeSearchedBy(key, call);
        }

        var withBelow = call.Text("addsubcategories") is not "0";
        var all = university.Categories.Values.OrderBy(c => c.SortOrder).ToList();
        var found = all.Where(c => criteria.TrueForAll(q => Matches(c, q))).ToList();

        // Of what is below, Moodle asks for "visible" again.
        var below = all.Where(c => criteria.TrueForAll(q => q.Key != "visible" || Matches(c, q))).ToList();
        if (withBelow)
        {
            found = below.FindAll(c => found.Exists(f =>
                f.Id == c.Id || c.Path.StartsWith(f.Path + "/", StringComparison.Ordinal)));
        }

        return [.. found.Where(c => c.Visible || call.Caller.Has("moodle/category:viewhiddencategories"))
            .Select(c => Category(c, university, call))];
    }

    private static void MayBeSearchedBy(string key, Call call)
    {
        var capability = key switch
        {
            "visible" => "moodle/category:viewhiddencategories",
            "idnumber" or "theme" => "moodle/category:manage",
            _ => null,
        };
        if (capability is not null && !call.Caller.Has(capability))
        {
            throw MoodleFaultException.Moodle("criteriaerror", "Missing permissions to search on a criterion.");
        }
    }

    private static bool Matches(Category category, (string Key, string Value) criterion) => criterion.Key switch
    {
        "id" => category.Id == Call.Number(criterion.Value),
        "ids" => criterion.Value.Split(',').Select(Call.Number).Contains(category.Id),
        "name" => category.Name == criterion.Value,
        "parent" => category.ParentId == Call.Number(criterion.Value),
        "idnumber" => category.IdNumber == criterion.Value,
        "visible" => category.Visible == (criterion.Value == "1"),
        _ => throw MoodleFaultException.InvalidParameter(),
    };

    private static PhpMap Category(Category category, University university, Call call)
    {
        var (description, format) = Texts.Html(category.Description, 1, call);
        var answer = new PhpMap
        {
            ["id"] = category.Id,
            ["name"] = Texts.Name(category.Name, call),
            ["idnumber"] = category.IdNumber,
            ["description"] = description,
            ["descriptionformat"] = format,
            ["parent"] = category.ParentId,
            ["sortorder"] = category.SortOrder,
            ["coursecount"] = (long)university.Courses.Values.Count(c => c.CategoryId == category.Id),
            ["visible"] = category.Visible ? 1L : 0L,
            ["visibleold"] = category.VisibleOld ? 1L : 0L,
            ["timemodified"] = category.TimeModified,
            ["depth"] = (long)category.Depth,
            ["path"] = category.Path,
            ["theme"] = "",
        };
        foreach (var field in call.Caller.Has("moodle/category:manage")
            ? []
            : (string[])["idnumber", "visible", "visibleold", "timemodified", "theme"])
        {
            answer.Remove(field);
        }

        return answer;
    }
}
