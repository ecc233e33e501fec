using Microsoft.Extensions.Logging.Abstractions;
using MoodleGrains.Conferences;
using MoodleGrains.Convergence;
using MoodleGrains.Rules;
using MoodleGrains.Sandbox.Discord;
using MoodleGrains.Silo.Announcements;
using MoodleGrains.Silo.Discord;
using static MoodleGrains.Silo.Tests.Announcements.AnnouncingSilo;

namespace MoodleGrains.Silo.Tests.Announcements;

/// <summary>A silo at work that keeps the scheduled events of a server in step with Moodle.</summary>
[Collection(PostgresCollection.Rosters)]
public sealed class EventsInStepTests(PostgresServer postgres)
{
    private static readonly RuleScope Whole = new(RuleScope.Site);

    [Fact]
    public async Task Events_come_change_and_go_with_their_conferences_and_with_the_rule()
    {
        await using var stage = await Stage.Set(postgres);
        await stage.At.Put("all", Terms(Whole, guild: stage.Guild.Id));
        await stage.At.Conference(41, "Analysis");
        await stage.At.Conference(42, "Begun already", hours: -0.5);
        await stage.At.Settled();
        stage.Events.ShouldBe(["Analysis 24"]);
        stage.At.Discord.In(Channel).ShouldBe(["open Begun already", "scheduled Analysis"]);
        var id = stage.Guild.Events.Single().Id;

        await stage.At.Conference(41, "Analysis II", hours: 26);
        await stage.At.Settled();
        stage.Events.ShouldBe(["Analysis II 26"]);
        stage.Guild.Events.Single().Id.ShouldBe(id);

        await stage.At.Conference(43, "Algebra", hours: 30);
        await stage.At.Gone(41);
        await stage.At.Settled();
        stage.Events.ShouldBe(["Algebra 30"]);

        await stage.At.Put("all", Terms(Whole));
        await stage.At.Settled();
        stage.Events.ShouldBeEmpty();
        stage.At.Discord.In(Channel).ShouldContain("scheduled Algebra", "the messages stay");
    }

    [Fact]
    public async Task A_series_has_an_event_for_each_occurrence_and_one_message()
    {
        await using var stage = await Stage.Set(postgres);
        await stage.At.Put("all", Terms(Whole, guild: stage.Guild.Id));
        await stage.At.Conference(41, "Seminar");
        await stage.At.Settled();
        stage.Events.ShouldBe(["Seminar 24"]);

        var stamp = new FieldVersion(null, stage.At.Time.Seconds + 1000, SourcePrecedence.Polled);
        var series = new ObserveConference("bigbluebuttonbn", 41, 1, "Seminar", null, null, true, null, stamp);
        await stage.At.Tell(ConferenceId.OfActivity(Site, 41), series with { Recurring = true });
        foreach (var (id, hours) in ((long, long)[])[(77, 24), (78, 192)])
        {
            var start = stage.At.Time.Seconds + (hours * 3600);
            await stage.At
                .Tell(ConferenceId.OfCalendarEntry(Site, id), series with { Series = 41, StartsAt = start, EndsAt = start + 3600 });
        }

        await stage.At.Settled();
        stage.Events.ShouldBe(["Seminar 24", "Seminar 192"], ignoreOrder: true);
        stage.At.Discord.In(Channel).ShouldBe(["scheduled Seminar"]);
    }

    [Fact]
    public async Task An_event_deleted_by_hand_is_made_anew_with_the_next_change_and_only_once()
    {
        await using var stage = await Stage.Set(postgres);
        await stage.At.Put("all", Terms(Whole, guild: stage.Guild.Id));
        for (var round = 0; round < 3; round++)
        {
            await stage.At.Conference(41, $"Analysis {round}");
            await stage.At.Settled();
            stage.Guild.Events.Count.ShouldBe(round < 2 ? 1 : 0);
            stage.Guild.Events.ToList().ForEach(scheduled => stage.Guild.RemoveEvent(scheduled.Id));
        }
    }

