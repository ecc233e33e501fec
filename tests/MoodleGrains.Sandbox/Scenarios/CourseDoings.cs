using System.Globalization;
using MoodleGrains.Sandbox.Model;

namespace MoodleGrains.Sandbox.Scenarios;

/// <summary>What may happen to categories and courses. Each answers null where it is not possible now.</summary>
internal sealed class CourseDoings(University university, Random random)
{
    private static readonly string[] subjects =
    [
        "Linear Algebra", "Organic Chemistry", "Roman Law", "Microeconomics", "Año 2027 – Introducción", "Thermodynamics", "Ethics & AI",
        "Databases", "Phonetics", "Soil Science", "Ökologie", "History of Maps", "機械学習", "Statistics 1 < 2", "Glaciology", "Logic",
    ];

    private static readonly string[] faculties =
        ["Sciences", "Humanities", "Law & Economics", "Médecine", "2030", "Engineering", "Arts", "Graduate School", "007"];

    private int serial;

    public IEnumerable<(int, Func<string?>)> All =>
    [
        (4, CreateCategory), (2, RenameCategory), (1, MoveCategory), (1, DeleteCategory),
        (8, CreateCourse), (8, ChangeCourse), (3, ShowCourse), (2, MoveCourse), (1, DeleteCourse),
    ];

    private IEnumerable<Course> Taught => university.Courses.Values.Where(c => c.Id != 1);

    private string CreateCategory()
    {
        var parent = university.Categories.Count > 3 && random.Next(2) == 0 ? random.Any(university.Categories.Values)!.Id : 0;
        var name = faculties[random.Next(faculties.Length)];
        var idNumber = random.Next(3) switch { 0 => null, 1 => Invariant($"0{++serial}"), _ => Invariant($"CAT-{++serial}") };
        var id = university.CreateCategory(name, idNumber, $"<p>{name}</p>", parent);
        return Invariant($"category {id} \"{name}\" is created");
    }

    private string? RenameCategory()
    {
        if (random.Any(university.Categories.Values.Where(c => c.Id != 1)) is not { } category)
        {
            return null;
        }

        var name = Invariant($"{faculties[random.Next(faculties.Length)]} {(char)('A' + random.Next(26))}");
        university.UpdateCategory(category.Id, name);
        return Invariant($"category {category.Id} is renamed to \"{name}\"");
    }

    private string? MoveCategory()
    {
        if (random.Any(university.Categories.Values.Where(c => c.Id != 1)) is not { } category)
        {
            return null;
        }

        var into = random.Any(
            university.Categories.Values.Where(c => !(c.Path + "/").StartsWith(category.Path + "/", StringComparison.Ordinal)));
        university.UpdateCategory(category.Id, parentId: into?.Id ?? 0);
        return Invariant($"category {category.Id} is moved into {into?.Id ?? 0}");
    }

    private string? DeleteCategory()
    {
        var category = random.Any(university.Categories.Values.Where(c => c.Id != 1));
        if (category is null || university.Categories.Count < 4)
        {
            return null;
        }

        university.DeleteCategory(category.Id);
        return Invariant($"category {category.Id} is deleted with all below it");
    }

    private string CreateCourse()
    {
        var category = random.Any(university.Categories.Values)!;
        var name = subjects[random.Next(subjects.Length)];
        var id = university.CreateCourse(new()
        {
            CategoryId = category.Id,
            FullName = name,
            ShortName = ShortName(),
            IdNumber = IdNumber(),
            Visible = category.Visible,
            Summary = $"<p>About <em>{name}</em>.</p>",
            Format = random.Next(3) == 0 ? "weeks" : "topics",
        });
        return Invariant($"course {id} \"{name}\" is created");
    }

    private string? ChangeCourse()
    {
        if (random.Any(Taught) is not { } course)
        {
            return null;
        }

        var change = random.Next(5) switch
        {
            0 => new CourseChange { FullName = Invariant($"{subjects[random.Next(subjects.Length)]} {random.Next(2, 5)}") },
            1 => new CourseChange { ShortName = ShortName() },
            2 => new CourseChange { IdNumber = IdNumber() },
            3 => new CourseChange { Summary = Invariant($"<p>Room {random.Next(100, 400)}, bring a pencil.</p>") },
            _ => new CourseChange { StartDate = course.StartDate + 86_400, EndDate = course.EndDate + 86_400 },
        };
        university.UpdateCourse(course.Id, change);
        return Invariant($"course {course.Id} is changed");
    }

    private string? ShowCourse()
    {
        if (random.Any(Taught) is not { } course)
        {
            return null;
        }

        university.UpdateCourse(course.Id, new() { Visible = !course.Visible });
        return Invariant($"course {course.Id} is {(course.Visible ? "hidden" : "shown")}");
    }

    private string? MoveCourse()
    {
        var course = random.Any(Taught);
        var into = random.Any(university.Categories.Values.Where(c => c.Visible && c.Id != course?.CategoryId));
        if (course is null || into is null)
        {
            return null;
        }

        university.MoveCourse(course.Id, into.Id);
        return Invariant($"course {course.Id} is moved into category {into.Id}");
    }

    private string? DeleteCourse()
    {
        if (Taught.Count() < 4 || random.Any(Taught) is not { } course)
        {
            return null;
        }

        university.DeleteCourse(course.Id);
        return Invariant($"course {course.Id} is deleted");
    }

    // One in three looks like a number: nosey cannot bring it over whole.
    private string ShortName() => random.Next(3) switch
    {
        0 => Invariant($"{2000 + ++serial}"),
        1 => Invariant($"{++serial}.10"),
        _ => Invariant($"C-{++serial}"),
    };

    private string IdNumber() => random.Next(4) switch
    {
        0 => Invariant($"000{++serial}"),
        1 => Invariant($"{++serial}e3"),
        2 => "",
        _ => Invariant($"ID/{++serial}"),
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
