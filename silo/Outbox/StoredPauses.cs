using MoodleGrains.ClientApi.Operations;
using MoodleGrains.ClientApi.Sites;
using MoodleGrains.Silo.Pausing;
using Npgsql;

namespace MoodleGrains.Silo.Outbox;

/// <summary>
/// The pauses in the database, which every silo on it obeys. Ingestion always goes on: what arrives meanwhile waits in the inbox, what is
/// to be done in the outbox.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="configured">The sites that can be paused.</param>
internal sealed class StoredPauses(NpgsqlDataSource database, ConfiguredSites configured) : IPauses
{
    private const string OfSite = "nothing is done outside for this site";
    private const string OfRoster = "its runs stand still, after the call to Moodle that is under way";

    /// <summary>
    /// What can be paused, with what then stands still. Beside these there are <c>site:{slug}</c> and <c>roster:{slug}/{name}</c>.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Parts { get; } = new Dictionary<string, string>
    {
        [Pauses.Dispatch] = "webhooks wait in the inbox, grains see none",
        [OutboxParts.Announcements] = "what is to be announced is not worked out",
        [OutboxParts.Discord] = "nothing is sent to Discord",
        [OutboxParts.Mail] = "no mail is sent",
        [OutboxParts.Moodle] = "Moodle is neither asked nor changed",
        [OutboxParts.Rosters] = "no roster is planned or applied",
    };

    /// <inheritdoc/>
    public async Task<PauseChanges> Pause(string? part, string by, CancellationToken cancellationToken)
    {
        var (named, refusal) = await Named(part, cancellationToken);
        var changes = new List<PauseChange>();
        foreach (var (each, effect) in named)
        {
            await using var command = database.CreateCommand(
                "insert into mg_pauses (part, since, by) values ($1, now(), $2) on conflict (part) do nothing");
            command.Parameters.Add(new() { Value = each });
            command.Parameters.Add(new() { Value = by });
            changes.Add(new(each, effect, await command.ExecuteNonQueryAsync(cancellationToken) == 1));
        }

        return new(changes, refusal);
    }

    /// <inheritdoc/>
    public async Task<PauseChanges> Resume(string? part, CancellationToken cancellationToken)
    {
        var (named, refusal) = part is null ? await AllNow(cancellationToken) : await Named(part, cancellationToken);
        var changes = new List<PauseChange>();
        foreach (var (each, effect) in named)
        {
            await using var command = database.CreateCommand("delete from mg_pauses where part = $1");
            command.Parameters.Add(new() { Value = each });
            changes.Add(new(each, effect, await command.ExecuteNonQueryAsync(cancellationToken) == 1));
        }

        return new(changes, refusal);
    }

    private async Task<(IReadOnlyDictionary<string, string> Parts, string? Refusal)> Named(
        string? part, CancellationToken cancellationToken)
    {
        if (part is null)
        {
            return (Parts, null);
        }

        if (Parts.TryGetValue(part, out var effect))
        {
            return (Only(part, effect), null);
        }

        if (part.StartsWith(Pauses.RosterPrefix, StringComparison.Ordinal))
        {
            return await IsRoster(part, cancellationToken)
                ? (Only(part, OfRoster), null)
                : (None, $"There is no roster '{part[Pauses.RosterPrefix.Length..]}'. "
                    + $"Write {Pauses.RosterPrefix}{{site}}/{{name}}; 'silo roster list' shows them.");
        }

        var sites = configured.All.Select(site => Pauses.SitePrefix + site.Slug).ToList();
        return sites.Contains(part, StringComparer.Ordinal)
            ? (Only(part, OfSite), null)
            : (None, $"There is no part '{part}'. The parts are: {string.Join(", ", Parts.Keys.Concat(sites))}"
                + $"{(sites.Count == 0 ? "; site:{slug} for a site of the configuration" : "")}, roster:{{site}}/{{name}} for a roster.");
    }

    private static Dictionary<string, string> None => [];

    private static Dictionary<string, string> Only(string part, string effect) => new() { [part] = effect };

    private async Task<(IReadOnlyDictionary<string, string> Parts, string? Refusal)> AllNow(CancellationToken cancellationToken)
    {
        var all = new Dictionary<string, string>(Parts);
        foreach (var part in await PausedByName(cancellationToken))
        {
            all[part] = part.StartsWith(Pauses.SitePrefix, StringComparison.Ordinal) ? OfSite : OfRoster;
        }

        return (all, null);
    }

    private async Task<bool> IsRoster(string part, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select exists (select from mg_rosters where $1 || site || '/' || name = $2)");
        command.Parameters.Add(new() { Value = Pauses.RosterPrefix });
        command.Parameters.Add(new() { Value = part });
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    private async Task<List<string>> PausedByName(CancellationToken cancellationToken)
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
