using MoodleGrains.Announcements;
using MoodleGrains.Sandbox.Discord;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Tests.Discord;

/// <summary>Whatever breaks between Discord and us, a channel of the bot has one message, and a role is pinged once.</summary>
public sealed class ExactlyOnceTests
{
    [Theory]
    [InlineData(DiscordTrouble.Drop)]
    [InlineData(DiscordTrouble.DropAfter)]
    [InlineData(DiscordTrouble.ServerError)]
    [InlineData(DiscordTrouble.ServerErrorAfter)]
    [InlineData(DiscordTrouble.TooMany)]
    public async Task One_message_stands_after_the_first_attempt_ended_badly(DiscordTrouble trouble)
    {
        await using var run = await DiscordRun.Started();
        run.WantPost();
        run.Discord.Troubles.Switch(trouble, times: 1);
        (await run.Deliver(run.Post())).ShouldBeOfType<Delivered.Done>();
        run.Messages.ShouldHaveSingleItem().Id.ShouldBe(run.Grains.Of<MessagePosted>().ShouldHaveSingleItem().MessageId);
    }

    [Fact]
    public async Task After_a_long_break_the_channel_is_read_back_before_anything_is_posted()
    {
        await using var run = await DiscordRun.Started();
        run.WantPost();
        var (post, first) = (run.Post(), run.Clock.GetUtcNow());
        run.Discord.Troubles.Switch(DiscordTrouble.DropAfter, times: 1);
        (await run.Try(post, 1, first)).ShouldBeOfType<Delivered.Failed>();

        // The message has other company by now, and Discord has forgotten the nonce.
        for (var i = 0; i < 150; i++)
        {
            run.Discord.Guild.Say(run.Channel, $"Hello {i}");
        }

        run.Clock.Move(TimeSpan.FromMinutes(30));
        (await run.Try(post, 2, first)).ShouldBeOfType<Delivered.Done>();
        run.Messages.Count(m => m.Author == run.Discord.Guild.Bot).ShouldBe(1);
        run.Grains.Of<MessagePosted>().ShouldHaveSingleItem().MessageId.ShouldBe(run.Messages[0].Id);
    }

    [Fact]
    public async Task A_marker_behind_many_pages_is_found()
    {
        await using var run = await DiscordRun.Started();
        run.WantPost();
        var (post, first) = (run.Post(), run.Clock.GetUtcNow());
        for (var i = 0; i < 350; i++)
        {
            run.Discord.Guild.Say(run.Channel, $"Hello {i}");
        }

        run.Discord.Troubles.Switch(DiscordTrouble.DropAfter, times: 1);
        await run.Try(post, 1, first);
        run.Clock.Move(TimeSpan.FromMinutes(30));
        await run.Try(post, 2, first);
        run.Messages.Count(m => m.Author == run.Discord.Guild.Bot).ShouldBe(1);
    }

