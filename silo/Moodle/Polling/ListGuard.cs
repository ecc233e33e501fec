using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>Remembers how large each list was, and holds up what cannot be believed (<see cref="ListVerdict"/>).</summary>
internal sealed class ListGuard(NpgsqlDataSource database, ILogger<ListGuard> logger)
{
    /// <summary>Lets a list pass, or ends the reconcile.</summary>
    /// <param name="site">The site.</param>
    /// <param name="list">Which list.</param>
    /// <param name="known">
    /// How many are known to be there; the size of the list before counts where it is less. Null where the list holds only a part of what
    /// is known, as that of a student's courses does: then only the list before counts.
    /// </param>
    /// <param name="ids">The answer.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>When this list was last believed, by the database's clock; null if never.</returns>
    /// <exception cref="HeldException">It is not believed.</exception>
    public async Task<DateTime?> PassAsync(
        string site, string list, int? known, IReadOnlyCollection<long> ids, CancellationToken cancellationToken)
    {
        var (before, readAt) = await BeforeAsync(site, list, cancellationToken);
        var hash = ListVerdict.HashOf(ids);
        var size = Math.Min(known ?? int.MaxValue, before?.Size ?? known ?? 0);
        var verdict = ListVerdict.Of(new(size, before?.HeldHash, before?.HeldTimes ?? 0), ids.Count, hash);
        if (verdict.Believed)
        {
            await RunAsync(Believe, cancellationToken, site, list, ids.Count);
            return readAt;
        }

        await RunAsync(Hold, cancellationToken, site, list, ids.Count, hash, verdict.Times, size);
        var reason =
            $"{list}: {ids.Count} were answered where {size} are known; nothing is done about it until this very answer has come "
            + $"{ListVerdict.Enough} times in a row (this was number {verdict.Times}), or a person runs 'silo poll accept {site}'.";
        logger.LogWarning("{Site}: reconcile held. {Reason}", site, reason);
        throw new HeldException(reason);
    }

    /// <summary>A person believes what is held.</summary>
    /// <param name="site">The site.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>How many lists were held.</returns>
    public Task<int> AcceptAsync(string site, CancellationToken cancellationToken) => RunAsync(Accept, cancellationToken, site);

    private const string Believe = """
        insert into mg_poll_lists as l (site, list, size) values ($1, $2, $3)
        on conflict (site, list) do update set size = excluded.size, read_at = now(), held_hash = null, held_size = null, held_times = 0, held_since = null
        """;

    private const string Hold = """
        insert into mg_poll_lists as l (site, list, size, held_size, held_hash, held_times, held_since) values ($1, $2, $6, $3, $4, $5, now())
        on conflict (site, list) do update set held_size = excluded.held_size, held_hash = excluded.held_hash, held_times = excluded.held_times,
          held_since = coalesce(l.held_since, now())
        """;

    // The next answer of that size is no smaller than the one before.
    private const string Accept = """
        update mg_poll_lists set size = held_size, held_hash = null, held_size = null, held_times = 0, held_since = null
        where site = $1 and held_hash is not null
        """;

    private async Task<(ListBefore? Before, DateTime? ReadAt)> BeforeAsync(string site, string list, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select size, held_hash, held_times, read_at from mg_poll_lists where site = $1 and list = $2");
        command.Parameters.Add(new() { Value = site });
        command.Parameters.Add(new() { Value = list });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? (new(reader.GetInt32(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.GetInt32(2)), reader.GetDateTime(3))
            : (null, null);
    }

    private async Task<int> RunAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters
                .Add(value is string text ? new() { Value = text, NpgsqlDbType = NpgsqlDbType.Text } : new() { Value = value });
        }

        return await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
