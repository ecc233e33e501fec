using Microsoft.Extensions.Configuration;
using MoodleGrains.Announcements;
using MoodleGrains.Rules;
using MoodleGrains.Silo.Announcements;
using MoodleGrains.Silo.Outbox;
using MoodleGrains.Silo.Tests.Inbox;
using static MoodleGrains.Silo.Tests.Announcements.AnnouncingSilo;
using ConfiguredSites = MoodleGrains.ClientApi.Sites.ConfiguredSites;

namespace MoodleGrains.Silo.Tests.Announcements;

[Collection(PostgresCollection.Rosters)]
public sealed class AnnouncerTests(PostgresServer postgres)
{
    private static readonly RuleScope Whole = new(RuleScope.Site);

    [Fact]
    public async Task A_conference_that_a_rule_wants_is_posted_changes_and_goes_with_it()
    {
        await using var at = await AnnouncingSilo.Start(postgres);
        await at.Course(1, 7);
        await at.Put("all", Terms(Whole));
        await at.Settled();
        await at.Conference(41, "Analysis");
        await at.Settled();
        at.Discord.In(Channel).ShouldBe(["scheduled Analysis"]);

        await at.Conference(41, "Analysis II");
        await at.Settled();
        at.Discord.In(Channel).ShouldBe(["scheduled Analysis II"]);

        await at.Conference(41, "Analysis II", visible: false);
        await at.Settled();
        at.Discord.In(Channel).ShouldBeEmpty();
        at.Discord.Posted.ShouldBe(1);
    }

