using MoodleGrains.Sandbox.Discord;
using MoodleGrains.Silo.Tests;

namespace MoodleGrains.EndToEnd;

/// <summary>A student with four settings: a full timetable is no reason to wait for a person who does not know of it.</summary>
[Collection(PostgresCollection.Name)]
public sealed class StudentRuleTests(PostgresServer postgres)
{
    // The hundred that a student may post without a setting take long: soak only.
    private static readonly int Bound = Soak.Count(20, 100);

    [Fact]
    public async Task As_many_conferences_as_a_student_may_post_come_without_approval_and_where_more_wait_the_log_says_what_to_type()
    {
        await using var campus = await Campus.Open(
            1,
            new DiscordOptions { BucketLimit = 100, BucketWindow = TimeSpan.FromSeconds(1), GlobalLimit = 500 });
        for (var n = 0; n < Bound + 2; n++)
        {
            var opens = campus.University.Now + 7_200 + (n * 3_600L);
            campus.University.CreateConference(campus.Course, $"Seminar {n}", opens, opens + 1_800);
        }

        campus.University.TakeEvents();
        (string, string)[] bound = Soak.On ? [] : [("Announcements__MaxPosts", $"{Bound}")];
        await using var silo = await TestSilo.Ready(
            await postgres.PreparedDatabase(), [.. campus.Settings, ("Sites__campus__Calls__Rate", "0"), .. bound]);

        await campus.Comes(
            () => silo.Output
                .Contains("silo rule approve campus/student", StringComparison.Ordinal), "the log says how to let the rest post");
        await campus.Comes(() => campus.Created.Count >= Bound, "as many conferences as the bound are posted");
        campus.Created.Count.ShouldBe(Bound);
        var said = await silo.Run("rule", "approve", "campus/student");
        said.ExitCode.ShouldBe(0, said.Error);
        await campus.Comes(() => campus.Created.Count == Bound + 2, "the rest is posted");
    }
}
