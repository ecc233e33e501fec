using MoodleGrains.Courses;
using static MoodleGrains.Grains.Tests.Stamps;

namespace MoodleGrains.Grains.Tests;

/// <summary>Alone, because it weighs the whole heap.</summary>
[CollectionDefinition(nameof(FootprintTests), DisableParallelization = true)]
[Collection(nameof(FootprintTests))]
public sealed class FootprintTests
{
    [Fact]
    public void A_course_with_twenty_enrolments_takes_at_most_five_kibibytes()
    {
        const int Count = 2_000;
        var courses = new Course[Count];
        courses[0] = Make(0);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 1; i < Count; i++)
        {
            courses[i] = Make(i);
        }

        var bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (Count - 1);
        GC.KeepAlive(courses);
        bytes.ShouldBeLessThan(5 * 1024);
    }

    private static Course Make(int number)
    {
        var state = Tell(Course.Initial, new ObserveCourse(
            new()
            {
                ShortName = new($"BIO-{number}"),
                FullName = new($"Biology for beginners {number}"),
                IdNumber = new($"ID{number}"),
                CategoryId = 7,
                Summary = new(new string('s', 500)),
                Visible = true,
                Format = new("topics"),
                Language = new(""),
                StartsAt = 100,
                EndsAt = 200,
                CreatedAt = 50,
            },
            Row(100)));
        for (var user = 1; user <= 20; user++)
        {
            var id = (number * 100) + user;
            state = Tell(
                state,
                new ObserveEnrolment(user, id, EnrolmentChange.Created, "manual", true, 100, 0, 0, null, Created(100)));
            state = Tell(state, new ObserveRole(user, 5, id, true, Created(100)));
        }

        return state;
    }

    private static Course Tell(Course state, ICommand command) => Course.Decide(state, command).Events.Aggregate(state, Course.Evolve);
}
