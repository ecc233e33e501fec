using System.Globalization;
using MoodleGrains.Categories;
using MoodleGrains.Conferences;
using MoodleGrains.Convergence;
using MoodleGrains.Courses;
using MoodleGrains.Users;

namespace MoodleGrains.Silo.Tests;

/// <summary>Everything that grains know, as names and texts; what is unknown is left out.</summary>
internal static class GrainFacts
{
    public static SortedDictionary<string, string> Facts(this PureGrains grains)
    {
        var facts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        Add(facts, grains.All<Course>(), Of);
        Add(facts, grains.All<Category>(), Of);
        Add(facts, grains.All<User>(), Of);
        Add(facts, grains.All<Conference>(), Of);
        return facts;
    }

    public static IEnumerable<(string Field, string Value)> Given(params IEnumerable<(string Field, string? Value)> facts) =>
        facts.Where(fact => fact.Value is not null).Select(fact => (fact.Field, fact.Value!));

    public static string? Text<T>(T? value)
        where T : struct => value is null ? null : Convert.ToString(value.Value, CultureInfo.InvariantCulture);

    private static void Add<TState>(
        SortedDictionary<string, string> facts,
        IEnumerable<(long Id, TState State)> states,
        Func<TState, IEnumerable<(string Field, string Value)>> of)
        where TState : class, IAggregate<TState>
    {
        foreach (var (id, state) in states)
        {
            foreach (var (field, value) in of(state))
            {
                facts.Add($"{StreamKey.For(TState.Kind, Recorded.Site, id)}/{field}", value);
            }
        }
    }

    private static IEnumerable<(string Field, string Value)> Of(Course course) => course.DeletedAt is { } deleted
        ? [("deleted", Text<long>(deleted)!)]
        : Given(
        [
            ("shortName", Text(course.ShortName)),
            ("fullName", Text(course.FullName)),
            ("idNumber", Text(course.IdNumber)),
            ("category", Text(course.Category)),
            ("summary", Text(course.Summary)),
            ("visible", Text(course.Visible)),
            ("format", Text(course.Format)),
            ("language", Text(course.Language)),
            ("startsAt", Text(course.StartsAt)),
            ("endsAt", Text(course.EndsAt)),
            ("createdAt", Text(course.CreatedAt)),
            ("modifiedAt", Text(course.ModifiedAt)),
            .. course.Participations.Where(one => one.Value.Enrolled).SelectMany(one => Given(
                ($"enrolled {one.Key}", "True"),
                ($"active {one.Key}", Text(one.Value.Active)),
                ($"roles {one.Key}", string.Join(',', one.Value.RolesHeld())))).Select(fact => (fact.Field, (string?)fact.Value)),
        ]);

    private static IEnumerable<(string Field, string Value)> Of(Category category) => category.DeletedAt is { } deleted
        ? [("deleted", Text<long>(deleted)!)]
        : Given(
            ("name", Text(category.Name)),
            ("idNumber", Text(category.IdNumber)),
            ("parent", Text(category.Parent)),
            ("visible", Text(category.Visible)),
            ("modifiedAt", Text(category.ModifiedAt)));

    private static IEnumerable<(string Field, string Value)> Of(User user) => user.DeletedAt is { } deleted
        ? [("deleted", Text<long>(deleted)!)]
        : Given(
        [
            ("suspended", Text(user.Suspended)),
            .. user.Completions.SelectMany(course => course.Value.SelectMany(module => Given(
                ($"completion {course.Key} {module.Key}", Text<int>(module.Value.State)),
                ($"completed {course.Key} {module.Key}", Text(module.Value.At))))).Select(fact => (fact.Field, (string?)fact.Value)),
        ]);

    private static IEnumerable<(string Field, string Value)> Of(Conference conference) => conference.DeletedAt is { } deleted
        ? [("deleted", Text<long>(deleted)!)]
        : Given(
            ("module", conference.Module),
            ("instance", Text(conference.Instance)),
            ("course", Text(conference.Course)),
            ("name", Text(conference.Name)),
            ("startsAt", Text(conference.StartsAt)),
            ("endsAt", Text(conference.EndsAt)),
            ("visible", Text(conference.Visible)),
            ("joinUrl", Text(conference.JoinUrl)));

    private static string? Text<T>(Field<T> field) =>
        field.Known ? Convert.ToString(field.Value, CultureInfo.InvariantCulture) : null;
}
