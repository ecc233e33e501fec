using System.Globalization;

namespace MoodleGrains.Sandbox.Model;

public sealed partial class University
{
    /// <summary>Creates a category, last among its siblings.</summary>
    /// <param name="name">The name.</param>
    /// <param name="idNumber">The idnumber; null if none.</param>
    /// <param name="description">The description, HTML.</param>
    /// <param name="parentId">The parent; 0 for the top.</param>
    /// <returns>Its id.</returns>
    public long CreateCategory(string name, string? idNumber = null, string description = "", long parentId = 0)
    {
        var id = Ids.Next("course_categories");
        categories[id] = new Category
        {
            Id = id,
            ContextId = Ids.Next("context"),
            Name = name,
            IdNumber = idNumber,
            Description = description,
            ParentId = parentId,
            TimeModified = Now,
        };
        Sort();
        FireCategory(EventKind.CategoryCreated, id, id);
        return id;
    }

    /// <summary>Changes a category; what is null stays.</summary>
    /// <param name="id">The category.</param>
    /// <param name="name">The new name.</param>
    /// <param name="idNumber">The new idnumber.</param>
    /// <param name="description">The new description.</param>
    /// <param name="parentId">The new parent; 0 for the top.</param>
    public void UpdateCategory(long id, string? name = null, string? idNumber = null, string? description = null, long? parentId = null)
    {
        var old = CategoryOr(id);
        var parent = parentId ?? old.ParentId;
        categories[id] = old with
        {
            Name = name ?? old.Name,
            IdNumber = idNumber ?? old.IdNumber,
            Description = description ?? old.Description,
            ParentId = parent,
            SortOrder = parent == old.ParentId ? old.SortOrder : long.MaxValue,
            TimeModified = Now,
        };
        Sort();
        FireCategory(EventKind.CategoryUpdated, id, Text(id));
    }

    /// <summary>
    /// Shows or hides a category with all below it. Only the category itself has an event: of its courses and sub-categories
    /// no webhook tells.
    /// </summary>
    /// <param name="id">The category.</param>
    /// <param name="visible">Whether students shall see it.</param>
    public void ShowCategory(long id, bool visible)
    {
        categories[id] = CategoryOr(id) with { Visible = visible, VisibleOld = visible, TimeModified = Now };
        foreach (var below in Below(id).Where(c => c != id).ToList())
        {
            categories[below] = categories[below] with { Visible = visible && categories[below].VisibleOld };
        }

        foreach (var course in courses.Values.Where(c => Below(id).Contains(c.CategoryId)).ToList())
        {
            courses[course.Id] = course with { Visible = visible && course.VisibleOld };
        }

        FireCategory(EventKind.CategoryUpdated, id, Text(id));
    }

    /// <summary>Deletes a category with all below it.</summary>
    /// <param name="id">The category.</param>
    /// <exception cref="MoodleFaultException">nosey is unpatched and somebody is enrolled below: all is rolled back.</exception>
    public void DeleteCategory(long id)
    {
        CategoryOr(id);
        if (NoseyUnpatched && enrolments.All.Any(e => Below(id).Contains(courses[e.CourseId].CategoryId)))
        {
            throw MoodleFaultException.NoseyTypeError();
        }

        DeleteCategoryTree(id);
    }

    private void DeleteCategoryTree(long id)
    {
        EmptyBin("category", id, EventKind.CategoryBinItemDeleted, categories[id].Context);
        foreach (var child in categories.Values.Where(c => c.ParentId == id).OrderBy(c => c.SortOrder).ToList())
        {
            DeleteCategoryTree(child.Id);
        }

        foreach (var course in courses.Values.Where(c => c.CategoryId == id).OrderBy(c => c.SortOrder).ToList())
        {
            DeleteCourse(course.Id);
        }

        var category = categories[id];
        Fire(
            EventKind.CategoryDeleted,
            Text(id),
            category.Context,
            other: new() { ["name"] = category.Name },
            row: category.Row(CoursesIn(id)));
        categories.Remove(id);
        bins.Remove(("category", id));
        Sort();
    }

    private long CoursesIn(long id) => courses.Values.Count(c => c.CategoryId == id);

    private HashSet<long> Below(long id)
    {
        var prefix = categories[id].Path + "/";
        return categories.Values
            .Where(c => c.Id == id || c.Path.StartsWith(prefix, StringComparison.Ordinal)).Select(c => c.Id).ToHashSet();
    }

    private void FireCategory(EventKind kind, long id, object objectId) =>
        Fire(kind, objectId, categories[id].Context, row: categories[id].Row(CoursesIn(id)));

    private Category CategoryOr(long id)
        => categories.GetValueOrDefault(id) ?? throw MoodleFaultException.InvalidRecord("course_categories");

    // Moodle's fix_course_sortorder: categories depth first in steps of 10,000, their courses behind them in steps of 1.
    private void Sort()
    {
        var place = 0L;
        Place(0, 0, "");

        void Place(long parent, int depth, string path)
        {
            foreach (var old in categories.Values.Where(c => c.ParentId == parent).OrderBy(c => c.SortOrder).ThenBy(c => c.Id).ToList())
            {
                place += 10_000;
                var own = string.Create(CultureInfo.InvariantCulture, $"{path}/{old.Id}");
                categories[old.Id] = old with { SortOrder = place, Depth = depth + 1, Path = own };
                var next = place;
                foreach (var course in courses.Values.Where(c => c.CategoryId == old.Id).OrderBy(c => c.SortOrder).ToList())
                {
                    courses[course.Id] = course with { SortOrder = ++next };
                }

                Place(old.Id, depth + 1, own);
            }
        }
    }
}
