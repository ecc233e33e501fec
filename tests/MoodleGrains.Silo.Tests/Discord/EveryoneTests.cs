using MoodleGrains.Announcements;
using MoodleGrains.Rules;
using MoodleGrains.Silo.Discord;

namespace MoodleGrains.Silo.Tests.Discord;

/// <summary>The role @everyone has the id of its server, and Discord notifies nobody by "&lt;@&amp;id&gt;".</summary>
public sealed class EveryoneTests
{
    private const ulong MentionEveryone = 1UL << 17;

    [Fact]
    public async Task The_role_of_everybody_is_called_as_everyone_and_nobody_else_is()
    {
        await using var run = await DiscordRun.Started();
        run.Discord.Guild.BotPermissions |= MentionEveryone;
        await run.Try(run.Post(slot: Slots.Ping(5, 2_000_000_000), kind: Card.Ping, role: run.Discord.Guild.Id));

        var ping = run.Messages.ShouldHaveSingleItem();
        ping.Content.ShouldStartWith("@everyone ");
        ping.Content.ShouldNotContain("<@&");
        run.Discord.Guild.Notified.ShouldHaveSingleItem().Whom.ShouldBe("everyone");
        run.Discord.Requests.Single(request => request.Body.Contains("@everyone", StringComparison.Ordinal)).Body
            .ShouldContain("\"allowed_mentions\":{\"parse\":[\"everyone\"],\"roles\":[]}");
    }

    [Fact]
    public async Task A_webhook_calls_everybody_too()
    {
        await using var run = await DiscordRun.Started(webhook: true);
        await run.Try(run.Post(channel: "hooked", slot: Slots.Ping(5, 2_000_000_000), kind: Card.Ping, role: run.Discord.Guild.Id));
        run.Discord.Guild.Notified.ShouldHaveSingleItem().Whom.ShouldBe("everyone");
    }

    [Fact]
    public async Task Another_role_is_called_by_its_id_with_everyone_in_the_name_of_the_conference()
    {
        await using var run = await DiscordRun.Started();
        run.Discord.Guild.BotPermissions |= MentionEveryone;
        var role = run.Discord.Guild.AddRole("first year");
        await run.Try(run.Post("@everyone", slot: Slots.Ping(5, 2_000_000_000), kind: Card.Ping, role: role));
        run.Discord.Guild.Notified.ShouldHaveSingleItem().Whom.ShouldBe(role);
    }

    [Fact]
    public async Task Doctor_names_the_permission_that_the_bot_lacks_for_everybody()
    {
        await using var run = await DiscordRun.Started();
        (string, RuleTerms)[] rules =
            [("campus/all_hands", new(
                new(RuleScope.Site),
                run.Channel,
                run.Discord.Guild.Id,
                [5],
                "en",
                RuleTerms.Delete,
                null,
                false,
                null,
                60))];
        var finding = (await DiscordDoctor.LookAsync(run.Client, rules, CancellationToken.None)).Where(found => found.Remedy is not null)
            .ShouldHaveSingleItem();
        finding.Found.ShouldContain("@everyone");
        finding.Remedy!.ShouldContain("Mention Everyone");
        finding.Remedy!.ShouldNotContain("Allow anyone");

        run.Discord.Guild.BotPermissions |= MentionEveryone;
        (await DiscordDoctor.LookAsync(run.Client, rules, CancellationToken.None)).ShouldAllBe(found => found.Remedy == null);
    }
}
