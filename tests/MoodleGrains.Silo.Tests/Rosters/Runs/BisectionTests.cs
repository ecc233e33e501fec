using MoodleGrains.Rosters;
using MoodleGrains.Silo.Moodle.Client;
using MoodleGrains.Silo.Rosters.Runs;

namespace MoodleGrains.Silo.Tests.Rosters.Runs;

public sealed class BisectionTests
{
    private readonly List<int> done = [];
    private readonly Dictionary<int, string> refused = [];
    private int calls;
    private int mayGoOn = int.MaxValue;

    [Fact]
    public async Task A_bad_item_among_two_hundred_is_found_in_few_calls_and_the_rest_is_done()
    {
        await Do(Items(courses: 7, each: 28), bad: item => item.Number == 100 ? "invaliduser" : null);

        refused.Keys.ShouldBe([100]);
        done.Count.ShouldBe(195);
        calls.ShouldBeLessThanOrEqualTo(17);
    }

    [Fact]
    public async Task A_course_that_cannot_be_enrolled_in_is_refused_with_one_reason_not_a_call_for_each()
    {
        await Do(Items(courses: 7, each: 28), bad: item => item.CourseId == 3 ? "wsnoinstance" : null);

        refused.Count.ShouldBe(28);
        refused.Values.Distinct().ShouldHaveSingleItem();
        done.Count.ShouldBe(6 * 28);
        calls.ShouldBeLessThanOrEqualTo(7);
    }

    [Fact]
    public async Task A_role_that_may_not_be_given_holds_up_no_other_role()
    {
        await Do(Items(courses: 7, each: 28), bad: item => item.RoleId == 3 ? "wsusercannotassign" : null);

        refused.Count.ShouldBe(7);
        done.Count.ShouldBe(7 * 27);
        calls.ShouldBeLessThanOrEqualTo(15);
    }

    [Fact]
    public async Task Every_item_is_done_or_refused_whatever_is_bad()
    {
        var random = new Random(Soak.Seed);
        foreach (var _ in Enumerable.Range(0, Soak.Count(50, 2000)))
        {
            done.Clear();
            refused.Clear();
            var items = Items(random.Next(1, 9), random.Next(1, 30));
            var bad = items.Where(_ => random.Next(10) == 0).Select(item => item.Number).ToHashSet();
            await Do(items, item => bad.Contains(item.Number) ? "invaliduser" : null);
            refused.Keys.Order().ShouldBe(bad.Order(), $"seed {Soak.Seed}");
            done.Order().ShouldBe(items.Select(item => item.Number).Where(number => !bad.Contains(number)), $"seed {Soak.Seed}");
        }
    }

    [Fact]
    public async Task Held_up_it_makes_no_further_call_and_names_what_is_left()
    {
        mayGoOn = 2;
        var left = await Do(Items(courses: 2, each: 2), bad: item => item.Number == 4 ? "invaliduser" : null);

        done.ShouldBe([1, 2]);
        left.Select(item => item.Number).ShouldBe([3, 4]);
    }

    private async Task<IReadOnlyList<RunItem>> Do(IReadOnlyList<RunItem> items, Func<RunItem, string?> bad)
    {
        calls = 0;
        return await new Bisection(
            (part, _) =>
            {
                calls++;
                return part.Select(bad).FirstOrDefault(code => code is not null) is { } code
                    ? throw new MoodleFaultException(new(ErrorCodes.KindOf(code), "campus", MoodleFunctions.Enrol, code))
                    : Task.CompletedTask;
            },
            (part, _) =>
            {
                done.AddRange(part.Select(item => item.Number));
                return Task.CompletedTask;
            },
            (part, fault, _) =>
            {
                part.ToList().ForEach(item => refused.Add(item.Number, RunFaults.Reason(fault)));
                return Task.CompletedTask;
            },
            _ => new(calls < mayGoOn)).DoAsync(items, default);
    }

    private static List<RunItem> Items(int courses, int each) =>
    [
        .. from course in Enumerable.Range(1, courses)
           from member in Enumerable.Range(1, each)
           select new RunItem(
               ((course - 1) * each) + member,
               PlanAction.Enrol,
               $"name:{course}",
               course,
               member,
               member == 1 ? 3 : 5,
               null,
               null,
               false,
               null),
    ];
}
