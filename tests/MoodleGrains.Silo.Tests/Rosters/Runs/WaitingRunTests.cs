using MoodleGrains.Rosters;
using MoodleGrains.Sandbox.Serving;
using MoodleGrains.Silo.CommandLine;
using MoodleGrains.Silo.Hosting;
using MoodleGrains.Silo.Tests.Api;
using MoodleGrains.Silo.Tests.Inbox;
using MoodleGrains.Silo.Tests.Polling;

namespace MoodleGrains.Silo.Tests.Rosters.Runs;

/// <summary><c>silo roster plan</c> says what it waits for, and until when.</summary>
[Collection(PostgresCollection.Rosters)]
public sealed class WaitingRunTests : IDisposable
{
    private readonly PostgresServer postgres;
    private readonly StringWriter kept = new();
    private readonly TextWriter written;
    private readonly StringWriter error = new();

    public WaitingRunTests(PostgresServer postgres) => (this.postgres, written) = (postgres, TextWriter.Synchronized(kept));

    private string Output
    {
        get
        {
            lock (written)
            {
                return kept.ToString();
            }
        }
    }

    public void Dispose()
    {
        written.Dispose();
        kept.Dispose();
        error.Dispose();
    }

    [Fact]
    public async Task A_paused_site_is_named_with_the_command_that_lets_it_go_on_and_then_the_plan_comes()
    {
        await using var silo = await Start();
        await silo.Silo.Database.Run("insert into mg_pauses (part, by) values ('site:campus', 'jo@desk')");
        await Eventually.Holds(() => silo.Silo.Pauses.Paused("site:campus"), "the silo knows it");

        var planning = Plan(silo);
        await Says("waits: site:campus is paused since");

        await silo.Silo.Database.Run("delete from mg_pauses");
        (await planning).ShouldBe(0, error.ToString());
        Output.ShouldContain("by jo@desk, until somebody types: silo resume site:campus");
    }

    [Fact]
    public async Task Maintenance_of_Moodle_is_named_with_the_time_at_which_it_is_asked_again()
    {
        await using var silo = await Start();
        silo.Moodle.Troubles.Switch(Trouble.CliMaintenance);

        var planning = Plan(silo);
        await Says("UTC, when it is tried again. campus: ");

        Output.ShouldContain("Maintenance");
        await silo.Send(new CancelRun(1, "test", MirroringSilo.Now));
        await planning;
    }

    [Fact]
    public async Task Where_users_are_missing_it_is_not_said_that_Moodle_is_as_the_roster_wants_it()
    {
        await using var silo = await Start(known: 9);

        (await Plan(silo)).ShouldBe(0, error.ToString());
        await silo.Run();

        (await Plan(silo)).ShouldBe(0, error.ToString());
        Output.ShouldContain("there is nothing to do for the users that Moodle has; 3 enrolments wait for users that it does not have");
    }

    private async Task<MirroringSilo> Start(int known = 12)
    {
        var silo = await MirroringSilo.Start(postgres, site => site.Users(known));
        await File.WriteAllTextAsync(silo.SourceFile, RosterFile.Term(1, 12, 12));
        await silo.Put(silo.Terms);
        return silo;
    }

    private async Task<int> Plan(MirroringSilo silo)
    {
        var api = await ApiSilo.Start(silo.Silo);
        api.Clock.Now = TimeProvider.System.GetUtcNow();
        return await SiloProgram.Run(
            ["roster", "plan", "campus/registrar", "--url", $"{api.Admin.BaseAddress}", "--key", api.Key], new ProgramParts(),
            new(written, TextWriter.Synchronized(error), terminal: null), TimeProvider.System);
    }

    private Task Says(string text) => Eventually.Holds(() => Output.Contains(text, StringComparison.Ordinal), $"it said '{text}'", 60);
}
