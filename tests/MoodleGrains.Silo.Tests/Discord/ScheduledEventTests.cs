using System.Collections.Immutable;
using MoodleGrains.Announcements;
using MoodleGrains.Sandbox.Discord;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Tests.Discord;

/// <summary>The events of a server are made once, changed and deleted, and never more than it takes.</summary>
public sealed class ScheduledEventTests
{
    private const string Announcement = "announcement-campus-41-guild.1100000000000000000";
    private const long Start = 2_000_000_000;

    [Fact]
    public async Task An_event_has_name_times_a_short_place_and_a_link_with_its_marker()
    {
        await using var run = await DiscordRun.Started();
        var name = $"@everyone {new string('x', 200)}";
        (await run.Try(Create(run, DiscordRun.Card(name)))).ShouldBeOfType<Delivered.Done>();
        var made = run.Discord.Guild.Events.ShouldHaveSingleItem();
        made.Name.Length.ShouldBeLessThanOrEqualTo(100);
        (made.StartsAt.ToUnixTimeSeconds(), made.EndsAt.ToUnixTimeSeconds()).ShouldBe((Start, Start + 3600));
        ((string)made.Fields["entity_metadata"]!["location"]!).ShouldBe("https://moodle.example/mod/bigbluebuttonbn/view.php?id=41");
        ((string)made.Fields["description"]!).ShouldBe("Mathematics I\nhttps://moodle.example/mod/bigbluebuttonbn/view.php?id=41#mg-0a-1");
        run.Grains.Of<MessagePosted>().ShouldHaveSingleItem().ShouldSatisfyAllConditions(
            told => told.MessageId.ShouldBe(made.Id), told => told.Marker.ShouldBe("0a-1"), told => told.Slot.ShouldBe(Slots.Event));
    }

    [Theory]
    [InlineData(null, "Video conference")]
    [InlineData("https://moodle.example/mod/page/view.php?text=", "moodle.example")]
    public async Task Without_a_link_or_with_one_too_long_for_a_place_there_is_one_event_all_the_same(string? link, string place)
    {
        await using var run = await DiscordRun.Started();
        Want(run);
        var create = Create(run, DiscordRun.Card() with { Link = link is null ? null : link + new string('x', 300) });
        run.Discord.Troubles.Switch(DiscordTrouble.DropAfter, times: 1, method: "POST");
        (await run.Deliver(create)).ShouldBeOfType<Delivered.Done>();
        ((string)run.Discord.Guild.Events.ShouldHaveSingleItem().Fields["entity_metadata"]!["location"]!).ShouldBe(place);
    }

    [Theory]
    [InlineData(DiscordTrouble.Drop)]
    [InlineData(DiscordTrouble.DropAfter)]
    [InlineData(DiscordTrouble.ServerError)]
    [InlineData(DiscordTrouble.ServerErrorAfter)]
    [InlineData(DiscordTrouble.TooMany)]
    public async Task One_event_stands_after_the_first_attempt_ended_badly(DiscordTrouble trouble)
    {
        await using var run = await DiscordRun.Started();
        Want(run);
        run.Discord.Guild.AddEvent("Somebody's", run.Clock.GetUtcNow().AddDays(1));
        run.Discord.Troubles.Switch(trouble, times: 1);
        (await run.Deliver(Create(run))).ShouldBeOfType<Delivered.Done>();
        run.Discord.Guild.Events.Single(e => e.Name == "Algebra").Id
            .ShouldBe(run.Grains.Of<MessagePosted>().ShouldHaveSingleItem().MessageId);
    }

    [Fact]
    public async Task A_crash_between_the_answer_and_the_word_to_the_grain_makes_no_second_event_however_long_it_lasted()
    {
        await using var run = await DiscordRun.Started();
        Want(run);
        var (create, first) = (Create(run), run.Clock.GetUtcNow());
        await run.Try(create, 1, first);
        run.Clock.Move(TimeSpan.FromHours(5));
        (await run.Try(create, 2, first)).ShouldBeOfType<Delivered.Done>();
        await run.Try(create with { Again = true });
        run.Grains.Of<MessagePosted>().Select(told => told.MessageId).Distinct()
            .ShouldBe([run.Discord.Guild.Events.ShouldHaveSingleItem().Id]);
    }

    [Fact]
    public async Task One_that_does_not_fit_waits_without_asking_again_and_goes_in_when_there_is_room()
    {
        await using var run = await DiscordRun.Started();
        Want(run);
        string[] others = [.. Enumerable.Range(0, 100)
            .Select(n => run.Discord.Guild.AddEvent($"Other {n}", run.Clock.GetUtcNow().AddDays(2)))];
        for (var n = 0; n < 20; n++)
        {
            (await run.Try(Create(run))).ShouldBeOfType<Delivered.Later>().After.ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMinutes(5));
        }

