using Microsoft.Extensions.Configuration;
using MoodleGrains.Silo.CommandLine;
using MoodleGrains.Silo.CommandLine.Doctor;
using MoodleGrains.Silo.Configuration;
using MoodleGrains.Silo.Diagnostics;
using MoodleGrains.Silo.PrivatePostgres;
using MoodleGrains.Silo.Tests.PrivatePostgres;

namespace MoodleGrains.Silo.Tests.Configuration;

/// <summary>Doctor knows what the silo at work was started with.</summary>
public sealed class RunningSettingsTests : IDisposable
{
    private readonly string folder = TestFolder.Make();

    public void Dispose() => TestFolder.Remove(folder);

    [Fact]
    public void Where_no_silo_is_at_work_there_is_nothing_to_say() => SettingsCheck.Run(folder, Given()).ShouldBeEmpty();

    [Fact]
    public void Unchanged_settings_are_well() =>
        Look(Given(("Sites:campus:Token", "a")), Given(("Sites:campus:Token", "a"))).ShouldAllBe(finding => finding.Remedy == null);

    [Theory]
    [InlineData("b")]
    [InlineData(null)]
    public void A_setting_that_was_added_or_changed_since_the_start_asks_for_a_restart(string? before)
    {
        var finding = Look(before is null ? Given() : Given(("Sites:campus:Token", before)), Given(("Sites:campus:Token", "a")))
            .ShouldHaveSingleItem();

        finding.Fails.ShouldBeTrue();
        finding.Found.ShouldContain("Sites:campus:Token");
        finding.Remedy.ShouldBe("Restart the silo.");
    }

    [Fact]
    public void A_token_that_was_stored_since_the_start_asks_for_a_restart_where_the_silo_expected_none()
    {
        RunningSettings.Note(folder, Given());
        Directory.CreateDirectory(Path.Combine(folder, "tokens"));
        File.WriteAllText(Path.Combine(folder, "tokens", "campus"), "t\n");

        SettingsCheck.Run(folder, Given()).ShouldHaveSingleItem().Found.ShouldContain("Sites:campus:TokenFile");
    }

    [Fact]
    public void No_value_can_be_read_from_the_note()
    {
        var file = RunningSettings.Note(folder, Given(("Sites:campus:Token", "secret-of-the-campus")));

        File.ReadAllText(file).ShouldNotContain("secret-of-the-campus");
    }

    private IReadOnlyList<Finding> Look(IConfiguration started, IConfiguration now)
    {
        RunningSettings.Note(folder, started);
        return SettingsCheck.Run(folder, now);
    }

    private IConfigurationRoot Given(params (string Name, string Value)[] settings) => new ConfigurationBuilder().AddInMemoryCollection(
        [new("DataFolder", folder), new("Sites:campus:Url", "https://moodle.example.org"), .. settings.Select(
            one => KeyValuePair.Create(one.Name, (string?)one.Value))]).Build();
}
