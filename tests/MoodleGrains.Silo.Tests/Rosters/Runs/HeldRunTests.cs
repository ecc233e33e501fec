using MoodleGrains.Rosters;
using MoodleGrains.Silo.Tests.Inbox;
using MoodleGrains.Silo.Tests.Polling;

namespace MoodleGrains.Silo.Tests.Rosters.Runs;

/// <summary>Runs that somebody pauses or cancels.</summary>
[Collection(PostgresCollection.Rosters)]
public sealed class HeldRunTests(PostgresServer postgres)
{
    private List<long> users = [];

    [Fact]
    public async Task Cancelled_it_ends_after_the_call_under_way_and_what_was_done_stays()
    {
        await using var silo = await Start();
        await silo.Silo.Database
            .Run($"insert into mg_pauses (part, by) values ('roster:{MirroringSilo.Name}/{MirroringSilo.Roster}', 'test')");
        await Eventually.Holds(
            () => silo.Silo.Pauses.Paused($"roster:{MirroringSilo.Name}/{MirroringSilo.Roster}"),
            "the roster was paused");
        var run = await silo.Planned(Plans.Term(60, users, each: 2));
        await silo.Becomes(run, "applying");

        await silo.Send(new CancelRun(run, "test", MirroringSilo.Now));
        await silo.Silo.Database.Run("delete from mg_pauses");

        await Eventually.Holds(
            async () => await silo.Silo.Database
                .Scalar<long>("select count(*) from mg_roster_items where state <> 'skipped'") == 0, "nothing is left to do");
        silo.Moodle.Calls.Writes.ShouldBe(0);
        (await silo.Becomes(run, "cancelled")).State.ShouldBe("cancelled");
    }

    [Theory]
    [InlineData("rosters")]
    [InlineData("moodle")]
    [InlineData("site:campus")]
    [InlineData("roster:campus/registrar")]
    public async Task Paused_it_stands_still_between_two_calls_and_then_goes_on(string part)
    {
        await using var silo = await Start();
        await silo.Silo.Database.Run($"insert into mg_pauses (part, by) values ('{part}', 'test')");
        await Eventually.Holds(() => silo.Silo.Pauses.Paused(part), "it was paused");
        var run = await silo.Planned(Plans.Term(4, users, each: 2));
        await silo.Becomes(run, "applying");
        await Eventually.Holds(
            async () => await silo.Silo.Database
                .Scalar<long>("select count(*) from mg_effects where type = 'apply_run' and done_at is null") == 1, "it waits");
        silo.Moodle.Calls.Writes.ShouldBe(0);

        await silo.Silo.Database.Run("delete from mg_pauses");
        (await silo.Becomes(run, "finished")).Done.ShouldBe(12);
    }

    [Fact]
    public async Task A_roster_is_paused_by_its_name_on_the_command_line_and_another_name_is_refused()
    {
        await using var silo = await Start();

        (await Run("pause", "roster:campus/registrar")).Output.ShouldContain("roster:campus/registrar is paused: its runs stand still");
        await Eventually.Holds(() => silo.Silo.Pauses.Paused("roster:campus/registrar"), "the silo knows it");
        var unknown = await Run("pause", "roster:campus/registar");
        unknown.ExitCode.ShouldBe(2);
        unknown.Error.ShouldContain("There is no roster 'campus/registar'.");
        (await Run("resume")).Output.ShouldContain("roster:campus/registrar goes on.");

        Task<CommandLine.Told> Run(params string[] arguments) => CommandLine.Told.ByRunning(
            new CommandLine.FakeParts(), [.. arguments, $"--ConnectionStrings:Postgres={silo.Silo.ConnectionString}"]);
    }

    private async Task<MirroringSilo> Start()
    {
        var silo = await MirroringSilo.Start(postgres, site => users = site.Users(100), byHand: true);
        await silo.Put(silo.Terms);
        return silo;
    }
}
