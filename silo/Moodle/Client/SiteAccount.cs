using System.Globalization;
using Microsoft.Extensions.Configuration;
using MoodleGrains.ClientApi;

namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>
/// How a site is called: <c>Sites:{slug}:Url</c>, <c>:Token</c>, <c>:TokenFile</c> or <c>:Username</c> and <c>:Password</c>,
/// <c>:Service</c>, <c>:Calls:…</c>. No record: it must not print itself.
/// </summary>
internal sealed class SiteAccount
{
    /// <summary>The service that Moodle offers to everybody.</summary>
    public const string MobileService = "moodle_mobile_app";

    private const int MostConcurrency = 100;
    private const double HighestRate = 10_000;
    private const int DefaultLargestAnswer = 5;
    private const int MegaByte = 1024 * 1024;

    /// <summary>The site.</summary>
    public required string Slug { get; init; }

    /// <summary>Its address, without a slash at the end.</summary>
    public required string Url { get; init; }

    /// <summary>A token made in Moodle; null where there is a login.</summary>
    public string? Token { get; init; }

    /// <summary>Where <c>silo login</c> stores a token (<see cref="Configuration.TokenFile"/>); null for nowhere.</summary>
    public string? TokenFile { get; init; }

    /// <summary>Who logs in; null where there is a token.</summary>
    public string? Username { get; init; }

    /// <summary>Their password.</summary>
    public string? Password { get; init; }

    /// <summary>The short name of the service that a login asks a token for.</summary>
    public string Service { get; init; } = MobileService;

    /// <summary>How many calls may be under way.</summary>
    public int Concurrency { get; init; } = 4;

    /// <summary>How many calls may begin in a second; 0 for no limit.</summary>
    public double Rate { get; init; } = 10;

    /// <summary>How long one call may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How many bytes an answer may have: more would be held in memory at once, several of them at a time.</summary>
    public int LargestAnswer { get; init; } = DefaultLargestAnswer * MegaByte;

    /// <summary>The accounts of all sites that have one; others are sites that only send webhooks.</summary>
    /// <param name="configuration">The whole configuration.</param>
    /// <param name="problems">Takes what is wrong; such a site is left out.</param>
    /// <returns>The accounts, by slug.</returns>
    public static IReadOnlyList<SiteAccount> Read(IConfiguration configuration, ICollection<SettingProblem> problems)
    {
        var accounts = new List<SiteAccount>();
        foreach (var site in configuration.GetSection("Sites").GetChildren().OrderBy(site => site.Key, StringComparer.Ordinal))
        {
            var before = problems.Count;
            var calls = site.GetSection("Calls");
            var concurrency = Number(calls, "Concurrency", 4, 1, MostConcurrency, "calls under way at once, 1 to 100, such as 4", problems);
            var rate = Number(calls, "Rate", 10, 0, HighestRate, "calls a second, 0 (no limit) to 10000, such as 10 or 0.5", problems);
            var timeout = Number(calls, "Timeout", 60, 1, 3600, "seconds, 1 to 3600, such as 60", problems);
            var largest = Number(calls, "LargestAnswer", DefaultLargestAnswer, 1, 512, "megabytes, 1 to 512, such as 5", problems);
            if (problems.Count > before || site["Url"] is not { Length: > 0 } url || !IsThere(configuration, site.Key))
            {
                continue;
            }

            accounts.Add(new()
            {
                Slug = site.Key,
                Url = url.TrimEnd('/'),
                Token = site["Token"] is { Length: > 0 } token ? token : null,
                TokenFile = Configuration.TokenFile.PathOf(configuration, site.Key),
                Username = site["Username"],
                Password = site["Password"] is { Length: > 0 } password ? password : null,
                Service = site["Service"] is { Length: > 0 } service ? service : MobileService,
                Concurrency = (int)concurrency,
                Rate = rate,
                Timeout = TimeSpan.FromSeconds(timeout),
                LargestAnswer = (int)(largest * MegaByte),
            });
        }

        return accounts;
    }

    /// <summary>Whether there is something to log in with: a token, a password, or a token that <c>silo login</c> stored.</summary>
    /// <param name="configuration">The whole configuration.</param>
    /// <param name="slug">The site.</param>
    /// <returns>True if there is.</returns>
    public static bool IsThere(IConfiguration configuration, string slug)
    {
        var site = configuration.GetSection($"Sites:{slug}");
        return site["Token"] is { Length: > 0 } || site["Password"] is { Length: > 0 }
            || Configuration.TokenFile.IsExpected(configuration, slug);
    }

    /// <summary>The address of a script below the site's.</summary>
    /// <param name="script">Its path, without a slash at the beginning.</param>
    /// <returns>The address; it never holds a secret.</returns>
    public Uri At(string script) => new($"{Url}/{script}");

    private static double Number(
        IConfigurationSection section, string name, double otherwise, double least, double most, string example,
        ICollection<SettingProblem> problems)
    {
        var text = section[name];
        if (string.IsNullOrEmpty(text))
        {
            return otherwise;
        }

        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number >= least
            && number <= most
            && (name != "Concurrency" || number == Math.Floor(number)))
        {
            return number;
        }

        problems.Add(new($"{section.Path}:{name}", $"'{text}' is not understood", $"Give {example}"));
        return otherwise;
    }
}
