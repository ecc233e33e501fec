using MoodleGrains.Rosters;

namespace MoodleGrains.Silo.Tests.Rosters.Runs;

/// <summary>Plans made by hand.</summary>
internal static class Plans
{
    public const long Student = 5;
    public const long EditingTeacher = 3;

    public static PlannedCourse Course(string shortName, long category = 1)
        => new(shortName, $"Course {shortName}", "", category, null, null, true, null);

    public static PlanItem Create(int number, string shortName, long category = 1, long? template = null) => new(
        number, PlanAction.CreateCourse, Key(shortName), null, Course: Course(
            shortName,
            category) with
        { TemplateId = template }, Name: shortName);

    public static PlanItem Member(int number, PlanAction action, string shortName, long? course, long user, long role = Student) =>
        new(number, action, Key(shortName), course, user, role, Name: $"user {user}");

    /// <summary>New courses with the same number of people each; who they are goes round.</summary>
    public static PlanItem[] Term(int courses, IReadOnlyList<long> users, int each)
    {
        var items = Enumerable.Range(1, courses).Select(i => Create(i, $"c{i}")).ToList();
        foreach (var i in Enumerable.Range(1, courses))
        {
            var before = items.Count;
            items.AddRange(Enumerable.Range(0, each).Select(n => Member(
                before + n + 1, PlanAction.Enrol, $"c{i}", null, users[((i * each) + n) % users.Count], n == 0
                    ? EditingTeacher
                    : Student)));
        }

        return [.. items];
    }

    public static string Key(string shortName) => $"name:{shortName}";
}
