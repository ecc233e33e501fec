using MoodleGrains.Announcements;
using MoodleGrains.Rules;
using MoodleGrains.Sandbox.Discord;
using MoodleGrains.Silo.Discord;
using MoodleGrains.Silo.Discord.Sending;
using MoodleGrains.Silo.Discord.Texts;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Tests.Discord;

/// <summary>A thread archives itself when it was quiet for its days; then Discord refuses every change of what stands in it.</summary>
public sealed class ThreadTests
{
    private const ulong SendInThreads = 1UL << 38;

    [Fact]
    public async Task In_an_archived_thread_a_message_is_edited_and_deleted_all_the_same()
    {
        await using var run = await DiscordRun.Started();
        var (thread, id) = await Posted(run);

        run.Discord.Guild.Archive(thread);
        (await run.Try(Edit(thread, id))).ShouldBeOfType<Delivered.Done>();
        run.Discord.Guild.Messages(thread).Single().Text.ShouldContain("Geometry");
        run.Grains.Of<MessageEdited>().Count.ShouldBe(1);

        run.Discord.Guild.Archive(thread);
        (await run.Try(new DeleteMessage(DiscordRun.Announcement, thread, Slots.Post, id))).ShouldBeOfType<Delivered.Done>();
        run.Discord.Guild.Messages(thread).ShouldBeEmpty();

        run.Discord.Guild.Archive(thread);
        (await run.Try(run.Post("Algebra II", thread))).ShouldBeOfType<Delivered.Done>();
        run.Discord.Guild.IsArchived(thread).ShouldBeFalse();
        run.Discord.Requests.Where(request => request.Path == $"channels/{thread}" && request.Method == "PATCH")
            .Select(request => request.Body)
            .ShouldBe(["{\"archived\":false}", "{\"archived\":false}"]);
    }

    [Fact]
    public async Task An_archived_thread_needs_no_more_than_to_be_allowed_to_write_in_it_and_this_is_named()
    {
        await using var run = await DiscordRun.Started();
        var (thread, id) = await Posted(run);
        run.Discord.Guild.Archive(thread);
        run.Discord.Guild.BotPermissions &= ~SendInThreads;

        (await run.Try(Edit(thread, id))).ShouldBeOfType<Delivered.Dead>().Remedy.ShouldContain("Send Messages in Threads");
    }

    [Fact]
    public async Task In_a_locked_thread_a_change_is_a_dead_letter_that_says_so_and_doctor_says_it_before()
    {
        await using var run = await DiscordRun.Started();
        var (thread, id) = await Posted(run);
        run.Discord.Guild.Archive(thread, locked: true);

        foreach (IEffectBody change in (IEffectBody[])[Edit(thread, id), new DeleteMessage(
            DiscordRun.Announcement,
            thread,
            Slots.Post,
            id), run.Post("Algebra II", thread)])
        {
            var dead = (await run.Try(change)).ShouldBeOfType<Delivered.Dead>();
            dead.Remedy.ShouldContain("unlock it");
            dead.Remedy.ShouldContain("Manage Threads");
            dead.Remedy.ShouldContain(thread);
        }

        RuleTerms terms = new(new(RuleScope.Site), thread, null, [5], "en", RuleTerms.Delete, null, false, null, 60);
        (await DiscordDoctor.LookAsync(run.Client, [("campus/all", terms)], CancellationToken.None))
            .ShouldContain(finding => finding.Remedy != null && finding.Remedy.Contains("Manage Threads", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_webhook_posted_in_a_thread_is_changed_after_the_bot_opened_it()
    {
        await using var run = await DiscordRun.Started();
        var thread = run.Discord.Guild.AddThread(run.Channel, "conferences of May");
        var target = new MessageTarget.Webhook("hooked", WebhookUrl.Parse($"{run.Discord.NewWebhook(thread)}?thread_id={thread}")!);
        var message = CardFace.Of(DiscordRun.Card(), "1-1");
        (await run.Client.CreateAsync(target, message, "1", CancellationToken.None)).ShouldBeOfType<DiscordAnswer.Done>();
        run.Discord.Guild.Archive(thread);

        (await run.Client.DeleteAsync(target, run.Discord.Guild.Messages(thread).Single().Id, "2", CancellationToken.None))
            .ShouldBeOfType<DiscordAnswer.Done>();
        run.Discord.Guild.Messages(thread).ShouldBeEmpty();
    }

    private static EditMessage Edit(string thread, string id) =>
        new(DiscordRun.Announcement, thread, Slots.Post, id, "abc-7", DiscordRun.Card("Geometry"));

    private static async Task<(string Thread, string Message)> Posted(DiscordRun run)
    {
        var thread = run.Discord.Guild.AddThread(run.Channel, "conferences of May");
        (await run.Try(run.Post(channel: thread))).ShouldBeOfType<Delivered.Done>();
        return (thread, run.Discord.Guild.Messages(thread).Single().Id);
    }
}
