using Microsoft.Extensions.Configuration;
using MoodleGrains.ClientApi;
using MoodleGrains.Rosters;
using MoodleGrains.Sandbox.Scenarios;
using MoodleGrains.Sandbox.Serving;
using MoodleGrains.Silo.CommandLine;
using MoodleGrains.Silo.CommandLine.Doctor;
using MoodleGrains.Silo.Moodle.Client;
using MoodleGrains.Silo.Tests.CommandLine;
using Finding = MoodleGrains.Silo.Diagnostics.Finding;

namespace MoodleGrains.Silo.Tests.Moodle;

public sealed class DoctorTests
{
    private static readonly SiteInfo Admin = new(
        0, "Example Academy", 2, "admin", true, "4.5.6 (Build: 20250811)", MoodleFeatures.Functions.ToHashSet());

    [Fact]
    public void A_complete_token_of_a_tried_version_is_well()
    {
        var findings = MoodleCheck.Judge("campus", Admin);

        findings.ShouldAllBe(finding => finding.Remedy == null);
        findings[1].Found.ShouldContain("admin (user 2, a site administrator)");
    }

    [Fact]
    public void Each_missing_function_is_told_with_what_will_not_work()
    {
        var lacking = Admin with { Functions = Admin.Functions.Where(name => name != MoodleFunctions.MeetingInfo).ToHashSet() };

        var failed = MoodleCheck.Judge("campus", lacking).Where(finding => finding.Fails).ShouldHaveSingleItem();

        failed.Found.ShouldBe(
            "conferences: the token lacks mod_bigbluebuttonbn_meeting_info; without it start and end of conferences are not known, nor "
                + "whether one runs");
        failed.Remedy!.ShouldContain("silo doctor --moodle-setup campus");
    }

    [Fact]
    public void A_students_own_token_is_enough_and_told_to_be_for_own_courses_only()
    {
        var student = new SiteInfo(0, "Example Academy", 3, "dev.user01", false, "4.5.6", Recorded.Functions("moodle_mobile_app"));

        var findings = MoodleCheck.Judge("campus", student);

        findings.ShouldAllBe(finding => !finding.Fails);
        findings[1].Found.ShouldContain("other courses, users and enrolments are not polled");
    }

    [Fact]
    public void The_recorded_service_of_an_administrator_lacks_nothing_that_is_needed() =>
        MoodleCheck.Judge("campus", Admin with { Functions = Recorded.Functions("moodlegrains") })
            .ShouldAllBe(finding => finding.Remedy == null);

    [Fact]
    public void What_is_needed_only_where_it_is_used_is_named_and_fails_nothing()
    {
        var reader = Admin with
        {
            Functions = Admin.Functions
            .Where(name => !name.Contains("notification_preferences", StringComparison.Ordinal))
            .ToHashSet()
        };

        MoodleCheck.Judge("campus", reader)[^1].Found.ShouldBe("not with this token, and needed only where used: digests");
    }

    [Fact]
    public void Of_a_site_that_a_roster_writes_into_each_missing_function_of_writing_is_told()
    {
        var reader = Admin with { Functions = Admin.Functions.Where(name => name != MoodleFunctions.Enrol).ToHashSet() };

        MoodleCheck.Judge("campus", reader).ShouldAllBe(finding => !finding.Fails);
        MoodleCheck.Judge("campus", reader, mirrored: true).Where(finding => finding.Fails).ShouldHaveSingleItem().Found
            .ShouldBe("mirroring: the token lacks enrol_manual_enrol_users; without it nobody is enrolled");
    }

    [Theory]
    [InlineData("4.5.6 (Build: 20250811)", false, "tried")]
    [InlineData("4.1.2+ (Build: 20230304)", false, "supported (tried: 4.5)")]
    [InlineData("5.1 (Build: 20251006)", false, "supported (tried: 4.5)")]
    [InlineData("4.0.5 (Build: 20221114)", true, "too old")]
    [InlineData("3.11.2", true, "too old")]
    [InlineData("6.0dev (Build: 20270101)", true, "newer")]
    [InlineData("Workplace", true, "unknown")]
    public void The_version_is_judged(string release, bool warned, string said)
    {
        var finding = MoodleCheck.Judge("campus", Admin with { Release = release })[0];

        (finding.Remedy is not null).ShouldBe(warned);
        finding.Fails.ShouldBeFalse();
        finding.Found.ShouldContain(said);
    }

    [Fact]
    public async Task A_site_that_refuses_is_told_with_the_remedy()
    {
        var finding = (await Look(Campus.WithToken(Replies.Of("errors/invalidtoken"))))
            .ShouldHaveSingleItem();

        finding.Fails.ShouldBeTrue();
        finding.ToString().ShouldContain("TokenInvalid (invalidtoken) → Make a new token");
    }

    [Fact]
    public async Task The_sandbox_is_well()
    {
        await using var standIn = await StandIn.Start(new ExampleAcademy().University, Campus.Token, 0, CancellationToken.None);
        using var network = new SocketsHttpHandler();
        var site = Campus.Site(
            new()
            {
                Slug = "campus",
                Url = standIn.Address.GetLeftPart(UriPartial.Authority),
                Token = Campus.Token
            }, network, TimeProvider.System);

        (await Look(site)).ShouldAllBe(finding => finding.Remedy == null);
    }

    [Fact]
    public async Task Every_function_of_the_client_is_in_the_setup_that_is_printed()
    {
        var told = await Told.ByRunning(new FakeParts(), "doctor", "--moodle-setup", "campus");

        told.ExitCode.ShouldBe(0);
        var functions = typeof(MoodleFunctions).GetFields().Select(field => (string)field.GetValue(null)!).ToList();
        functions.Where(function => !MoodleSetupTests.NotUsed.Contains(function))
            .ShouldAllBe(function => told.Lines.Contains("  " + function));
        told.Output.ShouldContain("  moodle/course:viewhiddencourses");
    }

    private static Task<IReadOnlyList<Finding>> Look(MoodleSite site, params IReadOnlyList<RosterTerms> rosters) =>
        MoodleCheck.Run(site, rosters, KnownOfSite.Nothing, new Dictionary<string, long>(), TimeProvider.System, CancellationToken.None);

    [Fact]
    public void Settings_of_calls_are_checked_and_a_site_without_account_is_no_client()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Sites:a:Url"] = "https://a.example.org/",
            ["Sites:a:Token"] = "t",
            ["Sites:a:Calls:Rate"] = "0.5",
            ["Sites:b:Url"] = "https://b.example.org",
            ["Sites:b:Token"] = "t",
            ["Sites:b:Calls:Concurrency"] = "none",
            ["Sites:c:Url"] = "https://c.example.org",
        }).Build();
        var problems = new List<SettingProblem>();

        var account = SiteAccount.Read(configuration, problems).ShouldHaveSingleItem();

        (account.Slug, account.Url, account.Rate, account.Concurrency).ShouldBe(("a", "https://a.example.org", 0.5, 4));
        problems.ShouldHaveSingleItem().Name.ShouldBe("Sites:b:Calls:Concurrency");
    }
}
