using System.Text.Json;
using MoodleGrains.Announcements;
using MoodleGrains.Silo.Discord;
using MoodleGrains.Silo.Discord.ScheduledEvents;
using MoodleGrains.Silo.Discord.Texts;

namespace MoodleGrains.Silo.Tests.Discord;

public sealed class CardFaceTests
{
    public static TheoryData<string, string> Every()
    {
        TheoryData<string, string> all = [];
        foreach (var language in (string[])["en", "fr", "de"])
        {
            foreach (var kind in (string[])[Card.Scheduled, Card.Open, Card.Ended, Card.Cancelled, Card.Moved, Card.Ping, Card.Running])
            {
                all.Add(language, kind);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Every))]
    public void Every_kind_says_something_in_every_language_and_carries_its_marker(string language, string kind)
    {
        foreach (var start in (long?[])[2_000_000_000, null])
        {
            var message = CardFace.Of(
                DiscordRun.Card(kind: kind, language: language, startsAt: start) with { WasStartsAt = 1_900_000_000 },
                "abc-1");
            var text = message.Content + string.Concat(message.Embeds.Select(e => e.Title + e.Description));
            text.ShouldContain("Algebra");
            text.ShouldNotContain("{");
            text.Length.ShouldBeGreaterThan("Algebra".Length + (kind == Card.Scheduled && start is null ? -1 : 0));
            message.Components.ShouldHaveSingleItem().Components.ShouldHaveSingleItem().Label!.Length.ShouldBeInRange(1, 80);
            Marker.IsIn(Read(message), "abc-1").ShouldBeTrue();
            Marker.IsIn(Read(message), "abc-2").ShouldBeFalse();
        }
    }

    [Fact]
    public void The_texts_of_a_moved_conference_in_three_languages()
    {
        Moved(
            "en").ShouldBe("🕑 It has been moved to another time.\n**Start:** <t:2000000000:F> (<t:2000000000:R>)\n**End:** "
                + "<t:2000003600:t>\n**Instead of:** ~~<t:1900000000:F>~~");
        Moved(
            "fr").ShouldBe("🕑 Cette séance a été déplacée.\n**Début :** <t:2000000000:F> (<t:2000000000:R>)\n**Fin :** "
                + "<t:2000003600:t>\n**Au lieu de :** ~~<t:1900000000:F>~~");
        Moved(
            "de").ShouldBe("🕑 Auf einen anderen Zeitpunkt verlegt.\n**Beginn:** <t:2000000000:F> (<t:2000000000:R>)\n**Ende:** "
                + "<t:2000003600:t>\n**Statt:** ~~<t:1900000000:F>~~");

        static string? Moved(string language) =>
            CardFace.Of(DiscordRun.Card(kind: Card.Moved, language: language) with { WasStartsAt = 1_900_000_000 }, "m-1").Embeds[
                0].Description;
    }

    [Fact]
    public void A_ping_is_a_line_that_notifications_show_and_mentions_its_role_alone()
    {
        var ping = CardFace.Of(DiscordRun.Card("A {1} *class*", Card.Ping), "m-1", "77");
        ping.Content.ShouldBe("<@&77> 🔔 Time for **A {1} \\*class\\***! It starts at <t:2000000000:t> (<t:2000000000:R>).");
        ping.AllowedMentions.Parse.ShouldBeEmpty();
        ping.AllowedMentions.Roles.ShouldBe(["77"]);
    }

    [Theory]
    [InlineData("en", "Lecture 1", "Biology & more")]
    [InlineData("de", "Vorlesung 1", "Biologie & mehr")]
    [InlineData("fr", "Lecture 1", "Biology & more")]
    public void Names_are_shown_in_the_language_of_the_card(string language, string name, string course)
    {
        var card = DiscordRun.Card(
            "\u202e<span lang=\"en\" class=\"multilang\">Lecture 1</span><span lang=\"de\" class=\"multilang\">Vorlesung "
                + "1</span>", language: language) with
        {
            CourseName = "{mlang de}Biologie &amp; mehr{mlang}{mlang other}Biology &amp; more{mlang}",
        };

        var post = CardFace.Of(card, "m-1").Embeds[0];
        (post.Title, post.Footer!.Text).ShouldBe((name, course));
        CardFace.Of(card with { Kind = Card.Ping }, "m-1").Content.ShouldContain($"**{name}**");
        var scheduled = EventFace.Of(card, "m-1");
        (scheduled.Name, scheduled.Description!.Split('\n')[0]).ShouldBe((name, course));
    }

    [Theory]
    [InlineData("https://meet.example/room#config.x=1", true)]
    [InlineData(null, false)]
    [InlineData("javascript:alert(1)", false)]
    [InlineData("https://user:password@moodle.example/", false)]
    [InlineData("not a link", false)]
    public void A_link_that_cannot_carry_the_marker_leaves_it_to_the_footer(string? link, bool button)
    {
        foreach (var kind in (string[])[Card.Scheduled, Card.Ping])
        {
            var message = CardFace.Of(DiscordRun.Card(kind: kind) with { Link = link }, "abc-1");
            message.Components.Count.ShouldBe(button ? 1 : 0);
            Marker.IsIn(Read(message), "abc-1").ShouldBeTrue();
        }
    }

    [Fact]
    public void A_link_near_the_limit_stays_within_it()
    {
        foreach (var length in Enumerable.Range(470, 60))
        {
            var link = "https://moodle.example/".PadRight(length, 'x');
            var message = CardFace.Of(DiscordRun.Card() with { Link = link }, "0123456789abcdef-12");
            message.Components.SelectMany(row => row.Components).ShouldAllBe(b => b.Url!.Length <= 512);
            Marker.IsIn(Read(message), "0123456789abcdef-12").ShouldBeTrue();
        }
    }

    private static DiscordMessage Read(OutgoingMessage message) => JsonSerializer.Deserialize(
        JsonSerializer.Serialize(message, DiscordJson.Default.OutgoingMessage).Insert(1, "\"id\":\"1\","),
            DiscordJson.Default.DiscordMessage)!;
}
