using System.Security.Cryptography;
using System.Text;
using MoodleGrains.Sandbox.Php;

namespace MoodleGrains.Sandbox.Model;

public sealed partial class University
{
    /// <summary>Creates a course, first in its category.</summary>
    /// <param name="change">Its fields; full name, short name and category are required.</param>
    /// <returns>Its id.</returns>
    /// <exception cref="MoodleFaultException">It is refused, see <see cref="CheckNew"/>.</exception>
    public long CreateCourse(CourseChange change)
    {
        CheckNew([change]);
        var id = Ids.Next("course");
        var (start, end) = Dates(change);
        var course = new Course
        {
            Id = id,
            ContextId = Ids.Next("context"),
            CategoryId = change.CategoryId ?? 0,
            FullName = change.FullName ?? throw MoodleFaultException.InvalidParameter(),
            ShortName = change.ShortName ?? throw MoodleFaultException.InvalidParameter(),
            IdNumber = change.IdNumber ?? "",
            Summary = change.Summary,
            SummaryFormat = change.SummaryFormat ?? 1,
            Format = change.Format ?? "topics",
            StartDate = start,
            EndDate = end,
            Visible = change.Visible ?? true,
            VisibleOld = change.Visible ?? true,
            Language = change.Language ?? "",
            TracksCompletion = change.TracksCompletion ?? true,
            TimeCreated = Now,
            TimeModified = Now,
        };
        courses[id] = course;
        Sort();
        Fire(EventKind.CourseCreated, Text(id), course.Context, other: Names(course), row: courses[id].Row());
        for (var section = 0; section <= change.Sections; section++)
        {
            FireSection(id, section);
        }

        foreach (var method in (string[])[.. ManualByDefault ? [Manual] : Array.Empty<string>(), "guest", "self"])
        {
            AddMethod(id, method);
        }

        // Recorded: three rebuilds of the cache follow the event of the creation.
        courses[id] = courses[id].Rebuilt(Now).Rebuilt(Now).Rebuilt(Now);
        return id;
    }

    /// <summary>Changes a course; what is null stays.</summary>
    /// <param name="id">The course.</param>
    /// <param name="change">The fields to change.</param>
    /// <exception cref="MoodleFaultException">The course is unknown, or the short name or idnumber is taken.</exception>
    public void UpdateCourse(long id, CourseChange change)
    {
        var old = CourseOr(id);
        CheckUnique(id, change);
        if ((change.StartDate ?? change.EndDate) is not null)
        {
            CheckDates(change.StartDate ?? old.StartDate, change.EndDate ?? old.EndDate);
        }

        var visible = change.Visible ?? old.Visible;
        var hiddenByMove = change.CategoryId is { } to && to != old.CategoryId && !CategoryOr(to).Visible && visible == old.Visible;
        var @new = old with
        {
            CategoryId = change.CategoryId ?? old.CategoryId,
            FullName = change.FullName ?? old.FullName,
            ShortName = change.ShortName ?? old.ShortName,
            IdNumber = change.IdNumber ?? old.IdNumber,
            Summary = change.Summary ?? old.Summary,
            SummaryFormat = change.SummaryFormat ?? old.SummaryFormat,
            Format = change.Format ?? old.Format,
            StartDate = change.StartDate ?? old.StartDate,
            EndDate = change.EndDate ?? old.EndDate,
            Visible = visible && !hiddenByMove,
            VisibleOld = visible == old.Visible ? old.VisibleOld : visible,
            Language = change.Language ?? old.Language,
            TracksCompletion = change.TracksCompletion ?? old.TracksCompletion,
            TimeModified = Now,
        };
        courses[id] = @new.Rebuilt(Now);
        Sort();
        var other = Names(@new);
        other["updatedfields"] = Changed(old, @new);
        Fire(EventKind.CourseUpdated, Text(id), @new.Context, other: other, row: courses[id].Row());
    }

