using MoodleGrains.Mirrors;
using MoodleGrains.Rosters;

namespace MoodleGrains.Grains.Tests.Rosters;

/// <summary>A Moodle and a roster, set up by hand, and the plan that follows.</summary>
internal sealed class Scenery
{
    private static readonly DateOnly Day = new(2026, 11, 21);

    public RosterTerms Terms { get; set; } = Some.Terms;

    public ModelMoodle Moodle { get; } = new();

    public List<DesiredCourse> Courses { get; } = [];

    public List<CategoryNow> Categories { get; } = [new(7, 0, "Courses", "")];

    public Dictionary<string, long> RoleIds { get; } = new(ModelMoodle.RoleIds);

    public HashSet<string> LeftOut { get; } = [];

    public bool Unnamed { get; set; }

    public IReadOnlyDictionary<string, RememberedKeys> Remembered { get; set; } = new Dictionary<string, RememberedKeys>();

    public static DesiredMember Member(string key, params string[] roles)
        => new($"of {key}", key, roles.Length == 0 ? ["student"] : roles, false, false);

    public DesiredCourse Wants(string shortName, params DesiredMember[] members)
    {
        var course = new DesiredCourse(
            $"$.courses[{Courses.Count}]", "name:"
                + shortName, shortName, $"The {shortName}", null, null, null, null, null, null, members, false);
        Courses.Add(course);
        return course;
    }

    /// <summary>Users by the names that follow, from 100.</summary>
    public Scenery Users(params string[] keys)
    {
        foreach (var key in keys)
        {
            Moodle.Users.Add(key, 100 + Moodle.Users.Count);
        }

        return this;
    }

    public RosterPlan Plan(DateOnly? today = null, bool byPerson = false) => RosterPlanning.Plan(
        Terms, new(Courses, LeftOut, Unnamed, []), Site(), Moodle.Mirrors, Remembered, today ?? Day, byPerson);

    /// <summary>Plans, applies, remembers.</summary>
    public RosterPlan Run(int run, bool byPerson = false)
    {
        var plan = Plan(byPerson: byPerson);
        Moodle.Apply(plan, run, Terms);
        Moodle.Wrongs.ShouldBeEmpty();
        Remembered = RosterMemory.After(new(Courses, LeftOut, Unnamed, []), Moodle.Users, plan.Unclear, Remembered);
        return plan;
    }

    public RosterPlan Undo(int run, IReadOnlyDictionary<long, string>? names = null) => UndoPlanning.Plan(
        Terms, run, Moodle.Streams.ToDictionary(s => s.Key, s => (IReadOnlyList<IEvent>)s.Value), Site(), Moodle.Mirrors, Day, names);

    /// <summary>The items of a plan as short texts.</summary>
    public static IEnumerable<string> Texts(RosterPlan plan) => plan.Items.Select(item =>
        $"{item.Action} {item.CourseKey} {item.CourseId} {item.UserId} {item.RoleId}".Replace("  ", " ", StringComparison.Ordinal).Trim());

    private SiteNow Site() => Moodle.Now() with { Categories = Categories, RoleIds = RoleIds };
}