    [Fact]
    public async Task Several_rules_of_a_server_make_one_event_and_a_paused_Discord_holds_it_back()
    {
        await using var stage = await Stage.Set(postgres);
        await stage.At.Put("all", Terms(Whole, guild: stage.Guild.Id));
        await stage.At.Put("more", Terms(Whole, channel: "223456789012345678", guild: stage.Guild.Id));
        await stage.At.Settled();
        await stage.At.Silo.Database.Run("insert into mg_pauses (part, by) values ('discord', 'test')");
        await stage.At.Silo.Pauses.ReadAsync(default);
        await stage.At.Conference(41, "Analysis");
        await Eventually.Holds(
            async () => await stage.At.Silo.Database
                .Scalar<long>("select count(*) from mg_effects where type = 'create_guild_event' and state = 'waiting'") == 1,
            "one event waits");
        stage.Discord.Requests.ShouldBeEmpty();

        await stage.At.Silo.Database.Run("delete from mg_pauses");
        await stage.At.Settled();
        stage.Events.ShouldBe(["Analysis 24"]);
        stage.At.Discord.Posted.ShouldBe(2);
    }

    [Fact]
    public async Task A_rule_that_begins_to_keep_many_events_waits_for_a_person_and_an_event_beside_its_message_counts_once()
    {
        await using var stage = await Stage.Set(postgres, new(MaxPosts: 3));
        await stage.At.Put("all", Terms(Whole));
        await stage.At.Settled();
        for (var n = 1; n <= 3; n++)
        {
            await stage.At.Conference(n, $"Class {n}");
        }

        await stage.At.Settled();
        await stage.At.Put("all", Terms(Whole, guild: stage.Guild.Id));
        await stage.At.Settled();
        stage.Guild.Events.Count.ShouldBe(3);

        stage.At.Time.Advance(TimeSpan.FromMinutes(15), stage.At.Silo);
        for (var n = 4; n <= 7; n++)
        {
            await stage.At.Conference(n, $"Class {n}");
            await stage.At.Settled();
        }

        (stage.At.Discord.Posted, stage.Guild.Events.Count).ShouldBe((6, 6));
        (await stage.At.Rule_("all")).Held.ShouldNotBeNull().Count.ShouldBe(1);

        await stage.At.Put("wide", Terms(Whole, channel: "223456789012345678", guild: "4711000000000000000"));
        await stage.At.Settled();
        (await stage.At.Rule_("wide")).Held.ShouldNotBeNull().Count.ShouldBe(7);
    }

    /// <summary>The silo and the stand-in, by one clock.</summary>
    private sealed class Stage : IAsyncDisposable
    {
        private DiscordClient client = null!;

        public required DiscordStandIn Discord { get; init; }

        public AnnouncingSilo At { get; private set; } = null!;

        public Guild Guild => Discord.Guild;

        /// <summary>The events to come, as <c>name hours</c> from the beginning.</summary>
        public string[] Events => [.. Guild.Events
            .Select(e => $"{e.Name} {Math.Round((e.StartsAt - new DateTimeOffset(2026, 9, 1, 8, 0, 0, TimeSpan.Zero)).TotalHours)}")];

        public static async Task<Stage> Set(PostgresServer postgres, AnnouncementSettings? settings = null)
        {
            var discord = await DiscordStandIn.Start(
                new() { BucketLimit = 10_000, GlobalLimit = 10_000, Clock = new Outbox.TestTime() }, 1, CancellationToken.None);
            var stage = new Stage { Discord = discord };
            stage.At = await AnnouncingSilo.Start(postgres, settings, silo =>
            {
                stage.client = new(
                    new(discord.ApiUrl, discord.Token, new Dictionary<string, WebhookUrl>(), 10_000),
                    silo.Time,
                    NullLogger.Instance);
                return EffectHandlers.Discord(stage.client, silo.Grains, silo.Time)
                    .Where(handler => handler.Type.Name.EndsWith("guild_event", StringComparison.Ordinal));
            });
            await stage.At.Course(1, 7);
            return stage;
        }

        public async ValueTask DisposeAsync()
        {
            await At.DisposeAsync();
            client.Dispose();
            await Discord.DisposeAsync();
        }
    }
}
