using Npgsql;

namespace MoodleGrains.Silo.Outbox;

/// <summary>What came of a claim.</summary>
/// <param name="Effects">One for each key that is ours now.</param>
/// <param name="Missed">Leased keys whose effect was not seen: somebody wrote at that very moment. To be given back.</param>
/// <param name="NextAt">When the next key falls due, UTC; null if none waits.</param>
internal sealed record Claim(IReadOnlyList<ClaimedEffect> Effects, IReadOnlyList<(string Key, long Epoch)> Missed, DateTimeOffset? NextAt);

/// <summary>Leases keys that have something due, many in one round trip, and commits the attempt of the first effect of each.</summary>
internal sealed class EffectClaims(NpgsqlDataSource database, string owner, TimeSpan lifetime)
{
    /// <summary>On what terms this silo leases keys.</summary>
    /// <param name="counted">Types whose attempts are on disk before they are begun.</param>
    /// <param name="pausedSites">Sites of which nothing is claimed.</param>
    /// <param name="now">The time of the silo's clock, UTC.</param>
    /// <returns>The same, with owner and lifetime.</returns>
    public ClaimTerms Terms(string[] counted, string[] pausedSites, DateTime now) => new(counted, pausedSites, now, owner, lifetime);

    /// <summary>Until when a lease holds for certain that is asked for now, as <see cref="Environment.TickCount64"/>.</summary>
    /// <returns>The tick.</returns>
    public long Until() => Environment.TickCount64 + (long)lifetime.TotalMilliseconds;

    /// <summary>Claims what is due.</summary>
    /// <param name="wanted">What may be claimed.</param>
    /// <param name="waited">Types whose next due time is asked for.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>What is ours now.</returns>
    public async Task<Claim> ClaimAsync(ClaimRequest wanted, string[] waited, CancellationToken cancellationToken)
    {
        var until = Until();
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(ClaimStatements.Due(wanted));
        batch.BatchCommands.Add(ClaimStatements.Next(waited, wanted.Terms.Now));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var (effects, missed) = await ClaimStatements.ReadAsync(reader, until, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return new(effects, missed, reader.IsDBNull(0) ? null : new DateTimeOffset(reader.GetDateTime(0)));
    }

    /// <summary>Gives leases back of which nothing was tried.</summary>
    /// <param name="leases">The leases.</param>
    /// <param name="now">The time of the silo's clock, UTC.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    public async Task GiveBackAsync(IReadOnlyList<(string Key, long Epoch)> leases, DateTime now, CancellationToken cancellationToken)
    {
        var keys = leases.Select(l => l.Key).ToArray();
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(EffectStatements.Lock(keys, now));
        batch.BatchCommands.Add(EffectStatements.Heads(
            keys, now, [.. leases.Select(l => (l.Key, l.Epoch, "", false))], [], TimeSpan.Zero));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Renews leases.</summary>
    /// <param name="leases">The leases.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The keys that are ours still.</returns>
    public async Task<HashSet<string>> RenewAsync(IReadOnlyList<(string Key, long Epoch)> leases, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            with ours as materialized (
              select k.key from mg_effect_keys k join unnest($1, $2) as l(key, epoch) on k.key = l.key and k.epoch = l.epoch
              order by k.key collate "C" for update of k)
            update mg_effect_keys k set until = now() + $3 from ours o where k.key = o.key returning k.key
            """);
        command.Parameters.Add(new() { Value = leases.Select(l => l.Key).ToArray() });
        command.Parameters.Add(new() { Value = leases.Select(l => l.Epoch).ToArray() });
        command.Parameters.Add(new() { Value = lifetime });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        HashSet<string> ours = new(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            ours.Add(reader.GetString(0));
        }

        return ours;
    }
}
