using Microsoft.Extensions.Logging.Abstractions;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.Outbox;
using MoodleGrains.Silo.Rosters.Runs;
using MoodleGrains.Silo.Tests.Outbox;

namespace MoodleGrains.Silo.Tests.Rosters.Runs;

[Collection(PostgresCollection.Rosters)]
public sealed class RosterDueTests(PostgresServer postgres)
{
    private const string Name = "registrar";
    private readonly StreamKey grain = Roster.Id("campus", Name);
    private readonly TestTime time = new();

    [Fact]
    public async Task A_schedule_runs_night_after_night_and_a_missed_week_is_made_up_for_by_one_run()
    {
        await using var silo = await Start();
        await Send(silo, new PutRoster(Terms("30 2 * * *"), "test", time.Seconds));
        await Waits(silo, "2026-09-02 00:30:00");

        time.Advance(TimeSpan.FromHours(20), silo);
        await Eventually.Holds(async () => await Runs(silo) == 1, "the first night's run began");
        await Waits(silo, "2026-09-03 00:30:00");

        time.Advance(TimeSpan.FromDays(7), silo);
        await Eventually.Holds(async () => await Runs(silo) == 2, "one run made up for the week");
        await Waits(silo, "2026-09-10 00:30:00");
    }

    [Fact]
    public async Task A_timer_of_other_terms_starts_nothing()
    {
        await using var silo = await Start();
        await Send(silo, new PutRoster(Terms("30 2 * * *"), "test", time.Seconds));
        await Waits(silo, "2026-09-02 00:30:00");
        await Send(silo, new PutRoster(Terms("0 12 * * *"), "test", time.Seconds));
        await Waits(silo, "2026-09-01 10:00:00");

        time.Advance(TimeSpan.FromHours(20), silo);
        await Waits(silo, "2026-09-02 10:00:00");
        (await Runs(silo)).ShouldBe(1);
    }

    [Fact]
    public async Task A_timer_that_is_done_again_after_a_crash_starts_no_second_run()
    {
        await using var silo = await Start();
        await Send(silo, new PutRoster(Terms("30 2 * * *"), "test", time.Seconds));
        var deliverer = new RosterDueDeliverer(silo.Grains, silo.Reader, time, NullLogger<RosterDueDeliverer>.Instance);
        var due = new Due<RosterDue>(grain.Value, "due", new("campus", Name, 1, time.Seconds), time.GetUtcNow(), 1, time.GetUtcNow(), null);

        await deliverer.DeliverAsync(due, default);
        var again = await deliverer.DeliverAsync(due with { Attempt = 2 }, default);

        (await silo.Grains.Latest<Roster>(grain, default)).LastRun.ShouldBe(1);
        again.ShouldBeOfType<Delivered.Done>().Next.ShouldHaveSingleItem();
    }

    private Task<SiloHarness> Start() => postgres.Started(with: options => options with
    {
        Time = time,
        Handlers = runtime =>
        [
            EffectHandler.For(
                RosterEffectTypes.RosterDue,
                new RosterDueDeliverer(runtime.Grains, runtime.Reader, time, NullLogger<RosterDueDeliverer>.Instance),
                OutboxParts.Rosters,
                body => body.Site),
        ],
    });

    private async Task Send(SiloHarness silo, ICommand command)
        => (await silo.Grains.Send(grain, new(command), default)).Refusal.ShouldBeNull();

    private async Task<int> Runs(SiloHarness silo) => (await silo.Grains.Latest<Roster>(grain, default)).LastRun;

    private static Task Waits(SiloHarness silo, string due) => Eventually.Holds(
        async () => (await silo.Database.Rows(
            "select to_char(due at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') from mg_effects where type = 'roster_due' and "
                + "done_at is null")).SequenceEqual([due]),
        $"the next timer was that of {due}");

    private static RosterTerms Terms(string cron) => new(
        new(RosterSource.Http, "https://registrar.example/roster.json", RosterSource.Json, false, RosterSource.DefaultMaxBytes, 60),
        RosterTerms.ByUserName, [new("", "student")], "Category 1", null, RosterTerms.Keep, RosterTerms.Keep, true, false, false, true,
        new(cron, "Europe/Brussels"), ChangeLimits.Default, [], false);
}
