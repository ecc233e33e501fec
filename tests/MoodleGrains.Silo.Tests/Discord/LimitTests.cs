using MoodleGrains.Sandbox.Discord;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Tests.Discord;

/// <summary>Discord's limits, from its answers alone.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task A_full_bucket_is_waited_for_and_never_overrun()
    {
        await using var run = await DiscordRun.Started(
            new() { BucketLimit = 4, BucketWindow = TimeSpan.FromMilliseconds(800), GlobalLimit = 1000 });
        await Task.WhenAll(Enumerable.Range(0, 14).Select(i => run.Deliver(run.Post($"Class {i:00}"))));
        run.Discord.Requests.ShouldAllBe(r => r.Status == 200);
        run.Messages.Select(m => m.Text.Split('\n')[1]).ShouldBe(Enumerable.Range(0, 14).Select(i => $"Class {i:00}"));
    }

    [Fact]
    public async Task In_a_storm_of_429_nothing_is_sent_inside_a_retry_after_and_each_channel_keeps_its_order()
    {
        await using var run = await DiscordRun.Started(
            new() { BucketLimit = 10, BucketWindow = TimeSpan.FromSeconds(1), GlobalLimit = 1000 },
            seed: 7);
        run.Discord.Troubles.Switch(DiscordTrouble.TooMany, 0.25);
        run.Discord.Troubles.Switch(DiscordTrouble.TooManyShared, 0.1);
        var channels = Enumerable.Range(0, Soak.On ? 12 : 3).Select(i => run.Discord.Guild.AddChannel($"c{i}")).ToArray();
        var posts = channels.SelectMany(channel => Enumerable.Range(0, Soak.On ? 40 : 12).Select(i => run.Post($"Class {i:00}", channel)))
            .ToArray();
        var outcomes = await Task.WhenAll(posts.Select(post => run.Deliver(post)));
        outcomes.ShouldAllBe(outcome => outcome is Delivered.Done);
        run.Discord.Disobeyed.ShouldBeEmpty();
        run.Discord.Requests.ShouldContain(r => r.Status == 429);
        foreach (var channel in channels)
        {
            run.Discord.Guild.Messages(channel).Select(m => m.Text.Split('\n')[1])
                .ShouldBe(posts.Where(p => p.Channel == channel).Select(p => p.Card.Name));
        }
    }

    [Fact]
    public async Task A_global_429_holds_every_channel()
    {
        await using var run = await DiscordRun.Started();
        var other = run.Discord.Guild.AddChannel("other");
        run.Discord.Troubles.Switch(DiscordTrouble.TooManyGlobal, times: 1);
        (await run.Try(run.Post("One"))).ShouldBeOfType<Delivered.Later>();
        (await run.Deliver(run.Post("Two", other))).ShouldBeOfType<Delivered.Done>();
        run.Discord.Disobeyed.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_429_of_the_network_before_Discord_is_obeyed_too()
    {
        await using var run = await DiscordRun.Started();
        run.Discord.Troubles.Switch(DiscordTrouble.Banned, times: 1);
        (await run.Try(run.Post("One"))).ShouldBeOfType<Delivered.Later>().After
            .ShouldBeInRange(TimeSpan.FromSeconds(0.9), TimeSpan.FromSeconds(1.1));
        (await run.Deliver(run.Post("Two"))).ShouldBeOfType<Delivered.Done>();
        run.Discord.Disobeyed.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_effect_that_never_comes_back_holds_its_channel_only_for_a_moment()
    {
        await using var run = await DiscordRun.Started();
        run.Discord.Troubles.Switch(DiscordTrouble.TooMany, times: 1);
        var dropped = (await run.Try(run.Post("Dropped"), id: "dropped")).ShouldBeOfType<Delivered.Later>();
        run.Clock.Move(dropped.After + TimeSpan.FromSeconds(4));
        await Task.Delay(dropped.After);
        (await run.Deliver(run.Post("Next"))).ShouldBeOfType<Delivered.Done>();
        run.Messages.ShouldHaveSingleItem().Text.ShouldContain("Next");
    }

    [Fact]
    public async Task A_storm_of_every_trouble_leaves_one_message_a_post_and_one_notification_a_ping()
    {
        await using var run = await DiscordRun.Started(
            new() { BucketLimit = 20, BucketWindow = TimeSpan.FromSeconds(1), GlobalLimit = 1000 },
            seed: Soak.Seed);
        foreach (var trouble in Enum.GetValues<DiscordTrouble>()
            .Except([DiscordTrouble.None, DiscordTrouble.Banned, DiscordTrouble.TooManyGlobal]))
        {
            run.Discord.Troubles.Switch(trouble, 0.06);
        }

        var role = run.Discord.Guild.AddRole("all");
        run.WantPost();
        var count = Soak.On ? 400 : 40;
        await Task.WhenAll(Enumerable.Range(0, count).Select(i => run.Deliver(run.Post($"Class {i}", role: role))));
        run.Messages.Select(m => m.Text.Split('\n')[1]).Order().ShouldBe(Enumerable.Range(0, count).Select(i => $"Class {i}").Order());
        run.Discord.Guild.Notified.Count.ShouldBe(count);
        run.Discord.Disobeyed.ShouldBeEmpty();
    }
}
