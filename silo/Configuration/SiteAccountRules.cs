using Microsoft.Extensions.Configuration;
using MoodleGrains.ClientApi;

namespace MoodleGrains.Silo.Configuration;

/// <summary>What our account at a site may be; the site's name, address and webhooks are client-api's to check.</summary>
internal static class SiteAccountRules
{
    internal static IEnumerable<SettingProblem> Check(IConfiguration configuration) =>
        configuration.GetSection("Sites").GetChildren().SelectMany(Site);

    private static IEnumerable<SettingProblem> Site(IConfigurationSection site)
    {
        var (token, username, password) = (Given(site["Token"]), Given(site["Username"]), Given(site["Password"]));
        if (token is not null && (username ?? password) is not null)
        {
            yield return new(
                $"{site.Path}:Token", "There are a Token and a Username or Password.",
                "Keep one of the two: the Token, or Username and Password.");
        }
        else if (username is null != password is null)
        {
            var missing = username is null ? "Username" : "Password";
            yield return new($"{site.Path}:{missing}", "It is missing.", "Give both Username and Password, or a Token instead.");
        }

        if ((token ?? username ?? Given(site["TokenFile"])) is not null && Given(site["Url"]) is null)
        {
            yield return new($"{site.Path}:Url", "It is missing, but there is an account for the site.", "Write the site's address.");
        }
    }

    private static string? Given(string? value) => value is { Length: > 0 } ? value : null;
}
