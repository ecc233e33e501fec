namespace MoodleGrains.Rosters;

/// <summary>Finds courses and categories of a site by what rosters call them.</summary>
internal sealed class SiteIndex
{
    private readonly Dictionary<long, CourseNow> courses;
    private readonly NameIndex<CourseNow> byShortName;
    private readonly NameIndex<CourseNow> byIdNumber;
    private readonly NameIndex<CategoryNow> categoriesByIdNumber;
    private readonly NameIndex<CategoryNow> categoriesByPath;

    public SiteIndex(SiteNow site)
    {
        courses = new(site.Courses.Count);
        foreach (var course in site.Courses)
        {
            courses[course.Id] = course;
        }

        byShortName = new(courses.Values.OrderBy(course => course.Id), course => course.ShortName);
        byIdNumber = new(courses.Values.OrderBy(course => course.Id), course => course.IdNumber);
        var categories = new Dictionary<long, CategoryNow>();
        foreach (var category in site.Categories)
        {
            categories[category.Id] = category;
        }

        categoriesByIdNumber = new(site.Categories, category => category.IdNumber);
        categoriesByPath = new(site.Categories, category => PathOf(category, categories));
    }

    public CourseNow? Course(long id) => courses.GetValueOrDefault(id);

    /// <summary>The course with this short name; where there is none, those whose short name differs by capitals only.</summary>
    public IReadOnlyList<CourseNow> ByShortName(string name) => byShortName.One(name);

    /// <summary>The course with this idnumber; where there is none, those whose idnumber differs by capitals only.</summary>
    public IReadOnlyList<CourseNow> ByIdNumber(string idNumber) => byIdNumber.One(idNumber);

    /// <summary>The categories that a text as <see cref="RosterTerms.Category"/> may mean.</summary>
    public IReadOnlyList<CategoryNow> Categories(string text) =>
        RosterTerms.CategoryIdNumber(text) is { } id ? categoriesByIdNumber.All(id) : categoriesByPath.All(Normal(text));

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
