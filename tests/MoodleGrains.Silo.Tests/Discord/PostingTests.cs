using MoodleGrains.Announcements;
using MoodleGrains.Sandbox.Discord;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Tests.Discord;

public sealed class PostingTests
{
    [Fact]
    public async Task A_post_stands_in_the_channel_and_the_announcement_knows_its_id()
    {
        await using var run = await DiscordRun.Started();
        (await run.Try(run.Post())).ShouldBeOfType<Delivered.Done>();
        var message = run.Messages.ShouldHaveSingleItem();
        message.Text.ShouldContain("Algebra");
        message.Text.ShouldContain("<t:2000000000:F>");
        message.Links.ShouldHaveSingleItem().ShouldStartWith("https://moodle.example/mod/bigbluebuttonbn/view.php?id=41#mg-");
        run.Grains.Of<MessagePosted>().ShouldHaveSingleItem().MessageId.ShouldBe(message.Id);
    }

    [Fact]
    public async Task A_ping_notifies_its_role_once_and_an_edit_notifies_nobody()
    {
        await using var run = await DiscordRun.Started();
        var role = run.Discord.Guild.AddRole("first year");
        await run.Try(run.Post(slot: Slots.Ping(5, 2_000_000_000), kind: Card.Ping, role: role));
        var ping = run.Messages.ShouldHaveSingleItem();
        run.Discord.Guild.Notified.ShouldHaveSingleItem().Whom.ShouldBe(role);
        await run.Try(
            new EditMessage(DiscordRun.Announcement, run.Channel, "post", ping.Id, "2-2", DiscordRun.Card("@everyone <@&" + role + ">")));
        run.Discord.Guild.Notified.Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_edit_leaves_nothing_of_before_and_tells_its_marker()
    {
        await using var run = await DiscordRun.Started();
        await run.Try(run.Post());
        var id = run.Messages[0].Id;
        var edit = new EditMessage(
            DiscordRun.Announcement,
            run.Channel,
            Slots.Post,
            id,
            "abc-7",
            DiscordRun.Card("Geometry", Card.Cancelled));
        (await run.Try(edit)).ShouldBeOfType<Delivered.Done>();
        run.Messages.ShouldHaveSingleItem().Text.ShouldNotContain("Algebra");
        run.Messages[0].Text.ShouldContain("Cancelled");
        run.Grains.Of<MessageEdited>().ShouldHaveSingleItem().Marker.ShouldBe("abc-7");
    }

    [Fact]
    public async Task A_message_deleted_by_hand_is_told_as_gone_and_a_second_deletion_is_none()
    {
        await using var run = await DiscordRun.Started();
        await run.Try(run.Post());
        var id = run.Messages[0].Id;
        run.Discord.Guild.Delete(run.Channel, id);
        await run.Try(new EditMessage(DiscordRun.Announcement, run.Channel, Slots.Post, id, "1-2", DiscordRun.Card()));
        run.Grains.Of<MessageGone>().ShouldHaveSingleItem().MessageId.ShouldBe(id);
        (await run.Try(new DeleteMessage(DiscordRun.Announcement, run.Channel, Slots.Post, id))).ShouldBeOfType<Delivered.Done>();
        run.Grains.Of<MessageDeleted>().Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(0x400UL, "View Channel")]
    [InlineData(0x800UL, "Send Messages")]
    public async Task A_missing_permission_is_a_dead_letter_that_names_channel_and_permission(ulong denied, string named)
    {
        await using var run = await DiscordRun.Started();
        run.Discord.Guild.Deny(run.Channel, denied);
        var dead = (await run.Try(run.Post())).ShouldBeOfType<Delivered.Dead>();
        dead.Remedy.ShouldContain(named);
        dead.Remedy.ShouldContain(run.Channel);
        run.Grains.Of<MessageFailed>().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_channel_that_does_not_exist_is_a_dead_letter_that_names_it()
    {
        await using var run = await DiscordRun.Started();
        (await run.Try(run.Post(channel: "123456"))).ShouldBeOfType<Delivered.Dead>().Remedy.ShouldContain("123456");
        (await run.Try(run.Post(channel: "no_such_webhook"))).ShouldBeOfType<Delivered.Dead>().Remedy
            .ShouldContain("Discord:Webhooks:no_such_webhook");
    }

    [Fact]
    public async Task The_nonce_and_the_mentions_are_always_said()
    {
        await using var run = await DiscordRun.Started();
        await run.Try(run.Post());
        await run.Try(new EditMessage(DiscordRun.Announcement, run.Channel, Slots.Post, run.Messages[0].Id, "1-2", DiscordRun.Card()));
        var bodies = run.Discord.Requests.Where(r => r.Body != "").Select(r => r.Body).ToArray();
        bodies.ShouldAllBe(body => body.Contains("\"allowed_mentions\":{\"parse\":[],\"roles\":[]}", StringComparison.Ordinal));
        bodies[0].ShouldContain("\"enforce_nonce\":true");
    }
}
