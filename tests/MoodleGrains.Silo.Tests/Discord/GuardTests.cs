using MoodleGrains.Sandbox.Discord;
using MoodleGrains.Silo.Discord;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Tests.Discord;

/// <summary>What Discord refuses again and again is no longer sent: ten thousand refusals ban the address.</summary>
public sealed class GuardTests
{
    [Fact]
    public async Task A_refused_token_stops_everything_and_says_so_until_a_check_goes_well()
    {
        await using var run = await DiscordRun.Started();
        run.Discord.Guild.TokenValid = false;
        for (var i = 0; i < 20; i++)
        {
            (await run.Try(run.Post($"Class {i}"), id: "same")).ShouldBeOfType<Delivered.Later>();
        }

        run.Discord.Requests.Count.ShouldBe(2);
        run.Client.Stops.ShouldHaveSingleItem().Remedy.ShouldContain("Discord:Token");
        var ready = DiscordReadiness.Of(run.Client);
        (ready.Name, ready.Ok, ready.Vital).ShouldBe(("discord", false, false));
        ready.Detail!.ShouldContain("Set Discord:Token to a new token");

        run.Discord.Guild.TokenValid = true;
        (await run.Try(run.Post(), id: "same")).ShouldBeOfType<Delivered.Later>();
        run.Clock.Move(TimeSpan.FromMinutes(1.1));
        (await run.Try(run.Post(), id: "same")).ShouldBeOfType<Delivered.Done>();
        run.Client.Stops.ShouldBeEmpty();
        DiscordReadiness.Of(run.Client).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task A_channel_that_is_refused_stops_alone_and_goes_on_once_the_permission_is_there()
    {
        await using var run = await DiscordRun.Started();
        var other = run.Discord.Guild.AddChannel("other");
        run.Discord.Guild.Deny(run.Channel, 0x800);
        for (var i = 0; i < 10; i++)
        {
            await run.Try(run.Post($"Class {i}"));
        }

        run.Discord.Requests.Count.ShouldBe(3);
        var stop = run.Client.Stops.ShouldHaveSingleItem();
        stop.What.ShouldBe($"channel {run.Channel}");
        stop.Remedy.ShouldContain("Send Messages");
        (await run.Try(run.Post("Elsewhere", other))).ShouldBeOfType<Delivered.Done>();

        run.Discord.Guild.Deny(run.Channel, 0);
        run.Clock.Move(TimeSpan.FromMinutes(1.1));
        (await run.Try(run.Post())).ShouldBeOfType<Delivered.Done>();
        run.Client.Stops.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_check_that_fails_is_one_request_and_a_longer_pause()
    {
        await using var run = await DiscordRun.Started();
        run.Discord.Guild.TokenValid = false;
        for (var i = 0; i < 4; i++)
        {
            await run.Try(run.Post(), id: "same");
        }

        run.Clock.Move(TimeSpan.FromMinutes(1.1));
        await run.Try(run.Post(), id: "same");
        await run.Try(run.Post(), id: "same");
        run.Discord.Requests.Count.ShouldBe(3);
        run.Clock.Move(TimeSpan.FromMinutes(1.1));
        await run.Try(run.Post(), id: "same");
        run.Discord.Requests.Count.ShouldBe(3);
    }

    [Fact]
    public async Task A_webhook_that_is_gone_is_never_asked_again()
    {
        await using var run = await DiscordRun.Started(webhook: true);
        run.Discord.Guild.RemoveWebhook(run.Client.Settings.Webhooks["hooked"].Id);
        (await run.Try(run.Post(channel: "hooked"))).ShouldBeOfType<Delivered.Dead>().Remedy.ShouldContain("Discord:Webhooks:hooked");
        run.Clock.Move(TimeSpan.FromDays(1));
        for (var i = 0; i < 5; i++)
        {
            (await run.Try(run.Post($"Class {i}", "hooked"))).ShouldNotBeOfType<Delivered.Done>();
        }

        run.Discord.Requests.Count.ShouldBe(1);
        run.Client.Stops.ShouldHaveSingleItem().What.ShouldBe("webhook hooked");
    }
}
