using Microsoft.Extensions.Configuration;
using MoodleGrains.ClientApi;
using MoodleGrains.Silo.Configuration;
using MoodleGrains.Silo.Discord;

namespace MoodleGrains.Silo.Tests.Discord;

public sealed class DiscordSettingsTests
{
    private const string Url = "https://discord.com/api/webhooks/123456/abc_DEF-secret?thread_id=99";

    [Fact]
    public void A_token_and_webhook_URLs_are_read()
    {
        var settings = DiscordSettings.Read(Configured(("Token", "bot-token.of.mine"), ("Webhooks:class_a", Url)), []);
        settings.ApiUrl.ShouldBe("https://discord.com/api/v10");
        settings.Token.ShouldBe("bot-token.of.mine");
        settings.Webhooks["class_a"].ShouldBe(new("123456", "abc_DEF-secret", "99"));
        SiloSettings.Problems(Configured(("Token", "bot-token.of.mine"), ("Webhooks:class_a", Url)), Problems).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Token", "Bot secret-word")]
    [InlineData("Token", "secret-word with spaces")]
    [InlineData("Webhooks:class", "https://discord.com/api/webhooks/secret-word")]
    [InlineData("Webhooks:123", Url)]
    [InlineData("ApiUrl", "http://discord.example/api")]
    [InlineData("RequestsPerSecond", "0")]
    public void What_is_wrong_is_named_with_its_remedy_and_no_secret(string name, string value)
    {
        var problem = Problems(Configured((name, value))).ShouldHaveSingleItem();
        problem.Name.ShouldBe($"Discord:{name}");
        problem.Remedy.ShouldNotBeEmpty();
        problem.ToString().ShouldNotContain("secret");
    }

    [Fact]
    public void No_secret_is_in_any_text_that_could_be_logged()
    {
        var settings = DiscordSettings.Read(Configured(("Token", "very-secret-token"), ("Webhooks:class_a", Url)), []);
        var target = MessageTarget.Of("class_a", settings)!;
        foreach (var text in (string[])[settings.ToString(), target.ToString(), target.Name, settings.Webhooks["class_a"].ToString()])
        {
            text.ShouldNotContain("secret");
        }
    }

    [Fact]
    public void A_misspelt_setting_is_found() =>
        SiloSettings.Problems(Configured(("Tokn", "x"))).ShouldHaveSingleItem().ToString().ShouldContain("Discord:Token");

    private static IConfiguration Configured(params (string Name, string Value)[] settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.ToDictionary(s => $"Discord:{s.Name}", s => (string?)s.Value)).Build();

    private static List<SettingProblem> Problems(IConfiguration configuration)
    {
        List<SettingProblem> problems = [];
        DiscordSettings.Read(configuration, problems);
        return problems;
    }
}
