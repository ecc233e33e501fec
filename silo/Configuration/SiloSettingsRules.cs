using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using MoodleGrains.ClientApi;
using MoodleGrains.Silo.PrivatePostgres;
using Npgsql;

namespace MoodleGrains.Silo.Configuration;

/// <summary>What the silo's own settings may be.</summary>
internal static partial class SiloSettingsRules
{
    private const int LongestRetention = 36_500;

    private static readonly string[] OursToSet = ["listen_addresses", "port", "unix_socket_directories", "cluster_name"];

    // 202 means committed; a server that does not wait for the disk would make that a lie.
    private static readonly string[] Durability = ["fsync", "full_page_writes", "synchronous_commit"];

    internal static IEnumerable<SettingProblem> Check(IConfiguration configuration) =>
    [
        .. Postgres(configuration), .. DataFolder(configuration), .. Urls(configuration),
        .. Retention(configuration, "Inbox:RetentionDays", SiloSettings.DefaultRetentionDays),
        .. Retention(configuration, "Outbox:RetentionDays", SiloSettings.DefaultOutboxDays),
        .. PrivateDatabase(configuration), .. Address(configuration, "OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4317"),
        .. Address(configuration, "Clock:Url", "http://127.0.0.1:5099/clock"),
    ];

    private static IEnumerable<SettingProblem> Postgres(IConfiguration configuration)
    {
        const string name = "ConnectionStrings:Postgres";
        const string example =
            "Write 'Host=db;Username=moodlegrains;Password=…;Database=moodlegrains', or leave it out for a private PostgreSQL.";
        if (configuration.GetConnectionString("Postgres") is not { } text)
        {
            yield break;
        }

        NpgsqlConnectionStringBuilder? connection = null;
        string? wrong = null;
        try
        {
            connection = new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException or KeyNotFoundException)
        {
            // Npgsql names the keyword; the value, which may be the password, stays out.
            wrong = "It is not a connection string that Npgsql understands.";
        }

        if (wrong is not null || string.IsNullOrEmpty(connection!.Host))
        {
            yield return new(name, wrong ?? "It names no Host.", example);
        }
    }

    private static IEnumerable<SettingProblem> DataFolder(IConfiguration configuration)
    {
        if (configuration["DataFolder"] is not { } folder)
        {
            yield break;
        }

        if (string.IsNullOrWhiteSpace(folder))
        {
            yield return new("DataFolder", "It is empty.", "Name a folder, or leave it out for 'data'.");
        }
        else if (File.Exists(folder))
        {
            yield return new("DataFolder", $"'{folder}' is a file.", "Name a folder; it is made if it is not there.");
        }
    }

    private static IEnumerable<SettingProblem> Urls(IConfiguration configuration) =>
        from url in (configuration["Urls"] ?? SiloSettings.DefaultUrls).Split(';')
        where !ListenAddress().IsMatch(url)
        select new SettingProblem(
            "Urls", $"'{url}' is no address to listen at.", $"Write '{SiloSettings.DefaultUrls}'; several are parted by ';'.");

    private static IEnumerable<SettingProblem> Retention(IConfiguration configuration, string name, int otherwise)
    {
        if (configuration[name] is { } text
            && !(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days is >= 1 and <= LongestRetention))
        {
            yield return new(
                name, $"'{text}' is no number of days.",
                $"Write 1 to {LongestRetention}, or leave it out for {otherwise}.");
        }
    }

    private static IEnumerable<SettingProblem> PrivateDatabase(IConfiguration configuration)
    {
        if (configuration["PrivatePostgres:Bin"] is { } bin && !Directory.Exists(bin))
        {
            yield return new(
                "PrivatePostgres:Bin", $"There is no folder '{bin}'.",
                "Name the folder of initdb and pg_ctl, such as '/usr/lib/postgresql/15/bin', or leave it out.");
        }

        foreach (var option in configuration.GetSection("PrivatePostgres:Options").GetChildren())
        {
            if (!OptionName().IsMatch(option.Key) || string.IsNullOrEmpty(option.Value))
            {
                yield return new(option.Path, "It is no setting of a PostgreSQL server.", "Write 'PrivatePostgres:Options:work_mem=16MB'.");
            }
            else if (OursToSet.Contains(option.Key, StringComparer.OrdinalIgnoreCase))
            {
                yield return new(
                    option.Path, "The silo sets this one itself.",
                    "Leave it out, or run your own PostgreSQL and set ConnectionStrings:Postgres.");
            }
            else if (Durability.Contains(option.Key, StringComparer.OrdinalIgnoreCase)
                && option.Value is not ("on" or "true" or "yes" or "1"))
            {
                yield return new(option.Path, $"'{option.Value}' would lose acknowledged webhooks when the power goes.", "Leave it out.");
            }
        }
    }

    private static IEnumerable<SettingProblem> Address(IConfiguration configuration, string name, string example)
    {
        if (configuration[name] is { Length: > 0 } address && !IsHttp(address))
        {
            yield return new(name, $"'{address}' is no http or https address.", $"Write '{example}', or leave it out.");
        }
    }

    private static bool IsHttp(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);

    // Kestrel's own forms beside plain addresses: http://+:80, http://*:80, http://unix:/path.
    [GeneratedRegex(@"^https?://([^\s/:;]+|\[[0-9a-fA-F:.]+\])(:\d{1,5})?/?$|^http://unix:/\S+$")]
    private static partial Regex ListenAddress();

    [GeneratedRegex(@"^[a-zA-Z_][a-zA-Z0-9_]*(\.[a-zA-Z_][a-zA-Z0-9_]*)?$")]
    private static partial Regex OptionName();
}
