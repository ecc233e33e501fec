using MoodleGrains.Rosters;
using MoodleGrains.Silo.Rosters.Runs;

namespace MoodleGrains.Silo.Tests.Rosters.Runs;

public sealed class CoverTests
{
    [Fact]
    public void A_course_whose_people_are_in_all_others_is_read_first_and_alone()
    {
        var items = new[] { (1, 1), (1, 2), (1, 3), (2, 1), (3, 2), (4, 3), (4, 1) }.Select((pair, i) => Enrol(i, pair.Item1, pair.Item2))
            .ToList();
        Read(items, [1, 2, 3, 4]).ShouldBe([1]);
    }

    [Fact]
    public void Hidden_courses_and_roles_are_read_in_their_own_place()
    {
        List<RunItem> items = [Enrol(1, 1, 1), Enrol(2, 2, 1), Enrol(3, 3, 1), Enrol(4, 3, 1) with { Action = PlanAction.GiveRole }];
        Read(items, [1, 3]).Order().ShouldBe([2, 3]);
    }

    [Fact]
    public void A_term_of_people_who_take_courses_at_random_is_seen_without_reading_every_course()
    {
        var random = new Random(1);
        var items = Enumerable.Range(0, 9_000).Select(i => Enrol(i, (i / 30) + 1, random.Next(1800))).ToList();
        Read(items, Enumerable.Range(1, 300).Select(id => (long)id)).Count.ShouldBeLessThan(200);
    }

    private static RunItem Enrol(int number, long course, long user) =>
        new(number, PlanAction.Enrol, $"name:{course}", course, user, 5, null, null, false, null);

    private static List<long> Read(IReadOnlyList<RunItem> items, IEnumerable<long> visible)
    {
        var cover = new VerificationPlan(items, visible);
        var read = new List<long>();
        while (cover.Next() is { } course)
        {
            read.Add(course);
        }

        return read;
    }
}
