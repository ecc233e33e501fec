using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using MoodleGrains.Announcements;
using MoodleGrains.Silo.Discord;
using MoodleGrains.Silo.Discord.Sending;
using MoodleGrains.Silo.Discord.Texts;

namespace MoodleGrains.Silo.Tests.Discord;

/// <summary>Names come from whoever may write in Moodle.</summary>
public sealed partial class UntrustedTests
{
    private static readonly string[] Nasty =
    [
        "@everyone", "@here", "<@&123>", "<@!5>", "<#9>", "<:smile:123>", "<t:1:R>", "[masked](https://evil.example)", "**", "__", "~~",
        "||", "`", "```",
        "# ", "- ", "> ", "\n", "\r\n", "\u200B", "\u200D", "\u202E", "\u2028", "\0", "\\", "\\\\", "https://evil.example/x",
        "discord.gg/abc", "*", "_",
        "é", "e\u0301", "😀", "👩‍👩‍👧", "می‌خواهم", "{0}", "{1}", "\uD83D", "\uE000", " ", "Algebra", "1. ", "3.10", "-# ",
        "@\u200Beveryone", "@every\u00ADone", "&amp;", "<", ">",
    ];

    private static readonly Gen<string> Names = Gen.OneOf(
        Gen.Elements(Nasty),
        ArbMap.Default.GeneratorFor<string>().Select(s => s ?? ""),
        Gen.Choose(0, 400).Select(n => new string('x', n))).ListOf().Select(string.Concat);

    [Fact]
    public void Nothing_in_a_name_pings_formats_or_links() => Holds(Names, name =>
    {
        var told = Untrusted.Markdown(name, 256);
        EscapedMark().Replace(told, "").ShouldNotContain('*');
        EscapedMark().Replace(told, "").IndexOfAny(['*', '_', '~', '`', '|', '[', ']', '<', '/']).ShouldBe(-1);
        Mention().IsMatch(told).ShouldBeFalse();
        told.ShouldNotContain("\n");
        told.Length.ShouldBeLessThanOrEqualTo(256);
    });

    [Fact]
    public void A_cut_breaks_no_character_and_no_escape_and_shows_that_it_cut() => Holds(Names, name =>
    {
        var (whole, cut) = (Untrusted.Markdown(name, int.MaxValue), Untrusted.Markdown(name, 40));
        if (!whole.Contains('\uFFFD', StringComparison.Ordinal))
        {
            // A half of a pair would read back as this.
            cut.EnumerateRunes().ShouldNotContain(Rune.ReplacementChar);
        }

        if (whole.Length <= 40)
        {
            cut.ShouldBe(whole);
            return;
        }

        cut.ShouldEndWith("…");
        whole.ShouldStartWith(cut[..^1]);
        var backslashes = cut[..^1].Length - cut[..^1].TrimEnd('\\').Length;
        (backslashes % 2).ShouldBe(0);
    });

    [Fact]
    public void A_name_reads_as_it_was_written()
    {
        Shown("Math & *Physics* [2026] a_b_c (v3.10)").ShouldBe("Math & *Physics* [2026] a_b_c (v3.10)");
        Shown("می‌خواهم 👩‍👩‍👧 é").ShouldBe("می‌خواهم 👩‍👩‍👧 é");
        Shown("🏴\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F Scots").ShouldBe(
            "🏴\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F Scots");
        Shown("two\r\n  lines\t").ShouldBe("two lines");
        Untrusted.Literal("@everyone *x*", 100).ShouldBe("@everyone *x*");
    }

    [Fact]
    public void A_long_name_is_cut_at_a_word()
    {
        Untrusted.Literal("Introduction to the theory of numbers", 20).ShouldBe("Introduction to the…");
        Untrusted.Literal(new string('x', 50), 20).ShouldBe(new string('x', 19) + "…");
    }

    [Fact]
    public async Task Whatever_a_conference_is_called_Discord_takes_the_message_and_notifies_nobody()
    {
        await using var run = await DiscordRun.Started();
        run.Discord.Guild.BotPermissions |= 1UL << 17;
        var sampled = Names.Sample(Soak.On ? 500 : 60);
        foreach (var name in sampled)
        {
            foreach (var kind in (string[])[Card.Scheduled, Card.Ping])
            {
                var card = DiscordRun.Card(name, kind) with { CourseName = name, Link = $"https://moodle.example/{name}" };
                var answer = await run.Client
                    .CreateAsync(new MessageTarget.BotChannel(run.Channel), CardFace.Of(card, "abc-1"), "t", CancellationToken.None);
                answer.ShouldBeOfType<DiscordAnswer.Done>($"for {name}");
            }
        }

        run.Discord.Guild.Notified.ShouldBeEmpty();
    }

    // As a reader sees it: the backslash before a mark goes, a space without width cannot be seen.
    private static string Shown(string name) =>
        Regex.Replace(Untrusted.Markdown(name, 1000), @"\\([^0-9A-Za-z\s])", "$1").Replace("@\u200B", "@", StringComparison.Ordinal);

    private static void Holds(Gen<string> names, Action<string> property)
    {
        var seed = Soak.Seed;
        Prop.ForAll(names.ToArbitrary(), property).Check(
            Config.QuickThrowOnFailure.WithMaxTest(Soak.On ? 20_000 : 500).WithReplay((ulong)seed, 1));
    }

    [GeneratedRegex(@"\\[^0-9A-Za-z\s]")]
    private static partial Regex EscapedMark();

    [GeneratedRegex(@"@everyone|@here|<@[!&]?\d|://|(?<!\\)<")]
    private static partial Regex Mention();
}
