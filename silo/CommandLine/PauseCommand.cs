using Microsoft.Extensions.Configuration;
using MoodleGrains.Silo.Log;
using MoodleGrains.Silo.Outbox;
using Npgsql;

namespace MoodleGrains.Silo.CommandLine;

/// <summary>
/// Holds parts of every silo on this database, and lets them go on. Ingestion always goes on: what arrives meanwhile waits in
/// the inbox, what is to be done in the outbox.
/// </summary>
internal static class PauseCommand
{
    /// <summary>What can be paused, with what then stands still. Beside these there are <c>site:{slug}</c> and <c>roster:{slug}/{name}</c>.</summary>
    internal static readonly IReadOnlyDictionary<string, string> Parts = new Dictionary<string, string>
    {
        [Pauses.Dispatch] = "webhooks wait in the inbox, grains see none",
        [Pauses.Projections] = "read models and the API stand still",
        [OutboxParts.Announcements] = "what is to be announced is not worked out",
        [OutboxParts.Discord] = "nothing is sent to Discord",
        [OutboxParts.Mail] = "no mail is sent",
        [OutboxParts.Moodle] = "Moodle is neither asked nor changed",
        [OutboxParts.Rosters] = "no roster is planned or applied",
    };

    private const string OfSite = "nothing is done outside for this site";
    private const string OfRoster = "its runs stand still, after the call to Moodle that is under way";

    internal static async Task<int> Pause(
        NpgsqlDataSource database, IConfiguration configuration, Screen screen, string? part, string by, CancellationToken cancellationToken)
    {
        foreach (var (each, effect) in await Named(database, part, configuration, cancellationToken))
        {
            await using var command = database.CreateCommand(
                "insert into mg_pauses (part, since, by) values ($1, now(), $2) on conflict (part) do nothing");
            command.Parameters.Add(new() { Value = each });
            command.Parameters.Add(new() { Value = by });
            screen.Line(await command.ExecuteNonQueryAsync(cancellationToken) == 1
                ? $"{each} is paused: {effect}. Let it go on with: silo resume {each}"
                : $"{each} was paused already.");
        }

        return ExitCode.Ok;
    }

    internal static async Task<int> Resume(
        NpgsqlDataSource database, IConfiguration configuration, Screen screen, string? part, CancellationToken cancellationToken)
    {
        foreach (var each in part is null
            ? Parts.Keys.Concat(await PausedByName(database, cancellationToken))
            : (await Named(database, part, configuration, cancellationToken)).Keys)
        {
            await using var command = database.CreateCommand("delete from mg_pauses where part = $1");
            command.Parameters.Add(new() { Value = each });
            screen.Line(await command.ExecuteNonQueryAsync(cancellationToken) == 1 ? $"{each} goes on." : $"{each} was not paused.");
        }

        return ExitCode.Ok;
    }

    private static async Task<IReadOnlyDictionary<string, string>> Named(
        NpgsqlDataSource database, string? part, IConfiguration configuration, CancellationToken cancellationToken)
    {
        if (part is null)
        {
            return Parts;
        }

        if (Parts.TryGetValue(part, out var effect))
        {
            return new Dictionary<string, string> { [part] = effect };
        }

        if (part.StartsWith(Pauses.RosterPrefix, StringComparison.Ordinal))
        {
            return await IsRoster(database, part, cancellationToken)
                ? new Dictionary<string, string> { [part] = OfRoster }
                : throw new CommandFailure(
                    $"There is no roster '{part[Pauses.RosterPrefix.Length..]}'. Write {Pauses.RosterPrefix}{{site}}/{{name}}; 'silo roster list' shows them.",
                    ExitCode.Usage);
        }

        var sites = configuration.GetSection("Sites").GetChildren().Select(site => Pauses.SitePrefix + site.Key).ToList();
        return sites.Contains(part, StringComparer.Ordinal)
            ? new Dictionary<string, string> { [part] = OfSite }
            : throw new CommandFailure(
                $"There is no part '{part}'. The parts are: {string.Join(", ", Parts.Keys.Concat(sites))}"
                    + $"{(sites.Count == 0 ? "; site:{slug} for a site of the configuration" : "")}, roster:{{site}}/{{name}} for a roster.",
                ExitCode.Usage);
    }

    private static async Task<bool> IsRoster(NpgsqlDataSource database, string part, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select exists (select from mg_rosters where $1 || site || '/' || name = $2)");
        command.Parameters.Add(new() { Value = Pauses.RosterPrefix });
        command.Parameters.Add(new() { Value = part });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private static async Task<List<string>> PausedByName(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select part from mg_pauses where starts_with(part, $1) or starts_with(part, $2) order by part");
        command.Parameters.Add(new() { Value = Pauses.SitePrefix });
        command.Parameters.Add(new() { Value = Pauses.RosterPrefix });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<string> parts = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            parts.Add(reader.GetString(0));
        }

        return parts;
    }
}
