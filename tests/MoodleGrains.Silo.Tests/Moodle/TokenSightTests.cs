using MoodleGrains.Rosters;
using MoodleGrains.Sandbox.Model;
using MoodleGrains.Sandbox.Scenarios;
using MoodleGrains.Sandbox.Serving;
using MoodleGrains.Sandbox.WebService;
using MoodleGrains.Silo.CommandLine;
using MoodleGrains.Silo.CommandLine.Doctor;
using Finding = MoodleGrains.Silo.Diagnostics.Finding;

namespace MoodleGrains.Silo.Tests.Moodle;

/// <summary>Doctor looks through the token, not only at its list of functions.</summary>
public sealed class TokenSightTests : IAsyncLifetime, IDisposable
{
    private readonly ExampleAcademy academy = new();
    private readonly SocketsHttpHandler network = new();
    private StandIn standIn = null!;
    private long account;

    public async Task InitializeAsync()
    {
        standIn = await StandIn.Start(academy.University, Campus.Token, 0, default);
        account = academy.University.CreateUser("moodlegrains", "Moodle", "Grains", "grains@example.org");
    }

    public async Task DisposeAsync() => await standIn.DisposeAsync();

    public void Dispose() => network.Dispose();

    [Fact]
    public async Task With_exactly_the_printed_role_all_is_well()
    {
        var findings = await Look(MoodleSetupTests.PrintedCapabilities(), University.Student, University.EditingTeacher);

        findings.ShouldAllBe(finding => !finding.Fails);
        findings.ShouldContain(finding => finding.Found == "the token sees usernames and mail addresses of others");
        findings.ShouldContain(finding => finding.Found == "the token may give the roles editingteacher, student");
    }

    [Fact]
    public async Task A_token_that_sees_no_user_names_is_told_with_the_capability()
    {
        var findings = await Look(Without("moodle/user:viewalldetails"), University.Student, University.EditingTeacher);

        var told = findings.Where(finding => finding.Fails).ShouldHaveSingleItem();
        told.Found.ShouldBe("the token sees users, but neither their usernames nor their idnumbers: rosters find nobody");
        told.Remedy!.ShouldContain("moodle/user:viewalldetails");
    }

    [Fact]
    public async Task A_token_that_sees_no_mail_addresses_is_told_with_the_capability() =>
        (await Look(Without("moodle/site:viewuseridentity"), University.Student, University.EditingTeacher)).Where(finding => finding.Fails)
            .ShouldHaveSingleItem().Remedy!.ShouldContain("moodle/site:viewuseridentity");

    [Fact]
    public async Task A_role_that_may_not_be_assigned_is_told_with_the_page_where_it_is_allowed()
    {
        var told = (await Look(MoodleSetupTests.PrintedCapabilities(), University.Student)).Where(finding => finding.Fails)
            .ShouldHaveSingleItem();

        told.Found.ShouldContain("may not give the role 'editingteacher' (3)");
        told.Remedy!.ShouldContain("Allow role assignments");
    }

    [Fact]
    public async Task To_look_changes_nothing()
    {
        var before = academy.University.Roles.ToList();

        await Look(MoodleSetupTests.PrintedCapabilities(), University.Student, University.EditingTeacher);

        academy.University.Roles.ShouldBe(before);
    }

    private static HashSet<string> Without(string capability)
        => [.. MoodleSetupTests.PrintedCapabilities().Where(one => one != capability)];

    private Task<IReadOnlyList<Finding>> Look(IReadOnlySet<string> capabilities, params long[] assigns)
    {
        var token = standIn.Service.Accounts.TokenOf(account, new(capabilities, assigns.ToHashSet()));
        var site = Campus.Site(
            new()
            {
                Slug = "campus",
                Url = standIn.Address.GetLeftPart(UriPartial.Authority),
                Token = token,
                Rate = 0
            }, network, TimeProvider.System);
        var terms = new RosterTerms(
            new(RosterSource.File, "/roster.json", RosterSource.Json, false, 1, 1), RosterTerms.ByUserName,
            [new("", "student"), new("teacher", "editingteacher")], "Category 1", null, RosterTerms.Keep,
                RosterTerms.Keep, true, false, false, true, null,
            ChangeLimits.Default, [], false);
        return MoodleCheck.Run(
            site, [terms], KnownOfSite.Nothing, new Dictionary<string, long>
            {
                ["student"] = University.Student,
                ["editingteacher"] = University.EditingTeacher
            },
            TimeProvider.System, default);
    }
}
