using Microsoft.Extensions.Configuration;
using MoodleGrains.ClientApi;
using MoodleGrains.Silo.PrivatePostgres;

namespace MoodleGrains.Silo.Configuration;

/// <summary>The silo's own settings. Those of sites, hooks and API keys are read by the folders that use them.</summary>
public sealed record SiloSettings
{
    /// <summary>Where the silo listens unless told otherwise: on this machine only.</summary>
    public const string DefaultUrls = "http://127.0.0.1:5080";

    /// <summary>How long bodies are kept unless told otherwise.</summary>
    public const int DefaultRetentionDays = 90;

    /// <summary>How long ids of effects are remembered unless told otherwise.</summary>
    public const int DefaultOutboxDays = 30;

    /// <summary><c>ConnectionStrings:Postgres</c>; null: a private PostgreSQL below <see cref="DataFolder"/>.</summary>
    public string? Postgres { get; init; }

    /// <summary><c>DataFolder</c>, as a full path.</summary>
    public required string DataFolder { get; init; }

    /// <summary><c>Urls</c>, several parted by semicolons.</summary>
    public string Urls { get; init; } = DefaultUrls;

    /// <summary><c>Inbox:RetentionDays</c>: how long the bodies of webhooks are kept. Streams are kept for ever.</summary>
    public TimeSpan InboxRetention { get; init; } = TimeSpan.FromDays(DefaultRetentionDays);

    /// <summary>
    /// <c>Outbox:RetentionDays</c>: how long the ids of effects that are done are remembered, so that none is done again.
    /// </summary>
    public TimeSpan OutboxRetention { get; init; } = TimeSpan.FromDays(DefaultOutboxDays);

    /// <summary><c>Clock:Url</c>: where a test keeps the time; null for the machine's clock.</summary>
    public Uri? Clock { get; init; }

    /// <summary><c>PrivatePostgres:Bin</c>; null: the highest installed version.</summary>
    public string? PrivatePostgresBin { get; init; }

    /// <summary><c>PrivatePostgres:Options</c>: further settings of the private server.</summary>
    public IReadOnlyDictionary<string, string> PrivatePostgresOptions { get; init; } = new Dictionary<string, string>();

    /// <summary>Reads and validates the whole configuration.</summary>
    /// <param name="configuration">All sources together.</param>
    /// <param name="rules">What else is looked at: the rules of all settings that the silo registers.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="SettingsException">One setting or more is wrong, missing or unknown.</exception>
    public static SiloSettings Read(IConfiguration configuration, params IEnumerable<SettingsRule> rules)
    {
        var problems = Problems(configuration, rules);
        return problems.Count == 0 ? Bind(configuration) : throw new SettingsException(problems);
    }

    /// <summary>Reads the silo's own settings.</summary>
    /// <param name="configuration">All sources together.</param>
    /// <param name="problems">Takes what is wrong, unknown settings of all sections among it.</param>
    /// <returns>The settings; those without a setting where one is wrong.</returns>
    public static SiloSettings Read(IConfiguration configuration, ICollection<SettingProblem> problems)
    {
        var found = Problems(configuration);
        foreach (var problem in found)
        {
            problems.Add(problem);
        }

        return Bind(found.Count == 0 ? configuration : new ConfigurationBuilder().Build());
    }

    /// <summary>All that is wrong; empty if nothing is.</summary>
    /// <param name="configuration">All sources together.</param>
    /// <param name="rules">What else is looked at.</param>
    /// <returns>The problems, a setting that several looked at only once.</returns>
    public static IReadOnlyList<SettingProblem> Problems(IConfiguration configuration, params IEnumerable<SettingsRule> rules) =>
    [
        .. SiloSettingsRules.Check(configuration).Concat(SiteAccountRules.Check(configuration)).Concat(KnownSettings.Check(configuration))
            .Concat(rules.SelectMany(rule => rule(configuration)))
            .DistinctBy(problem => problem.Name),
    ];

    /// <summary>How the private database is started.</summary>
    /// <param name="asGuest">See <see cref="PrivatePostgresSettings.AsGuest"/>.</param>
    /// <returns>The settings.</returns>
    public PrivatePostgresSettings ForPrivatePostgres(bool asGuest = false) =>
        new() { DataFolder = DataFolder, Bin = PrivatePostgresBin, Options = PrivatePostgresOptions, AsGuest = asGuest };

    private static SiloSettings Bind(IConfiguration configuration) => new()
    {
        Postgres = configuration.GetConnectionString("Postgres"),
        DataFolder = Path.GetFullPath(configuration["DataFolder"] ?? "data"),
        Urls = configuration["Urls"] ?? DefaultUrls,
        InboxRetention = TimeSpan.FromDays(configuration.GetValue("Inbox:RetentionDays", DefaultRetentionDays)),
        OutboxRetention = TimeSpan.FromDays(configuration.GetValue("Outbox:RetentionDays", DefaultOutboxDays)),
        Clock = configuration["Clock:Url"] is { Length: > 0 } url ? new(url) : null,
        PrivatePostgresBin = configuration["PrivatePostgres:Bin"],
        PrivatePostgresOptions = configuration.GetSection("PrivatePostgres:Options").GetChildren().ToDictionary(
            option => option.Key, option => option.Value ?? ""),
    };
}