    [Fact]
    public async Task What_was_not_posted_before_the_break_is_posted_after_it()
    {
        await using var run = await DiscordRun.Started();
        run.WantPost();
        run.Discord.Guild.Say(run.Channel, "Hello");
        var first = run.Clock.GetUtcNow();
        run.Clock.Move(TimeSpan.FromMinutes(30));
        (await run.Try(run.Post(), 2, first)).ShouldBeOfType<Delivered.Done>();
        run.Messages.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_channel_that_cannot_be_read_back_is_a_dead_letter_not_a_second_message()
    {
        await using var run = await DiscordRun.Started();
        run.WantPost();
        var (post, first) = (run.Post(), run.Clock.GetUtcNow());
        run.Discord.Troubles.Switch(DiscordTrouble.DropAfter, times: 1);
        await run.Try(post, 1, first);
        run.Discord.Guild.Deny(run.Channel, 0x10000);
        run.Clock.Move(TimeSpan.FromMinutes(30));
        (await run.Try(post, 2, first)).ShouldBeOfType<Delivered.Dead>().Remedy.ShouldContain("Read Message History");
        run.Messages.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_ping_that_is_wanted_no_more_is_looked_for_and_not_sent()
    {
        await using var run = await DiscordRun.Started();
        var first = run.Clock.GetUtcNow();
        run.Clock.Move(TimeSpan.FromMinutes(1));
        (await run.Try(run.Post(slot: Slots.Ping(5, 2_000_000_000), kind: Card.Ping), 2, first)).ShouldBeOfType<Delivered.Done>();
        run.Messages.ShouldBeEmpty();
        run.Grains.Of<MessageFailed>().Count.ShouldBe(1);
        run.Discord.Requests.ShouldContain(r => r.Method == "GET" && r.Path.Contains("/messages", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_order_given_again_finds_what_the_failed_one_posted()
    {
        await using var run = await DiscordRun.Started();
        run.WantPost();
        run.Discord.Troubles.Switch(DiscordTrouble.DropAfter, times: 1);
        await run.Try(run.Post());
        run.Clock.Move(TimeSpan.FromHours(3));
        (await run.Try(run.Post(again: true))).ShouldBeOfType<Delivered.Done>();
        run.Messages.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task By_webhook_URL_a_ping_whose_outcome_is_unknown_is_not_repeated_and_a_post_is()
    {
        await using var run = await DiscordRun.Started(webhook: true);
        run.WantPost();
        var channel = run.Discord.Guild.Channels.Single(c => c.Name == "hooked").Id;
        run.Discord.Troubles.Switch(DiscordTrouble.DropAfter, times: 1);
        var ping = run.Post(channel: "hooked", slot: Slots.Ping(5, 2_000_000_000), kind: Card.Ping);
        (await run.Deliver(ping)).ShouldBeOfType<Delivered.Done>();
        run.Discord.Guild.Messages(channel).Count.ShouldBe(1);
        run.Grains.Of<MessageFailed>().Count.ShouldBe(1);

        // A crash in the first attempt: nobody knows either.
        await run.Try(ping, attempt: 2);
        run.Discord.Guild.Messages(channel).Count.ShouldBe(1);

        run.Discord.Troubles.Switch(DiscordTrouble.ServerError, times: 1);
        (await run.Deliver(run.Post(channel: "hooked"))).ShouldBeOfType<Delivered.Done>();
        run.Discord.Guild.Messages(channel).Count.ShouldBe(2);
    }

    [Fact]
    public async Task By_webhook_URL_a_ping_that_never_left_is_tried_again_as_the_first()
    {
        await using var run = await DiscordRun.Started(webhook: true, apiUrl: "http://127.0.0.1:1/api/v10");
        (await run.Try(run.Post(channel: "hooked", slot: Slots.Ping(5, 2_000_000_000), kind: Card.Ping))).ShouldBeOfType<Delivered.Later>();
    }

    [Fact]
    public async Task A_webhook_message_is_edited_and_deleted_with_its_button()
    {
        await using var run = await DiscordRun.Started(webhook: true);
        var channel = run.Discord.Guild.Channels.Single(c => c.Name == "hooked").Id;
        await run.Try(run.Post(channel: "hooked"));
        var posted = run.Discord.Guild.Messages(channel).ShouldHaveSingleItem();
        posted.Links.Count.ShouldBe(1);
        await run.Try(new EditMessage(DiscordRun.Announcement, "hooked", Slots.Post, posted.Id, "1-2", DiscordRun.Card("Geometry")));
        run.Discord.Guild.Messages(channel)[0].Text.ShouldContain("Geometry");
        run.Discord.Guild.Messages(channel)[0].Links.Count.ShouldBe(1);
        await run.Try(new DeleteMessage(DiscordRun.Announcement, "hooked", Slots.Post, posted.Id));
        run.Discord.Guild.Messages(channel).ShouldBeEmpty();
    }
}
