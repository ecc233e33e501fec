using System.Net;

namespace MoodleGrains.EndToEnd;

/// <summary>Starts that must not succeed, and the doctor who says why.</summary>
[Collection(CampusCollection.Name)]
public sealed class StartTests(CampusSilo campus)
{
    private const string Away = "Host=127.0.0.1;Port=1;Username=x;Password=never-shown-3;Database=x;Timeout=3";

    private readonly TestSilo silo = campus.Silo;

    [Fact]
    public async Task The_doctor_finds_nothing_wrong_with_a_silo_at_work_and_names_what_is_wrong_elsewhere()
    {
        var well = await silo.Run("doctor");
        well.ExitCode.ShouldBe(0, well.Out);
        foreach (var check in new[] { "configuration", "database", "clock", "disk" })
        {
            well.Out.ShouldContain(check);
        }

        await using var ill = TestSilo.With(Away, ("Sites__campus__Webhooks__Kee", "5"));
        var said = await ill.Run("doctor");
        said.ExitCode.ShouldBe(1);
        said.Out.ShouldContain("Sites:campus:Webhooks:Kee");

        await using var lonely = TestSilo.With(Away);
        said = await lonely.Run("doctor");
        said.ExitCode.ShouldBe(1);
        said.Out.ShouldContain("ConnectionStrings:Postgres");
        (said.Out + said.Error).ShouldNotContain("never-shown-3");
        IsNoStackTrace(said);
    }

    [Theory]
    [InlineData("Urls", "nowhere", "Urls")]
    [InlineData("ConnectionStrings__Postgres", "Host=", "ConnectionStrings:Postgres")]
    [InlineData("Sites__campus__Webhooks__Rate", "fast", "Sites:campus:Webhooks:Rate")]
    [InlineData("Sites__campus__Webhooks__Key__0", "short", "Sites:campus:Webhooks:Key")]
    [InlineData("Sites__campus__Token", "abc", "Sites:campus:Url")]
    [InlineData("ApiKeys__test__Hash", "plain", "ApiKeys:test:Hash")]
    [InlineData("Hooks__AnswerWithin", "soon", "Hooks:AnswerWithin")]
    [InlineData("Inbox__RetentionDays", "-1", "Inbox:RetentionDays")]
    [InlineData("Inbox__Retention", "9", "Inbox:Retention")]
    public async Task A_wrong_setting_stops_the_start_with_its_name_and_the_remedy(string name, string value, string named)
    {
        await using var wrong = TestSilo.With(campus.ConnectionString, (name, value));

        var said = await wrong.Run();

        said.ExitCode.ShouldBe(2);
        said.Error.ShouldContain(named);
        said.Error.Trim().Split('\n').ShouldHaveSingleItem().Trim().Split(". ").Length.ShouldBeGreaterThan(1, said.Error);
        if (value.Length > 4 && name.Contains("Key", StringComparison.Ordinal))
        {
            said.Error.ShouldNotContain(value);
        }

        IsNoStackTrace(said);
    }

    [Fact]
    public async Task A_start_that_cannot_reach_its_database_or_its_address_says_so_in_a_line()
    {
        await using var away = TestSilo.With(Away);
        var said = await away.Run();
        said.ExitCode.ShouldBe(1);
        IsNoStackTrace(said);
        said.Error.Trim().Split('\n').ShouldHaveSingleItem();

        await using var second = TestSilo.With(campus.ConnectionString, ("Urls", silo.Address.GetLeftPart(UriPartial.Authority)));
        said = await second.Run("--Urls=" + silo.Address.GetLeftPart(UriPartial.Authority));
        said.ExitCode.ShouldBe(1);
        IsNoStackTrace(said);
        said.Error.ShouldContain("address already in use", Case.Insensitive);
    }

    [Fact]
    public async Task By_itself_a_silo_listens_at_two_ports_that_this_machine_alone_reaches()
    {
        await using var alone = await TestSilo.Ready(null);

        var listening = Listening.Of(alone.Id);

        listening.Count.ShouldBe(2, string.Join(", ", listening));
        listening.ShouldContain(new IPEndPoint(IPAddress.Loopback, alone.Address.Port));
        listening.ShouldAllBe(at => at.Address.Equals(IPAddress.Loopback));
    }

    [Fact]
    public async Task A_second_silo_on_one_data_folder_is_told_who_has_it()
    {
        await using var first = await TestSilo.Ready(null);
        await using var second = TestSilo.With(null);

        var said = await second.Run("--DataFolder=" + first.DataFolder);

        said.ExitCode.ShouldBe(1);
        said.Error.ShouldContain("in use by process");
        IsNoStackTrace(said);
    }

    private static void IsNoStackTrace(Said said) => (said.Out + said.Error).ShouldNotContain("   at ");
}
