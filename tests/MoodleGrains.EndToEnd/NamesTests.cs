using System.Text.RegularExpressions;
using MoodleGrains.Sandbox.Discord;
using MoodleGrains.Silo.Tests;

namespace MoodleGrains.EndToEnd;

/// <summary>Names and links as teachers write them into Moodle, as everybody reads them who is told.</summary>
[Collection(PostgresCollection.Name)]
public sealed partial class NamesTests(PostgresServer postgres)
{
    private const string Scots = "🏴\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F Scots history";

    private static readonly string[] Conferences =
    [
        "<span lang=\"en\" class=\"multilang\">Lecture 1</span><span lang=\"de\" class=\"multilang\">Vorlesung 1</span>",
        "{mlang other}Strengthening planning{mlang}{mlang fr,fr_ca}Renforcer la planification{mlang}",
        "Q&amp;A &lt;b&gt;",
        Scots,
        "\u202eevil \u0627\u0644\u0639\u0631\u0628\u064a\u0629",
    ];

    // Name, text, and the link that everybody needs.
    private static readonly (string Name, string Text, string Link)[] Entries =
    [
        (
            "Zoom image",
            "<p dir=\"ltr\"><img src=\"https://moodle.example.org/webservice/pluginfile.php/12/calendar/event_description/3/logo.png\" "
                + "alt=\"logo\" /></p><p><a href=\"https://uni.zoom.us/j/91234567894?pwd=Q1w2\">Join the seminar</a></p>",
            "https://uni.zoom.us/j/91234567894?pwd=Q1w2"),
        (
            "Zoom agenda",
            "<p>Agenda: <a href=\"https://docs.example.org/agenda\">agenda</a><br>Meeting: <a "
                + "href=\"https://uni.zoom.us/j/91234567893\">join</a></p>",
            "https://uni.zoom.us/j/91234567893"),
        (
            "Zoom nbsp",
            "<p>https://us02web.zoom.us/j/999999999?pwd=xYz&nbsp;</p><label><br></label>",
            "https://us02web.zoom.us/j/999999999?pwd=xYz"),
        ("Zoom angle", "<p>Join online meeting&lt;https://uni.zoom.us/j/91234567899&gt;</p>", "https://uni.zoom.us/j/91234567899"),
        ("Zoom stars", "<p>Room: **https://uni.zoom.us/j/913**</p>", "https://uni.zoom.us/j/913"),
    ];

