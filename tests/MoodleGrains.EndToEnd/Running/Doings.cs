using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Plugins;

namespace MoodleGrains.EndToEnd;

/// <summary>
/// What happens in one part of a university, as webhook bodies without end: courses made, renamed and moved, people enrolled
/// and taken out, work completed. No two bodies are alike, and no two parts share anything.
/// </summary>
internal sealed class Doings
{
    private const int Categories = 3;
    private const int People = 12;
    private const int Courses = 6;

    private static readonly string[] Tables =
    [
        "course", "course_categories", "user", "user_enrolments", "role_assignments", "course_modules", "context",
        "course_modules_completion",
    ];

    private readonly SiteClock clock = new(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));
    private readonly Random random;
    private readonly int part;
    private readonly IWebhookPlugin[] plugins;
    private readonly List<long> courses = [];
    private readonly List<long> categories = [];
    private readonly List<long> people = [];
    private readonly List<long> work = [];
    private int step;

    public Doings(int part, int seed)
    {
        this.part = part;
        random = new Random(unchecked(seed + part));
        University = new University(clock);
        foreach (var table in Tables)
        {
            University.Ids.Skip(table, 100_000 * (part + 1));
        }

        plugins = [new Nosey(University), new LocalWebhooks(new("https://moodle.example.org"))];
    }

    /// <summary>How it stands after the bodies taken so far.</summary>
    public University University { get; }

    /// <summary>The courses made so far.</summary>
    public IReadOnlyList<long> Made => courses;

    /// <summary>The bodies in the order in which they happen, each step a second after the one before.</summary>
    public IEnumerable<byte[]> Bodies()
    {
        while (true)
        {
            foreach (var body in Step())
            {
                yield return body;
            }
        }
    }

    /// <summary>The bodies of the next steps, whole.</summary>
    public IReadOnlyList<byte[]> Steps(int count) => [.. Enumerable.Range(0, count).SelectMany(_ => Step())];

    private List<byte[]> Step()
    {
        clock.Advance(1);
        Do(step++);
        return [.. University.TakeEvents().SelectMany(told => plugins.Select(plugin => plugin.Post(told))).OfType<HookPost>()
            .Select(post => post.Body.ToArray())];
    }

    private void Do(int now)
    {
        switch (now)
        {
            case < Categories:
                categories.Add(University.CreateCategory($"Faculty {part}.{now}"));
                break;
            case < Categories + People:
                people.Add(University.CreateUser($"someone{part}.{now}", "Some", $"One {now}", $"someone{part}.{now}@example.org"));
                break;
            case < Categories + People + Courses:
                courses.Add(University.CreateCourse(
                    new() { CategoryId = Any(categories), FullName = $"Course {now}", ShortName = $"C-{part}-{now}" }));
                work.Add(University.CreateActivity(courses[^1], "assign", $"Essay {now}", tracksCompletion: true));
                break;
            default:
                Change(Any(courses));
                break;
        }
    }

    private void Change(long course)
    {
        switch (random.Next(8))
        {
            case 0:
                University.UpdateCourse(
                    course,
                    new() { FullName = $"Course renamed at {step}", Summary = $"<p>{step} {random.Next()}</p>" });
                break;
            case 1:
                University.MoveCourse(course, Any(categories));
                break;
            case 2:
                University.UpdateCategory(Any(categories), name: $"Faculty renamed at {step}");
                break;
            case 3:
                University.CreateConference(course, $"Lecture {step}");
                break;
            case 4:
                University.Complete(Any(work), Any(people), random.Next(2) == 0);
                break;
            case 5:
                University.Unenrol(course, Any(people));
                break;
            default:
                University.Enrol(course, Any(people), random.Next(3) == 0 ? University.Teacher : University.Student);
                break;
        }
    }

    private long Any(List<long> ids) => ids[random.Next(ids.Count)];
}
