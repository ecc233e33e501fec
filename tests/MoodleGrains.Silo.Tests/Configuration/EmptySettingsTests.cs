using Microsoft.Extensions.Configuration;
using MoodleGrains.Silo.Configuration;
using MoodleGrains.Silo.Discord;
using MoodleGrains.Silo.Hosting;
using MoodleGrains.Silo.Mail;
using MoodleGrains.Silo.Moodle.Client;
using MoodleGrains.Silo.Moodle.Polling;
using MoodleGrains.Silo.Rosters.Source;
using MoodleGrains.Silo.Tests.CommandLine;

namespace MoodleGrains.Silo.Tests.Configuration;

/// <summary>An empty setting counts as absent, as a container's environment gives it.</summary>
public sealed class EmptySettingsTests
{
    private static readonly string[] Settings =
    [
        "--DataFolder=/nonexistent/data",
        "--Sites:campus:Url=https://moodle.example.org", "--Sites:campus:Token=", "--Sites:campus:Username=", "--Sites:campus:Password=",
        "--Sites:campus:Service=", "--Sites:campus:Poll:Full=", "--Sites:campus:Webhooks:Key=",
        "--Discord:Token=", "--Discord:ApiUrl=", "--Smtp:Host=", "--Smtp:Username=", "--Smtp:Password=", "--Notices:Mail=",
        "--Notices:Channel=",
        "--Rosters:registrar:Token=", "--Rosters:registrar:Host=", "--Inbox:RetentionDays=", "--Announcements:Channel=",
    ];

    [Fact]
    public void No_empty_setting_is_a_problem_of_the_start() =>
        SiloSettings.Problems(Open(Settings), new ProgramParts().SettingsRules).ShouldBeEmpty();

    [Fact]
    public void An_empty_token_is_no_account_and_nothing_is_polled_with_it()
    {
        var configuration = Open(Settings);

        SiteAccount.Read(configuration, []).ShouldBeEmpty();
        PollSettings.Read(configuration, []).NotPolled.ShouldHaveSingleItem().Why.ShouldContain("it has no Sites:campus:Token");
    }

    [Fact]
    public void An_empty_token_beside_a_password_is_a_login_by_password()
    {
        var configuration = Open([.. Settings, "--Sites:campus:Username=jo", "--Sites:campus:Password=secret"]);

        SiloSettings.Problems(configuration, new ProgramParts().SettingsRules).ShouldBeEmpty();
        var account = SiteAccount.Read(configuration, []).ShouldHaveSingleItem();
        (account.Token, account.Username, account.Service).ShouldBe((null, "jo", SiteAccount.MobileService));
        PollSettings.Read(configuration, []).Polled.ShouldHaveSingleItem().Site.ShouldBe("campus");
    }

    [Fact]
    public void Other_empty_secrets_are_absent_too()
    {
        var configuration = Open(Settings);

        DiscordSettings.Read(configuration, []).Token.ShouldBeNull();
        MailSettings.Read(configuration, []).Login.ShouldBeNull();
        RosterSettings.Read(configuration, []).Logins.ShouldBeEmpty();
    }

    [Fact]
    public void An_empty_connection_string_is_still_a_mistake_for_it_would_start_another_database() =>
        SiloSettings.Problems(Open(["--ConnectionStrings:Postgres="])).ShouldHaveSingleItem().Name.ShouldBe("ConnectionStrings:Postgres");

    [Fact]
    public async Task A_command_that_needs_the_token_says_that_there_is_none()
    {
        var told = await Told.ByRunning(
            new FakeParts(), "doctor", "--ConnectionStrings:Postgres=Host=127.0.0.1;Port=1;Username=x",
            "--Sites:campus:Url=http://127.0.0.1:9", "--Sites:campus:Token=");

        told.Output.ShouldContain("ok    configuration");
        told.Output.ShouldNotContain("moodle campus");
    }

    private static ConfigurationManager Open(string[] settings) => SiloConfiguration.Open(settings).Configuration;
}