    /// <summary>
    /// Moves a course on the management page: to the end of the category, and without touching the row's <c>timemodified</c>.
    /// </summary>
    /// <param name="id">The course.</param>
    /// <param name="categoryId">The category.</param>
    public void MoveCourse(long id, long categoryId)
    {
        var old = CourseOr(id);
        var category = CategoryOr(categoryId);
        courses[id] = old with
        {
            CategoryId = categoryId,
            SortOrder = category.SortOrder + 9_999,
            Visible = old.Visible && category.Visible,
        };
        var other = Names(old);
        other["updatedfields"] = new PhpMap { ["category"] = categoryId };
        Fire(EventKind.CourseUpdated, Text(id), old.Context, other: other, row: courses[id].Row());
        Sort();
    }

    /// <summary>Deletes a course with everything in it. Its activities go without an event.</summary>
    /// <param name="id">The course.</param>
    /// <exception cref="MoodleFaultException">
    /// The course is unknown; or nosey is unpatched and somebody is enrolled: the first enrolment is gone all the same, untold.
    /// </exception>
    public void DeleteCourse(long id)
    {
        var course = CourseOr(id);
        if (NoseyUnpatched && enrolments.Of(id).FirstOrDefault() is { } lost)
        {
            enrolments.Remove(lost);
            roles.Of(id, lost.UserId).ForEach(roles.Remove);
            courses[id] = course.Rebuilt(Now);
            throw MoodleFaultException.NoseyTypeError();
        }

        EmptyBin("course", id, EventKind.CourseBinItemDeleted, course.Context);
        Fire(EventKind.CourseBackupCreated, Text(id), course.Context, other: Backup(id));
        var category = categories[course.CategoryId];
        Fire(EventKind.CategoryBinItemCreated, PutInBin("category", category.Id), category.Context);
        foreach (var enrolment in enrolments.Of(id).ToList())
        {
            Remove(enrolment);
        }

        foreach (var (method, row) in course.EnrolInstances)
        {
            Fire(EventKind.EnrolInstanceDeleted, Text(row), course.Context, other: new() { ["enrol"] = method });
        }

        var content = Names(course);
        content["options"] = Array.Empty<object>();
        Fire(EventKind.CourseContentDeleted, Text(id), course.Context, other: content);
        RemoveActivitiesOf(id);
        var other = Names(course);
        other["idnumber"] = course.IdNumber;
        Fire(EventKind.CourseDeleted, Text(id), course.Context, other: other, row: courses[id].Row());
        courses.Remove(id);
        Sort();
    }

    /// <summary>Adds a section at the end of a course.</summary>
    /// <param name="courseId">The course.</param>
    public void AddSection(long courseId)
    {
        FireSection(courseId, CourseOr(courseId).Sections + 1);
        courses[courseId] = courses[courseId].Rebuilt(Now);
    }

    private static PhpMap Names(Course course) => new() { ["shortname"] = course.ShortName, ["fullname"] = course.FullName };

    // The changed fields in the table's order, the values as the caller gave them.
    private static PhpMap Changed(Course old, Course @new)
    {
        var before = old.Row();
        string[] own = ["sortorder", "visibleold", "timemodified", "cacherev"];
        return new(@new.Row().Where(field => !own.Contains(field.Key) && !Equals(before[field.Key], field.Value))
            .OrderBy(field => field.Key == "category"));
    }

    private void FireSection(long courseId, int number)
    {
        Fire(
            EventKind.SectionCreated,
            Ids.Next("course_sections"),
            courses[courseId].Context,
            other: new() { ["sectionnum"] = (long)number });
        courses[courseId] = courses[courseId] with { Sections = number };
    }

    private PhpMap Backup(long courseId) => new()
    {
        ["format"] = "moodle2",
        ["mode"] = 50L,
        ["interactive"] = false,
        ["type"] = "course",
        ["backupid"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes($"{courseId} {Now}")).AsSpan(0, 16)),
    };
}