    [Fact]
    public async Task Everybody_reads_names_in_their_language_and_finds_the_meeting_behind_the_link()
    {
        await using var campus = await Campus.Open(1);
        campus.University.UpdateCourse(
            campus.Course,
            new()
            {
                FullName = "<span lang=\"en\" class=\"multilang\">Biology</span><span lang=\"de\" class=\"multilang\">Biologie</span>"
            });
        foreach (var name in Conferences)
        {
            campus.University.CreateConference(campus.Course, name, campus.University.Now + 86_400, campus.University.Now + 90_000);
        }

        foreach (var (name, text, _) in Entries)
        {
            campus.University.CreateCalendarEntry(campus.Course, name, campus.University.Now + 86_400, text, 3_600);
        }

        campus.University.TakeEvents();
        var (english, german, french) = (Channel("english"), Channel("german"), Channel("french"));
        await using var silo = await TestSilo.Ready(
            await postgres.PreparedDatabase(),
            [
                .. campus.Settings.Where(setting => !setting.Name.StartsWith("Announcements", StringComparison.Ordinal)),
                ("PublicUrl", "https://grains.example.org"),
                ("Conferences__Entries", "(?i)zoom"),
            ]);
        await Apply(silo, $$"""
            { "rules": [
              { "site": "campus", "name": "english", "scope": { "kind": "site" }, "channel": "{{english}}", "leadMinutes": [] },
              { "site": "campus", "name": "german", "scope": { "kind": "name", "pattern": "Biologie" }, "channel": "{{german}}",
                "language": "de", "leadMinutes": [] },
              { "site": "campus", "name": "french", "scope": { "kind": "site" }, "channel": "{{french}}",
                "language": "fr", "leadMinutes": [],
                "eventsGuild": "{{campus.Discord.Guild.Id}}" }
            ] }
            """);
        await campus.Comes(
            () => ((string[])[english, german, french]).All(channel => campus.Discord.Guild.Messages(channel).Count == 10)
                && campus.Discord.Guild.Events.Count == 10,
            "all is announced");

        string[] zoom = [.. Entries.Select(entry => entry.Name)];
        Titles(english).ShouldBe(["Lecture 1", "Strengthening planning", @"Q&A \<b\>", Scots, "evil العربية", .. zoom], ignoreOrder: true);
        Titles(german).ShouldBe(["Vorlesung 1", "Strengthening planning", @"Q&A \<b\>", Scots, "evil العربية", .. zoom], ignoreOrder: true);
        Titles(french).ShouldBe(
            ["Lecture 1", "Renforcer la planification", @"Q&A \<b\>", Scots, "evil العربية", .. zoom],
            ignoreOrder: true);
        Footers(english).ShouldBe(["Biology"]);
        Footers(german).ShouldBe(["Biologie"]);
        campus.Discord.Guild.Events.Select(scheduled => scheduled.Name)
            .ShouldBe(["Lecture 1", "Renforcer la planification", "Q&A <b>", Scots, "evil العربية", .. zoom], ignoreOrder: true);
        foreach (var (name, _, link) in Entries)
        {
            Message(english, name).Links.ShouldHaveSingleItem().Split('#')[0].ShouldBe(link);
        }

        var ofSite = await Feed(silo, "--site", "campus");
        Values(ofSite, "SUMMARY").ShouldBe(
            ["Lecture 1", "Strengthening planning", "Q&A <b>", Scots, "evil العربية", .. zoom],
            ignoreOrder: true);
        Values(ofSite, "CATEGORIES").Distinct().ShouldBe(["Biology"]);
        string[] links = [.. Entries.Select(entry => entry.Link)];
        Values(ofSite, "LOCATION").Where(IsZoom).ShouldBe(links, ignoreOrder: true);
        Values(ofSite, "URL").Where(IsZoom).ShouldBe(links, ignoreOrder: true);
        var ofFrench = await Feed(silo, "--site", "campus", "--rule", "french");
        Values(ofFrench, "SUMMARY").ShouldContain("Renforcer la planification");
        var ofGerman = await Feed(silo, "--site", "campus", "--rule", "german");
        Values(ofGerman, "SUMMARY").ShouldContain("Vorlesung 1");
        Values(ofGerman, "CATEGORIES").Distinct().ShouldBe(["Biologie"]);

        string Channel(string name) => campus.Discord.Guild.AddChannel(name);

        string?[] Titles(string channel) => [.. campus.Discord.Guild.Messages(channel).Select(Title)];

        string?[] Footers(string channel) =>
            [.. campus.Discord.Guild.Messages(channel).Select(message => (string?)message.Embeds[0]!["footer"]!["text"]).Distinct()];

        StandingMessage Message(string channel, string title)
            => campus.Discord.Guild.Messages(channel).Single(message => Title(message) == title);
    }

    private static string? Title(StandingMessage message) => (string?)message.Embeds[0]!["title"];

    private static bool IsZoom(string link) => link.Contains("zoom", StringComparison.Ordinal);

    private static string[] Values(string feed, string property) =>
    [
        .. feed.Replace("\r\n ", "", StringComparison.Ordinal).Split("\r\n")
            .Where(line => line.StartsWith(property + ":", StringComparison.Ordinal)).Select(line => line[(property.Length + 1)..]),
    ];

    private static async Task<string> Feed(TestSilo silo, params string[] which)
    {
        var made = await silo.Run(["calendar", "new", .. which]);
        made.ExitCode.ShouldBe(0, made.Error);
        return await silo.Anybody.GetStringAsync(new Uri(new Uri(Address().Match(made.Out).Value).AbsolutePath, UriKind.Relative));
    }

    private static async Task Apply(TestSilo silo, string rules)
    {
        Directory.CreateDirectory(silo.DataFolder);
        var file = Path.Combine(silo.DataFolder, "rules.json");
        await File.WriteAllTextAsync(file, rules);
        var said = await silo.Run("apply", "-f", file);
        said.ExitCode.ShouldBe(0, said.Error);
    }

    [GeneratedRegex(@"https?://\S+/calendar/mgc_\S+\.ics")]
    private static partial Regex Address();
}
