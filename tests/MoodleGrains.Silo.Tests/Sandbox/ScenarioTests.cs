using System.Text;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Plugins;
using MoodleGrains.Sandbox.Scenarios;

namespace MoodleGrains.Silo.Tests.Sandbox;

public sealed class ScenarioTests
{
    [Fact]
    public void The_same_seed_gives_the_same_history_and_another_seed_another()
    {
        Bodies(7).ShouldBe(Bodies(7));
        Bodies(7).ShouldNotBe(Bodies(8));
    }

    [Fact]
    public void A_long_history_visits_everything_that_can_happen_and_never_reuses_an_id()
    {
        var events = Play(3, 2000).SelectMany(h => h.Events).ToList();

        var created = events.Where(e => e.Kind.Crud == 'c' && e.Kind.Action == "created" && e.Kind.Target != "course_backup")
            .Select(e => (e.EventName, Id: e.ObjectId!.ToString())).ToList();
        created.Distinct().Count().ShouldBe(created.Count);
        events.Select(e => e.EventName[(e.EventName.LastIndexOf('\\') + 1)..]).Distinct().ShouldBe(
            [
                "course_category_created", "course_category_updated", "course_category_deleted", "course_created", "course_updated",
                "course_deleted", "course_content_deleted", "course_backup_created", "course_bin_item_created", "course_bin_item_deleted",
                "category_bin_item_created", "category_bin_item_deleted", "course_section_created", "enrol_instance_created",
                "enrol_instance_deleted", "user_enrolment_created", "user_enrolment_updated", "user_enrolment_deleted", "role_assigned",
                "role_unassigned", "user_password_updated", "user_created", "user_updated", "user_deleted", "course_module_created",
                "course_module_updated", "course_module_deleted", "calendar_event_created", "calendar_event_updated",
                "course_module_completion_updated", "course_completed", "notification_sent",
            ],
            ignoreOrder: true);
    }

    [Fact]
    public void A_line_loses_doubles_and_reorders_the_asked_share_and_nothing_else()
    {
        var line = new Line(new(Drop: 0.1, Twice: 0.1, Delay: 0.2), seed: 5);
        var sent = Enumerable.Range(0, 10_000).ToList();

        var arrived = line.Carry(sent);

        line.Lost.ShouldBeInRange(900, 1100);
        line.Doubled.ShouldBeInRange(800, 1000);
        arrived.Count.ShouldBe((int)(10_000 - line.Lost + line.Doubled));
        arrived.Zip(arrived.Skip(1)).Count(pair => pair.First > pair.Second).ShouldBeGreaterThan(1000);
        new Line(new(), seed: 5).Carry(sent).ShouldBe(sent);
    }

    private static string Bodies(int seed)
    {
        var local = new LocalWebhooks(ExampleAcademy.Address);
        return Play(seed, 100).SelectMany(h => h.Events)
            .Aggregate(new StringBuilder(), (all, e) => all.Append(local.Body(e)), all => all.ToString());
    }

    private static IReadOnlyList<Happening> Play(int seed, int steps)
    {
        var clock = new SiteClock(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));
        return new Scenario(new University(clock), clock, seed, new() { SameSecond = 0.2, Untold = true }).Play(steps);
    }
}
