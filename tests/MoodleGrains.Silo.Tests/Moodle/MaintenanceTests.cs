using MoodleGrains.Sandbox.Serving;
using MoodleGrains.Silo.CommandLine;
using MoodleGrains.Silo.CommandLine.Doctor;
using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Tests.Moodle;

/// <summary>CLI maintenance: 503, a page of HTML, and when to come again.</summary>
public sealed class MaintenanceTests
{
    private static readonly CancellationToken Go = CancellationToken.None;

    [Fact]
    public async Task The_recorded_page_is_maintenance_and_says_when_to_come_again()
    {
        var replies = Replies.Of("errors/cli_maintenance");

        var fault = await Campus.Fault(() => Campus.WithToken(replies).InfoAsync(Go));

        (fault.Kind, fault.RetryAfter).ShouldBe((FaultKind.Maintenance, TimeSpan.FromMinutes(5)));
        replies.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Until_then_nobody_calls_and_everybody_is_told_why()
    {
        var time = new HastyTime(DateTimeOffset.FromUnixTimeSeconds(1_700_000_000));
        var replies = Replies.Of("errors/cli_maintenance");
        var site = Campus.WithToken(replies, time);
        await Campus.Fault(() => site.InfoAsync(Go));

        time.Advance(TimeSpan.FromMinutes(2));
        var fault = await Campus.Fault(() => site.EnrolAsync([new(6, 3, 5)], Go));

        (fault.Kind, fault.RetryAfter).ShouldBe((FaultKind.Maintenance, TimeSpan.FromMinutes(3)));
        replies.Sent.Count.ShouldBe(1);
        time.Advance(TimeSpan.FromMinutes(3));
        await Campus.Fault(() => site.InfoAsync(Go));
        replies.Sent.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_page_of_a_server_before_Moodle_is_no_maintenance()
    {
        var replies = new Replies((_, _) => Replies.Json(
            "<html><head><title>503 Service Temporarily Unavailable</title></head></html>",
            System.Net.HttpStatusCode.ServiceUnavailable));

        (await Campus.Fault(() => Campus.WithToken(replies).EnrolAsync([new(6, 3, 5)], Go))).Kind.ShouldBe(FaultKind.UnknownOutcome);
    }

    [Fact]
    public async Task Doctor_calls_it_maintenance()
    {
        using var sandbox = new SandboxSite();
        await sandbox.InitializeAsync();
        sandbox.StandIn.Troubles.Switch(Trouble.CliMaintenance);

        var finding = (await MoodleCheck.Run(
            sandbox.Admin(), [], KnownOfSite.Nothing, new Dictionary<string, long>(), TimeProvider.System, Go)).ShouldHaveSingleItem();

        finding.ToString().ShouldContain("Maintenance (HTTP 503) → The site is in maintenance");
        await sandbox.DisposeAsync();
    }
}
