using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using MoodleGrains.ClientApi;

namespace MoodleGrains.Silo.Configuration;

/// <summary>What a site's name, address and account may be; how its webhooks are let in is the edge's to check.</summary>
internal static partial class SiteSettingsRules
{
    internal static IEnumerable<SettingProblem> Check(IConfiguration configuration) =>
        configuration.GetSection("Sites").GetChildren().SelectMany(Site);

    internal static bool IsSlug(string text) => Slug().IsMatch(text);

    internal static bool IsHttp(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);

    private static IEnumerable<SettingProblem> Site(IConfigurationSection site)
    {
        if (!IsSlug(site.Key))
        {
            yield return new(site.Path, $"'{site.Key}' is no name for a site.", "Use 1 to 32 of a-z and 0-9, such as 'campus'.");
        }

        if (site["Url"] is { } url && !IsHttp(url))
        {
            yield return new($"{site.Path}:Url", $"'{url}' is no http or https address.", "Write the site's address as in Moodle's config.php ($CFG->wwwroot), such as 'https://moodle.example.org'.");
        }

        var (token, username, password) = (site["Token"], site["Username"], site["Password"]);
        if (token is not null && (username ?? password) is not null)
        {
            yield return new($"{site.Path}:Token", "There are a Token and a Username or Password.", "Keep one of the two: the Token, or Username and Password.");
        }
        else if (username is null != password is null)
        {
            var missing = username is null ? "Username" : "Password";
            yield return new($"{site.Path}:{missing}", "It is missing.", "Give both Username and Password, or a Token instead.");
        }

        if ((token ?? username) is not null && site["Url"] is null)
        {
            yield return new($"{site.Path}:Url", "It is missing, but there is an account for the site.", "Write the site's address.");
        }
    }

    [GeneratedRegex("^[a-z0-9]{1,32}$")]
    private static partial Regex Slug();
}
