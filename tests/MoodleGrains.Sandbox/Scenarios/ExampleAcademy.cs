using MoodleGrains.Sandbox.Model;

namespace MoodleGrains.Sandbox.Scenarios;

/// <summary>
/// The site of the recordings (Moodle 4.5.6) as it stood before the first recorded webhook: same ids, names and times, odd
/// numbers-as-names included.
/// </summary>
public sealed class ExampleAcademy
{
    /// <summary>Where the site was.</summary>
    public static readonly Uri Address = new("http://127.0.0.1:8090");

    private const string
        Biology = "<span lang=\"en\" class=\"multilang\">Biology</span><span lang=\"de\" class=\"multilang\">Biologie</span>";
    private const string Life = "<span lang=\"en\" class=\"multilang\">Life</span><span lang=\"de\" class=\"multilang\">Leben</span>";
    private const string Bio = "BIO <span lang=\"en\" class=\"multilang\">en</span><span lang=\"de\" class=\"multilang\">de</span>";

    private static readonly (string First, string Last, string IdNumber)[] people =
    [
        ("Ada", "Lindqvist", "000123"), ("Zoë", "Ünlü-Šimić", "42"), ("Sean", "O'Brien", "S-77x"), ("Łukasz", "Żółć", "9e2"),
        ("Minh", "Nguyễn", ""), ("Test", "Bold 5 > 3", ""), ("Mary Ann", "van der Berg", ""), ("Omar", "Haddad", ""),
        ("Eve", "Emoji 🎓", ""), ("Karl", "Müller & Co", ""), ("Ines", "Peña", ""), ("Tom", "Tutor", ""), ("Lena", "Lehrer", ""),
        ("Paul", "Professor", ""), ("Sue", "Suspended", ""),
    ];

    /// <summary>Builds the site.</summary>
    public ExampleAcademy()
    {
        Clock = new(DateTimeOffset.FromUnixTimeSeconds(1795254993));
        University = new(Clock);
        Clock.Set(1795255018);
        University.UpdateCourse(1, new() { FullName = "Example Academy" });
        CreateUsers();
        CreateCategories();
        CreateCourses();
        Enrol();
        University.Ids.Skip("course_modules", 11);
        University.Ids.Skip("context", 41);
        University.CreateActivity(6, "page", "Reading", tracksCompletion: true);
        University.CreateActivity(6, "page", "Exercise", tracksCompletion: true);
        University.TakeEvents();
    }

    /// <summary>The site's clock.</summary>
    public SiteClock Clock { get; }

    /// <summary>The site.</summary>
    public University University { get; }

    private void CreateUsers()
    {
        Clock.Set(1795255300);
        var number = 0;
        foreach (var (first, last, idNumber) in people)
        {
            var name = $"dev.user{++number:00}";
            University.CreateUser(name, first, last, $"{name}@example.org", idNumber);
        }

        University.UpdateUser(7, u => u with { TimeZone = "Asia/Tokyo", City = "東京", Country = "JP" });
        University.UpdateUser(17, u => u with { Suspended = true });
    }

    private void CreateCategories()
    {
        Clock.Set(1795255394);
        University.CreateCategory("Sciences", "007", "<p>Natural sciences &amp; maths</p>");
        University.CreateCategory("Languages & Culture");
        Clock.Set(1795255395);
        University.CreateCategory("Applied", "SCI-A", parentId: 2);
        University.CreateCategory("Línea profunda 深", parentId: 4);
    }

    private void CreateCourses()
    {
        Clock.Set(1795255421);
        University.Ids.Skip("course", 6);
        University.Ids.Skip("context", 34);
        Create(new()
        {
            FullName = "Physics for Engineers",
            ShortName = "PHY-101",
            CategoryId = 2,
            IdNumber = "PHY101-2027",
            Summary = "<p>Mechanics &amp; <strong>waves</strong>.</p>",
            StartDate = 1803859200,
            EndDate = 1814400000,
            Sections = 3,
        });
        Create(new()
        {
            FullName = "Año 2024 – Introducción",
            ShortName = "2024",
            CategoryId = 3,
            Summary = "",
            Format = "weeks",
            StartDate = 1704067200,
            EndDate = 1704672000,
            Sections = 1,
        });
        Create(new() { FullName = "1e5", ShortName = "1e5", CategoryId = 2, IdNumber = "000123", Summary = "0" });
        Create(new() { FullName = Biology, ShortName = Bio, CategoryId = 4, IdNumber = "BIO/1", Summary = Life });
        Create(new()
        {
            FullName = "Chemistry 🧪 & Safety 1 < 2",
            ShortName = "CHEM🎓",
            CategoryId = 4,
            IdNumber = "CHEM",
            Visible = false,
            Summary = "<script>alert(1)</script><p>hidden course</p>",
        });
        Create(new()
        {
            FullName = "Tiefe Analyse",
            ShortName = "NEST-3",
            CategoryId = 5,
            IdNumber = "-7",
            Format = "social",
            Summary = "nested\ncourse\twith control",
            SummaryFormat = 2,
        });

        void Create(CourseChange change) => University.CreateCourse(change);
    }

    private void Enrol()
    {
        Clock.Set(1795255422);
        foreach (var student in (long[])[3, 4, 5, 6, 7, 8, 9, 10])
        {
            University.Enrol(6, student);
        }

        University.Enrol(6, 16, University.EditingTeacher);
        University.Enrol(6, 14, University.Teacher);
        University.Enrol(6, 17);
        University.Enrol(6, 11, suspended: true);
        University.Enrol(6, 12, timeStart: 1893456000, timeEnd: 1924992000);
        University.Enrol(7, 3);
        University.Enrol(7, 4);
        University.Enrol(7, 13);
        University.Enrol(7, 15, University.EditingTeacher);
        University.Enrol(9, 15, University.EditingTeacher);
        University.Enrol(9, 5);
        University.Enrol(8, 5, timeEnd: 1600000000);
        University.Enrol(10, 6);
        University.Enrol(11, 7);
    }
}
