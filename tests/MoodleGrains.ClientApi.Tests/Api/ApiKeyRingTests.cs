using Microsoft.Extensions.Configuration;
using MoodleGrains.ClientApi.Access;
using MoodleGrains.ClientApi.Sites;

namespace MoodleGrains.ClientApi.Tests.Api;

public sealed class ApiKeyRingTests
{
    [Fact]
    public void Scopes_are_a_list_or_one_text()
    {
        var one = ApiKey.New();
        var two = ApiKey.New();

        var problems = new List<SettingProblem>();
        var ring = ApiKeyRing.Read(Settings(
            ("ApiKeys:one:Hash", one.Hash), ("ApiKeys:one:Scopes:0", "read:campus"), ("ApiKeys:one:Scopes:1", "read:annex"),
            ("ApiKeys:two:Hash", two.Hash.ToUpperInvariant().Replace("SHA256", "sha256", StringComparison.Ordinal)),
            ("ApiKeys:two:Scopes", " read:campus  read:* admin admin:campus")), problems);

        problems.ShouldBeEmpty();
        ring.Find(one.Key)!.Scopes.ShouldBe(["read:campus", "read:annex"]);
        ring.Find(two.Key)!.Scopes.ShouldBe(["read:campus", "read:*", "admin", "admin:campus"]);
        ring.Find(one.Key + "x").ShouldBeNull();
        ring.Find(one.Hash).ShouldBeNull();
    }

    [Theory]
    [InlineData("ApiKeys:one:Hash", "secret-key-put-in-the-wrong-place")]
    [InlineData("ApiKeys:one:Hash", "sha256:1234")]
    [InlineData("ApiKeys:one:Hash", null)]
    [InlineData("ApiKeys:one:Scopes", null)]
    [InlineData("ApiKeys:one:Scopes", "")]
    [InlineData("ApiKeys:one:Scopes", "write:campus")]
    [InlineData("ApiKeys:one:Scopes", "read:")]
    [InlineData("ApiKeys:one:Scopes", "admin:")]
    [InlineData("ApiKeys:one:Scopes", "admin:*")]
    [InlineData("ApiKeys:one:Scopes", "read:Campus")]
    [InlineData("ApiKeys:one:Scopes", "read:campus,read:annex")]
    public void A_wrong_setting_stops_the_start_with_its_name_and_never_with_a_secret(string setting, string? value)
    {
        (string, string?)[] right = [("ApiKeys:one:Hash", ApiKey.New().Hash), ("ApiKeys:one:Scopes", "read:*")];

        var problems = new List<SettingProblem>();
        ApiKeyRing.Read(Settings([.. right.Where(one => one.Item1 != setting), (setting, value)]), problems);

        var problem = problems.ShouldHaveSingleItem();
        problem.Name.ShouldBe(setting);
        problem.Remedy.ShouldNotBeEmpty();
        problem.ToString().ShouldNotContain("secret-key");
    }

    private static IConfiguration Settings(params (string Name, string? Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(one => KeyValuePair.Create(one.Name, one.Value))).Build();
}