        run.Discord.Requests.Count(r => r.Method == "POST").ShouldBe(1);
        run.Client.FullGuilds.Now.ShouldBe([run.Discord.Guild.Id]);
        run.Grains.Told.ShouldBeEmpty("it is not lost, it waits");

        run.Discord.Guild.RemoveEvent(others[0]);
        run.Clock.Move(TimeSpan.FromMinutes(6));
        (await run.Try(Create(run))).ShouldBeOfType<Delivered.Done>();
        run.Discord.Guild.Events.Count(e => e.Name == "Algebra").ShouldBe(1);
        run.Client.FullGuilds.Now.ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_a_class_that_began_while_the_event_waited_none_is_made()
    {
        await using var run = await DiscordRun.Started();
        Want(run);
        (await run.Try(Create(run, DiscordRun.Card(startsAt: run.Clock.GetUtcNow().ToUnixTimeSeconds())))).ShouldBeOfType<Delivered.Done>();
        run.Grains.Of<MessageFailed>().ShouldHaveSingleItem().Reason.ShouldContain("begun");
        run.Discord.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_change_reaches_the_same_event_and_a_lost_one_is_told()
    {
        await using var run = await DiscordRun.Started();
        await run.Try(Create(run));
        var id = run.Discord.Guild.Events.Single().Id;
        var edit = new EditGuildEvent(
            Announcement,
            run.Discord.Guild.Id,
            Slots.Event,
            id,
            "0a-2",
            DiscordRun.Card("Geometry", startsAt: Start + 60));
        await run.Try(edit);
        var changed = run.Discord.Guild.Events.ShouldHaveSingleItem();
        (changed.Id, changed.Name, changed.StartsAt.ToUnixTimeSeconds()).ShouldBe((id, "Geometry", Start + 60));
        run.Grains.Of<MessageEdited>().ShouldHaveSingleItem().Marker.ShouldBe("0a-2");

        run.Discord.Guild.RemoveEvent(id);
        await run.Try(edit);
        run.Grains.Of<MessageGone>().ShouldHaveSingleItem().MessageId.ShouldBe(id);
        (await run.Try(new DeleteGuildEvent(Announcement, run.Discord.Guild.Id, Slots.Event, id))).ShouldBeOfType<Delivered.Done>();
        run.Grains.Of<MessageDeleted>().Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_event_that_is_on_can_be_renamed_and_one_that_is_over_is_no_dead_letter()
    {
        await using var run = await DiscordRun.Started();
        var start = run.Clock.GetUtcNow().ToUnixTimeSeconds() + 60;
        await run.Try(Create(run, DiscordRun.Card(startsAt: start)));
        var edit = new EditGuildEvent(
            Announcement, run.Discord.Guild.Id, Slots.Event, run.Discord.Guild.Events.Single().Id, "0a-2", DiscordRun.Card(
                "Geometry",
                startsAt: start));
        run.Clock.Move(TimeSpan.FromMinutes(2));
        await run.Try(edit);
        run.Discord.Guild.Events.Single().Name.ShouldBe("Geometry");

        run.Clock.Move(TimeSpan.FromHours(2));
        (await run.Try(edit)).ShouldBeOfType<Delivered.Done>();
        run.Grains.Of<MessageFailed>().Count.ShouldBe(1);
    }

    [Fact]
    public async Task Without_the_permission_or_in_a_foreign_server_it_is_a_dead_letter_that_says_what_to_do()
    {
        await using var run = await DiscordRun.Started();
        (await run.Try(Create(run) with { Guild = "999" })).ShouldBeOfType<Delivered.Dead>().Remedy.ShouldContain("eventsGuild");
        run.Discord.Guild.BotPermissions = 0;
        (await run.Try(Create(run))).ShouldBeOfType<Delivered.Dead>().Remedy.ShouldContain("Create Events");
        run.Grains.Of<MessageFailed>().Count.ShouldBe(2);
    }

    private static CreateGuildEvent Create(DiscordRun run, Card? card = null) =>
        new(Announcement, run.Discord.Guild.Id, Slots.Event, "0a-1", card ?? DiscordRun.Card());

    /// <summary>The announcement still waits for its event.</summary>
    private static void Want(DiscordRun run) => run.Grains.State = MoodleGrains.Announcements.Announcement.Initial with
    {
        Wanted = new("Algebra", null, Start, Start + 3600, null, false, null, null, [], "en", "delete", false, 3600, []) { AsEvent = true },
        Messages = ImmutableSortedDictionary<string, Message>.Empty.Add(Slots.Event, new() { Doing = Order.Post, Number = 1, First = 1 }),
    };
}
