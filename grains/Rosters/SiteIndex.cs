namespace MoodleGrains.Rosters;

/// <summary>Finds courses and categories of a site by what rosters call them.</summary>
internal sealed class SiteIndex
{
    private readonly Dictionary<long, CourseNow> courses;
    private readonly Dictionary<string, CourseNow> byShortName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CourseNow> byIdNumber = new(StringComparer.Ordinal);
    private readonly ILookup<string, CategoryNow> categoriesByIdNumber;
    private readonly ILookup<string, CategoryNow> categoriesByPath;

    public SiteIndex(SiteNow site)
    {
        courses = new(site.Courses.Count);
        foreach (var course in site.Courses.OrderBy(course => course.Id))
        {
            courses[course.Id] = course;
            byShortName.TryAdd(course.ShortName.Trim(), course);
            if (course.IdNumber.Trim() is { Length: > 0 } id)
            {
                byIdNumber.TryAdd(id, course);
            }
        }

        var categories = new Dictionary<long, CategoryNow>();
        foreach (var category in site.Categories)
        {
            categories[category.Id] = category;
        }

        categoriesByIdNumber = site.Categories.Where(category => category.IdNumber != "")
            .ToLookup(category => category.IdNumber.Trim(), StringComparer.Ordinal);
        categoriesByPath = site.Categories.ToLookup(category => PathOf(category, categories), StringComparer.Ordinal);
    }

    public CourseNow? Course(long id) => courses.GetValueOrDefault(id);

    public CourseNow? ByShortName(string name) => byShortName.GetValueOrDefault(name);

    public CourseNow? ByIdNumber(string idNumber) => byIdNumber.GetValueOrDefault(idNumber);

    /// <summary>The categories that a text as <see cref="RosterTerms.Category"/> may mean.</summary>
    public IReadOnlyList<CategoryNow> Categories(string text) =>
        [.. RosterTerms.CategoryIdNumber(text) is { } id ? categoriesByIdNumber[id] : categoriesByPath[Normal(text)]];

    private static string PathOf(CategoryNow category, Dictionary<long, CategoryNow> all)
    {
        var names = new Stack<string>();
        for (var at = category; at is not null && names.Count <= all.Count; at = all.GetValueOrDefault(at.ParentId))
        {
            names.Push(at.Name);
        }

        return Normal(string.Join('/', names));
    }

    private static string Normal(string path) => string.Join('/', path.Split('/', StringSplitOptions.TrimEntries));
}