    [Fact]
    public async Task A_category_takes_in_its_sub_categories_and_a_course_that_leaves_it_takes_its_conferences_along()
    {
        await using var at = await AnnouncingSilo.Start(postgres);
        await at.Category(7, 0);
        await at.Category(8, 7);
        await at.Category(9, 0);
        await at.Course(1, 8);
        await at.Course(2, 9);
        await at.Conference(41, "Inside");
        await at.Conference(42, "Outside", course: 2);
        await at.Put("seven", Terms(new(RuleScope.Category, 7)));
        await at.Settled();
        at.Discord.In(Channel).ShouldBe(["scheduled Inside"]);

        await at.Course(2, 8);
        await at.Settled();
        at.Discord.In(Channel).ShouldBe(["scheduled Inside", "scheduled Outside"]);

        await at.Category(8, 9);
        await at.Settled();
        at.Discord.In(Channel).ShouldBeEmpty();

        await at.Category(8, 7);
        await at.Category(7, 0, visible: false);
        await at.Settled();
        at.Discord.In(Channel).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rule_for_a_whole_site_with_300_conferences_waits_for_a_person()
    {
        await using var at = await AnnouncingSilo.Start(postgres);
        await at.Course(1, 7);
        await Task.WhenAll(Enumerable.Range(1, 300).Select(n => at.Conference(n, $"Class {n:000}", hours: 1 + (n / 10.0))));
        await at.Settled();
        await at.Put("all", Terms(Whole));
        await at.Settled();

        at.Discord.Posted.ShouldBe(0);
        var held = (await at.Rule_("all")).Held.ShouldNotBeNull();
        held.Count.ShouldBe(300);
        held.What.ShouldContain("Class 001");

        await at.Tell(Rule.Id(Site, "all"), new ApproveRule("person", at.Time.Seconds));
        await at.Settled();
        at.Discord.Posted.ShouldBe(300);
        at.Discord.In(Channel).Length.ShouldBe(300);
        (await at.Rule_("all")).Held.ShouldBeNull();

        // Approved is approved: what comes one by one afterwards is no reason to hold it again.
        await at.Conference(301, "One more");
        await at.Settled();
        at.Discord.Posted.ShouldBe(301);
    }

    [Fact]
    public async Task Conferences_that_come_too_fast_one_by_one_hold_their_rule_and_what_is_there_goes_on()
    {
        await using var at = await AnnouncingSilo.Start(postgres, new(MaxPosts: 3));
        await at.Course(1, 7);
        await at.Put("all", Terms(Whole));
        await at.Settled();
        for (var n = 1; n <= 5; n++)
        {
            await at.Conference(n, $"Class {n}");
            await at.Settled();
        }

        at.Discord.In(Channel).ShouldBe(["scheduled Class 1", "scheduled Class 2", "scheduled Class 3"]);
        (await at.Rule_("all")).Held.ShouldNotBeNull().Count.ShouldBe(1);

        await at.Conference(1, "Class 1 renamed");
        await at.Conference(2, "Class 2", visible: false);
        await at.Settled();
        at.Discord.In(Channel).ShouldBe(["scheduled Class 1 renamed", "scheduled Class 3"]);

        await at.Tell(Rule.Id(Site, "all"), new ApproveRule("person", at.Time.Seconds));
        await at.Settled();
        at.Discord.In(Channel).ShouldBe(["scheduled Class 1 renamed", "scheduled Class 3", "scheduled Class 4", "scheduled Class 5"]);
    }

    [Fact]
    public async Task Three_conferences_every_quarter_of_an_hour_are_no_burst()
    {
        await using var at = await AnnouncingSilo.Start(postgres, new(MaxPosts: 3));
        await at.Course(1, 7);
        await at.Put("all", Terms(Whole));
        await at.Settled();
        for (var n = 1; n <= 9; n++)
        {
            await at.Conference(n, $"Class {n}");
            await at.Settled();
            if (n % 3 == 0)
            {
                at.Time.Advance(TimeSpan.FromMinutes(15), at.Silo);
            }
        }

        at.Discord.Posted.ShouldBe(9);
    }

    [Fact]
    public async Task A_course_that_moves_into_a_rule_with_too_many_conferences_holds_it()
    {
        await using var at = await AnnouncingSilo.Start(postgres, new(MaxPosts: 3));
        await at.Category(7, 0);
        await at.Course(1, 9);
        await at.Put("seven", Terms(new(RuleScope.Category, 7)));
        for (var n = 1; n <= 4; n++)
        {
            await at.Conference(n, $"Class {n}");
        }

        await at.Settled();
        await at.Course(1, 7);
        await at.Settled();

        at.Discord.Posted.ShouldBe(0);
        (await at.Rule_("seven")).Held.ShouldNotBeNull().Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_deleted_rule_takes_its_messages_along_although_the_read_model_of_announcements_lags()
    {
        await using var at = await AnnouncingSilo.Start(postgres);
        await at.Course(1, 7);
        await at.Put("all", Terms(Whole));
        await at.Settled();
        await at.Conference(41, "Analysis");
        await at.Settled();
        await at.Silo.Database.Run("delete from mg_announcements");

        await at.Put("all", Terms(Whole, channel: "223456789012345678"));
        await at.Settled();
        at.Discord.In(Channel).ShouldBeEmpty();
        at.Discord.In("223456789012345678").ShouldBe(["scheduled Analysis"]);

        await at.Tell(Rule.Id(Site, "all"), new DeleteRule("person", at.Time.Seconds));
        await at.Settled();
        at.Discord.In("223456789012345678").ShouldBeEmpty();
        (await at.Silo.Database.Scalar<long>("select count(*) from mg_announced where wanted")).ShouldBe(0);
    }

    [Fact]
    public async Task Two_rules_in_one_channel_make_one_message_which_stays_until_the_last_of_them_goes()
    {
        await using var at = await AnnouncingSilo.Start(postgres);
        await at.Course(1, 7);
        await at.Put("all", Terms(Whole));
        await at.Put("one", Terms(new(RuleScope.Course, 1), language: "fr"));
        await at.Settled();
        await at.Conference(41, "Analysis");
        await at.Settled();
        at.Discord.Posted.ShouldBe(1);

        await at.Tell(Rule.Id(Site, "one"), new DeleteRule("person", at.Time.Seconds));
        await at.Settled();
        at.Discord.In(Channel).ShouldBe(["scheduled Analysis"]);
        at.Discord.Posted.ShouldBe(1);
    }

    [Fact]
    public async Task The_hourly_look_brings_in_what_comes_into_the_window_and_is_set_once_however_many_silos_set_it()
    {
        await using var at = await AnnouncingSilo.Start(postgres);
        await at.Course(1, 7);
        await at.Put("all", Terms(Whole));
        await at.Conference(41, "Far away", hours: 31 * 24);
        await at.Settled();
        var sites = ConfiguredSites.Read(
            new ConfigurationBuilder().AddInMemoryCollection([new("Sites:campus:Url", "https://m.example")]).Build(),
            []);
        await at.Silo.Make<AnnouncementsStart>(sites, at.Settings).RunAsync(default);
        await at.Silo.Make<AnnouncementsStart>(sites, at.Settings).RunAsync(default);
        at.Discord.Posted.ShouldBe(0);

        for (var day = 0; day < 2; day++)
        {
            at.Time.Advance(TimeSpan.FromHours(13), at.Silo);
            await at.Settled();
        }

        at.Discord.In(Channel).ShouldBe(["scheduled Far away"]);
        (await at.Silo.Database.Scalar<long>("select count(*) from mg_effects where key = 'announce-campus-window' and done_at is null"))
            .ShouldBe(1);
    }

    [Fact]
    public async Task A_preview_tells_what_a_change_would_do_and_does_nothing()
    {
        await using var at = await AnnouncingSilo.Start(postgres, new(MaxPosts: 2));
        await at.Course(1, 7);
        await at.Put("one", Terms(new(RuleScope.Name, null, "Exam*")));
        await at.Settled();
        await at.Conference(1, "Exam 1", hours: 3);
        for (var n = 2; n <= 4; n++)
        {
            await at.Conference(n, $"Class {n}", hours: n);
        }

        await at.Settled();
        var previews = new RulePreviews(new(at.Silo.Database), at.Settings, at.Time);

        var wider = await previews.Of(Site, "one", Terms(Whole), default);
        (wider.Posts, wider.Stays, wider.Ends, wider.Waits).ShouldBe((3, 1, 0, true));
        wider.Conferences.Select(one => $"{one.Change} {one.Name}")
            .ShouldBe(["Post Class 2", "Stay Exam 1", "Post Class 3", "Post Class 4"]);

        var elsewhere = await previews.Of(Site, "one", Terms(new(RuleScope.Name, null, "exam*"), channel: "hall"), default);
        (elsewhere.Posts, elsewhere.Stays, elsewhere.Ends, elsewhere.Waits).ShouldBe((1, 0, 1, false));
        at.Discord.Posted.ShouldBe(1);
    }

    [Fact]
    public async Task A_late_turn_that_read_old_rules_puts_right_what_it_told_wrong()
    {
        await using var at = await AnnouncingSilo.Start(postgres);
        await at.Course(1, 7);
        await at.Put("all", Terms(Whole));
        await at.Settled();
        await at.Conference(41, "Analysis");
        await at.Settled();

        // What a stale turn would have left: the announcement is told that nothing is wanted, the book says that it is.
        await at.Tell(new AnnouncementId(Site, "41", Channel).Grain, new ReconcileAnnouncement(null, at.Time.Seconds));
        await at.Settled();
        at.Discord.In(Channel).ShouldBeEmpty();

        await at.Silo.Effects
            .PutAsync([new("announce-campus-site-campus", "look", new ReconcileAnnouncements(Site, "site", Site))], default);
        await at.Settled();
        at.Discord.In(Channel).ShouldBe(["scheduled Analysis"]);
    }
}
