using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Serving;
using MoodleGrains.Sandbox.WebService;
using MoodleGrains.Silo.Tests.Inbox;
using MoodleGrains.Silo.Tests.Moodle;
using MoodleGrains.Silo.Tests.Polling;

namespace MoodleGrains.Silo.Tests.Rosters.Runs;

/// <summary>Rosters with an account that has a role, and not an administrator's.</summary>
[Collection(PostgresCollection.Rosters)]
public sealed class PrintedRoleTests(PostgresServer postgres)
{
    private static readonly string Term = RosterFile.Term(3, 5, 15);

    [Fact]
    public async Task With_exactly_the_role_that_doctor_prints_everybody_is_found_and_enrolled()
    {
        await using var silo = await Start(MoodleSetupTests.PrintedCapabilities(), University.Student, University.EditingTeacher);

        var run = await silo.Run();

        (run.State, run.Failed, run.Done).ShouldBe(("finished", 0, 3 + 15));
        silo.Truth().Count(line => line.EndsWith("|active|5", StringComparison.Ordinal)).ShouldBe(12);
        silo.Truth().Count(line => line.EndsWith("|active|3", StringComparison.Ordinal)).ShouldBe(3);
    }

    [Fact]
    public async Task A_run_of_a_token_that_sees_no_user_names_fails_and_says_so()
    {
        await using var silo = await Start(
            MoodleSetupTests.PrintedCapabilities().Where(one => one != "moodle/user:viewalldetails").ToHashSet(),
                University.Student, University.EditingTeacher);

        var run = await silo.Run();

        run.State.ShouldBe("failed");
        run.Reason.ShouldContain("0 of 15 participants are found in Moodle by username");
        run.Reason.ShouldContain("The token may not see user names: allow moodle/user:viewalldetails");
        silo.Moodle.Calls.Writes.ShouldBe(0);
    }

    [Fact]
    public async Task Roles_that_may_not_be_assigned_are_refused_with_the_page_where_they_are_allowed()
    {
        await using var silo = await Start(MoodleSetupTests.PrintedCapabilities(), University.Student);

        var run = await silo.Run();

        (run.State, run.Failed).ShouldBe(("finished", 3));
        (await silo.Items(run.Run)).Count(item => item.Contains("wsusercannotassign", StringComparison.Ordinal)
            && item.Contains("Allow role assignments", StringComparison.Ordinal)).ShouldBe(3);
    }

    private async Task<MirroringSilo> Start(IReadOnlySet<string> capabilities, params long[] assigns)
    {
        var silo = await MirroringSilo.Start(postgres, RosterFile.People(15), token: Token);
        await File.WriteAllTextAsync(silo.SourceFile, Term);
        await silo.Put(silo.Terms);
        return silo;

        string Token(University site, StandIn moodle)
        {
            var account = site.CreateUser("moodlegrains", "Moodle", "Grains", "grains@example.org");
            return moodle.Service.Accounts.TokenOf(account, new ServiceRole(capabilities, assigns.ToHashSet()));
        }
    }
}
