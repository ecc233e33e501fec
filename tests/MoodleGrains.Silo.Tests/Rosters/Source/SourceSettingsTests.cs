using Microsoft.Extensions.Configuration;
using MoodleGrains.ClientApi;
using MoodleGrains.Silo.Configuration;
using MoodleGrains.Silo.Rosters.Source;

namespace MoodleGrains.Silo.Tests.Rosters;

public sealed class SourceSettingsTests
{
    [Theory]
    [InlineData("Token", "It is no bearer token.", "Token", "Bearer s3cret")]
    [InlineData("Password", "It is missing.", "Username", "s3cret")]
    [InlineData("Username", "It is missing.", "Password", "s3cret")]
    [InlineData("Username", "There is a colon in it, which basic authentication cannot carry.", "Username", "s3:cret", "Password", "x")]
    [InlineData("HeaderValue", "It is missing.", "Header", "X-Api-Key")]
    [InlineData("Header", "It is no header that a login can have.", "Header", "Host", "HeaderValue", "s3cret")]
    [InlineData("Header", "It is no header that a login can have.", "Header", "X Key", "HeaderValue", "s3cret")]
    [InlineData("HeaderValue", "It cannot stand in a header.", "Header", "X-Key", "HeaderValue", "s3cret\r\nHost: x")]
    [InlineData(null, "There is more than one login.", "Token", "s3cret", "Header", "X-Key", "HeaderValue", "s3cret")]
    [InlineData("Host", "It is no host.", "Token", "t0ken", "Host", "https://registrar.example.edu")]
    public void What_is_wrong_is_named_with_its_remedy_and_no_secret(string? setting, string told, params string[] settings)
    {
        var configuration = Reading.Configured([.. settings.Chunk(2).Select(pair => (pair[0], pair[1]))]);

        var problem = Problems(configuration).ShouldHaveSingleItem();

        problem.Name.ShouldBe(setting is null ? "Rosters:students" : $"Rosters:students:{setting}");
        problem.Problem.ShouldBe(told);
        problem.Remedy.ShouldNotBeEmpty();
        problem.ToString().ShouldNotContain("s3cret");
        RosterSettings.Read(configuration, []).Logins.ShouldBeEmpty();
    }

    [Fact]
    public void A_login_says_which_host_gets_it()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Rosters:students:Token", "s3cret")]).Build();

        Problems(configuration).ShouldHaveSingleItem().ToString().ShouldBe(
            "Rosters:students:Host: It is missing. Name the only host that gets the login, such as 'registrar.example.edu'.");
    }

    [Fact]
    public void Settings_of_logins_are_known_and_a_misspelt_one_is_found()
    {
        SiloSettings.Problems(Reading.Configured(("Token", "t"))).ShouldBeEmpty();
        SiloSettings.Problems(Reading.Configured(("Username", "u"), ("Password", "p"))).ShouldBeEmpty();
        SiloSettings.Problems(Reading.Configured(("Tokn", "t"))).ShouldHaveSingleItem().Remedy
            .ShouldBe("The nearest is 'Rosters:students:Token'.");
    }

    [Fact]
    public void No_secret_is_in_any_text_that_could_be_logged()
    {
        var settings = RosterSettings.Read(Reading.Configured(("Token", "s3cret")), []);

        settings.ToString().ShouldBe("logins of rosters: students");
        settings.Logins["students"].ToString().ShouldBe("Authorization");
    }

    private static List<SettingProblem> Problems(IConfiguration configuration)
    {
        List<SettingProblem> problems = [];
        RosterSettings.Read(configuration, problems);
        return problems;
    }
}
