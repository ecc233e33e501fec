using MoodleGrains.Announcements;
using MoodleGrains.Conferences;
using MoodleGrains.Courses;
using MoodleGrains.Rules;

namespace MoodleGrains.Grains.Tests.Rules;

public sealed class WantingTests
{
    private static readonly ConferenceRow Conference = new()
    {
        DocumentId = "conference-campus-41",
        Site = "campus",
        Id = 41,
        Module = "bigbluebuttonbn",
        Name = "Oral exam 3",
        CourseId = 13,
        StartsAt = 5000,
        EndsAt = 8600,
        Visible = true,
    };

    private static readonly CourseRow Course = new()
    {
        DocumentId = "course-campus-13",
        Site = "campus",
        Id = 13,
        FullName = "Biology II",
        Visible = true,
    };

    private static readonly long[] Path = [70, 7];

    [Theory]
    [InlineData(RuleScope.Site, null, null, true)]
    [InlineData(RuleScope.Course, 13L, null, true)]
    [InlineData(RuleScope.Course, 14L, null, false)]
    [InlineData(RuleScope.Category, 70L, null, true)]
    [InlineData(RuleScope.Category, 7L, null, true)]
    [InlineData(RuleScope.Category, 8L, null, false)]
    [InlineData(RuleScope.Name, null, "oral EXAM *", true)]
    [InlineData(RuleScope.Name, null, "*ology*", true)]
    [InlineData(RuleScope.Name, null, "exam", false)]
    [InlineData(RuleScope.Name, null, "*exam*4", false)]
    public void A_rule_takes_in_what_its_scope_says(string kind, long? id, string? pattern, bool matches) =>
        Of(new NamedTerms("one", Terms(new(kind, id, pattern)))).Count.ShouldBe(matches ? 1 : 0);

    [Theory]
    [InlineData("Lecture*", "en", true)]
    [InlineData("Lecture*", "de", false)]
    [InlineData("vorlesung 1", "de", true)]
    [InlineData("Biologie & Chemie", "de", true)]
    [InlineData("*multilang*", "en", false)]
    [InlineData("*mlang*", "en", false)]
    [InlineData("*&amp;*", "de", false)]
    public void A_pattern_is_held_against_names_as_people_read_them_in_the_rules_language(string pattern, string language, bool matches) =>
        AnnouncementMatcher.Of(
            [new("one", Terms(new(RuleScope.Name, null, pattern)) with { Language = language })],
            Conference with
            {
                Name = "<span lang=\"en\" class=\"multilang\">Lecture 1</span>"
                    + "<span lang=\"de\" class=\"multilang\">\u200eVorlesung&nbsp;1</span>",
            },
            Course with { FullName = "{mlang other}Biology{mlang}{mlang de}Biologie &amp; Chemie{mlang}" },
            Path,
            None).Count.ShouldBe(matches ? 1 : 0);

    [Fact]
    public void Several_rules_in_one_channel_are_one_announcement_with_united_lead_times_and_the_nearest_has_its_way()
    {
        var wanted = Of(
            new("all", Terms(new(RuleScope.Site)) with { LeadMinutes = [5], RunningNow = true }),
            new("far", Terms(new(RuleScope.Category, 7)) with { LeadMinutes = [60], Language = "fr" }),
            new("near", Terms(new(RuleScope.Category, 70)) with { LeadMinutes = [5, 30], Language = "de" }),
            new("else", Terms(new(RuleScope.Site)) with { Channel = "hook" }));

        wanted.Keys.Order().ShouldBe(["900000000000000001", "hook"]);
        var one = wanted["900000000000000001"];
        one.LeadMinutes.ShouldBe([5, 30, 60]);
        (one.Language, one.RunningNow).ShouldBe(("de", true));
        one.Rules.ShouldBe(["all", "far", "near"]);
    }

    [Fact]
    public void The_events_of_a_server_are_wanted_beside_the_messages_by_the_nearest_of_the_rules_that_name_it()
    {
        var wanted = Of(
            new("all", Terms(new(RuleScope.Site)) with { EventsGuild = "600000000000000001", Role = "700000000000000001" }),
            new("near", Terms(
                new(RuleScope.Course, 13)) with
            {
                Channel = "hook",
                EventsGuild = "600000000000000001",
                Language = "fr",
                AssumedMinutes = 90
            }),
            new("else", Terms(new(RuleScope.Name, null, "*"))));

        wanted.Keys.Order().ShouldBe(["900000000000000001", "guild.600000000000000001", "hook"]);
        var one = wanted["guild.600000000000000001"];
        (one.AsEvent, one.Language, one.AssumedSeconds, one.Role).ShouldBe((true, "fr", 5400, null));
        one.LeadMinutes.ShouldBeEmpty();
        one.Rules.ShouldBe(["all", "near"]);
        wanted.Values.Count(each => each.AsEvent).ShouldBe(1);
    }

    [Fact]
    public void A_series_is_announced_in_channels_and_its_occurrences_are_the_events_of_a_server()
    {
        NamedTerms[] rules = [new("all", Terms(new(RuleScope.Site)) with { EventsGuild = "600000000000000001" })];
        AnnouncementMatcher.Of(rules, Conference with { Recurring = true }, Course, Path, None).Keys.ShouldBe(["900000000000000001"]);
        AnnouncementMatcher.Of(rules, Conference with { Id = -77, Series = 41 }, Course, Path, None).Keys
            .ShouldBe(["guild.600000000000000001"]);
    }

    [Fact]
    public void What_is_hidden_is_wanted_nowhere_and_what_is_deleted_is_wanted_as_cancelled()
    {
        NamedTerms[] rules = [new("all", Terms(new(RuleScope.Site)))];
        AnnouncementMatcher.Of(rules, Conference with { Visible = false }, Course, Path, None).ShouldBeEmpty();
        AnnouncementMatcher.Of(rules, Conference, Course with { Visible = false }, Path, None).ShouldBeEmpty();
        AnnouncementMatcher.Of(rules, Conference with { Status = ConferenceRow.Cancelled }, Course, Path, None).Values.Single().Cancelled
            .ShouldBeTrue();
        AnnouncementMatcher.Of(rules, Conference, Course with { DeletedAt = 4000, Visible = false }, Path, None).Values.Single().Cancelled
            .ShouldBeTrue();
    }

    private static IReadOnlyDictionary<string, DesiredAnnouncement> Of(params NamedTerms[] rules)
        => AnnouncementMatcher.Of(rules, Conference, Course, Path, None);

    private static IReadOnlyList<Spell> None(QuietHours? quiet, long? startsAt, IReadOnlyList<int> leads) => [];

    private static RuleTerms Terms(RuleScope scope) =>
        new(scope, "900000000000000001", null, [5], "en", RuleTerms.Delete, null, false, null, 60);
}
