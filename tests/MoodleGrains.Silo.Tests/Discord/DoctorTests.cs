using MoodleGrains.Rules;
using MoodleGrains.Silo.CommandLine;
using MoodleGrains.Silo.CommandLine.Doctor;
using MoodleGrains.Silo.Diagnostics;
using MoodleGrains.Silo.Discord;

namespace MoodleGrains.Silo.Tests.Discord;

public sealed class DoctorTests
{
    [Fact]
    public async Task A_healthy_rule_is_told_with_the_names_of_bot_channel_and_role()
    {
        await using var run = await DiscordRun.Started(webhook: true);
        var findings = await Look(run, Rule(run.Channel, run.Discord.Guild.AddRole("first year")));
        findings.ShouldAllBe(f => f.Remedy == null);
        var all = string.Join('\n', findings);
        all.ShouldContain("MoodleGrains");
        all.ShouldContain("#conferences in Sandbox University");
        all.ShouldContain("first year can be pinged");
        all.ShouldContain("a ping whose outcome is unknown is not repeated");
    }

    [Theory]
    [InlineData(0x400UL, "View Channel")]
    [InlineData(0x800UL, "Send Messages")]
    [InlineData(0x4000UL, "Embed Links")]
    [InlineData(0x10000UL, "Read Message History")]
    public async Task A_missing_permission_is_named(ulong denied, string named)
    {
        await using var run = await DiscordRun.Started();
        run.Discord.Guild.Deny(run.Channel, denied);
        (await Look(run, Rule(run.Channel))).Where(f => f.Remedy is not null).ShouldHaveSingleItem().Remedy!.ShouldContain(named);
    }

    [Fact]
    public async Task A_role_that_cannot_be_pinged_or_is_not_there_is_named()
    {
        await using var run = await DiscordRun.Started();
        var role = run.Discord.Guild.AddRole("quiet", mentionable: false);
        (await Look(run, Rule(run.Channel, role))).ShouldContain(
            f => f.Remedy != null && f.Found.Contains("quiet", StringComparison.Ordinal));
        (await Look(run, Rule(run.Channel, "4711"))).ShouldContain(
            f => f.Remedy != null && f.Found.Contains("4711", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_refused_token_a_lost_channel_and_a_lost_webhook_are_named()
    {
        await using var run = await DiscordRun.Started(webhook: true);
        (await Look(run, Rule("999"))).ShouldContain(f => f.Remedy != null && f.Remedy.Contains("channel 999", StringComparison.Ordinal));
        (await Look(run, Rule("elsewhere"))).ShouldContain(
            f => f.Remedy != null && f.Remedy.Contains("Discord:Webhooks:elsewhere", StringComparison.Ordinal));
        run.Discord.Guild.RemoveWebhook(run.Client.Settings.Webhooks["hooked"].Id);
        (await Look(run)).ShouldContain(f => f.Remedy != null && f.Remedy.Contains("Discord:Webhooks:hooked", StringComparison.Ordinal));
        run.Discord.Guild.TokenValid = false;
        (await Look(run, Rule(run.Channel))).ShouldContain(
            f => f.Remedy != null && f.Remedy.Contains("Discord:Token", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_server_whose_events_are_kept_is_told_with_its_room()
    {
        await using var run = await DiscordRun.Started();
        var rule = Rule(run.Channel, guild: run.Discord.Guild.Id);
        (await Look(run, rule)).ShouldContain(f => f.Remedy == null && f.Found.Contains("it has 0 of 100", StringComparison.Ordinal));
        for (var n = 0; n < 100; n++)
        {
            run.Discord.Guild.AddEvent($"Other {n}", run.Clock.GetUtcNow().AddDays(1));
        }

        (await Look(run, rule)).ShouldContain(f => f.Remedy != null && f.Found.Contains("100 scheduled events", StringComparison.Ordinal));
        run.Discord.Guild.BotPermissions &= ~(1UL << 44);
        (await Look(run, rule)).ShouldContain(f => f.Remedy != null && f.Remedy.Contains("Create Events", StringComparison.Ordinal));
        (await Look(run, Rule(run.Channel, guild: "4711"))).ShouldContain(
            f => f.Remedy != null && f.Remedy.Contains("server 4711", StringComparison.Ordinal));
    }

    private static Task<IReadOnlyList<Finding>> Look(DiscordRun run, params (string, RuleTerms)[] rules) =>
        DiscordDoctor.LookAsync(run.Client, rules, CancellationToken.None);

    private static (string, RuleTerms) Rule(string channel, string? role = null, string? guild = null) =>
        ("campus/all", new(new(RuleScope.Site), channel, role, [5], "en", RuleTerms.Delete, null, false, guild, 60));
}
