using MoodleGrains.Silo.PrivatePostgres;
using MoodleGrains.Silo.Tests;
using MoodleGrains.Silo.Tests.PrivatePostgres;

namespace MoodleGrains.EndToEnd;

/// <summary>HTTPS_PROXY and NO_PROXY hold for Moodle, Discord and rosters.</summary>
[Collection(CampusCollection.Name)]
public sealed class ProxyTests(CampusSilo campus)
{
    [Fact]
    public async Task All_outside_systems_are_called_through_the_proxy_of_the_environment_but_those_that_it_excepts()
    {
        await using var proxy = SmallProxy.Start();
        var folder = TestFolder.Make();
        try
        {
            var settings = new Dictionary<string, string>
            {
                ["ConnectionStrings__Postgres"] = campus.ConnectionString,
                ["DataFolder"] = Path.Combine(folder, "data"),
                ["HTTPS_PROXY"] = proxy.Address.GetLeftPart(UriPartial.Authority),
                ["NO_PROXY"] = ".excepted.invalid",
                ["Sites__campus__Url"] = "https://moodle.example.invalid",
                ["Sites__campus__Token"] = "0123456789abcdef0123456789abcdef",
                ["Sites__annex__Url"] = "https://moodle.excepted.invalid",
                ["Sites__annex__Token"] = "0123456789abcdef0123456789abcdef",
                ["Discord__Token"] = "not.a.token-but-it-looks-like-one",
                ["Rosters__proxied__Host"] = "registrar.example.invalid",
            };
            var roster = Path.Combine(folder, "roster.json");
            await File.WriteAllTextAsync(
                roster,
                """
                { "rosters": [ { "site": "campus", "name": "proxied", "source": { "address": "https://registrar.example.invalid/roster" }, "category": "Science" } ] }
                """);
            var applied = await campus.Silo.Run("apply", "-f", roster);
            applied.ExitCode.ShouldBe(0, applied.Error);

            (await SiloCommand.Run(folder, settings, "doctor")).Out.ShouldContain("moodle campus");
            (await SiloCommand.Run(folder, settings, "roster", "check", "campus/proxied")).ExitCode.ShouldBe(1);

            var asked = proxy.Asked.Distinct().ToList();
            asked.ShouldContain("CONNECT moodle.example.invalid:443");
            asked.ShouldContain("CONNECT discord.com:443");
            asked.ShouldContain("CONNECT registrar.example.invalid:443");
            asked.ShouldNotContain(line => line.Contains("excepted", StringComparison.Ordinal));
        }
        finally
        {
            TestFolder.Remove(folder);
        }
    }

    [Fact]
    public async Task Doctor_says_restart_where_a_setting_is_newer_than_the_running_silo()
    {
        var same = await campus.Silo.Run("doctor");
        same.Out.ShouldContain("has them as they are now");

        var newer = await campus.Silo.Run("doctor", "--Sites:campus:Poll:Calls=500");

        newer.ExitCode.ShouldBe(1);
        newer.Out.ShouldContain("was started before these were set as they are now: Sites:campus:Poll:Calls → Restart the silo.");
    }
}
