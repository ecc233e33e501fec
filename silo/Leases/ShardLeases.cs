using MoodleGrains.Silo.Database;
using Npgsql;

namespace MoodleGrains.Silo.Leases;

/// <summary>A shard this silo owns, and how far it is.</summary>
/// <param name="Shard">Its number.</param>
/// <param name="Epoch">The epoch of the lease: only its owner may write progress.</param>
/// <param name="Generation">What the owner holds in memory is true for this generation only.</param>
/// <param name="Position">The last row that was handled.</param>
internal sealed record OwnedShard(int Shard, long Epoch, long Generation, long Position);

/// <summary>
/// Shares the shards of one kind of work between the silos that live: each takes its part, gives up what is too much, and
/// takes over what a dead one left. Times are the database's clock. A silo that froze finds its epoch gone.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="name">The kind of work.</param>
/// <param name="shards">How many shards it has.</param>
/// <param name="silo">This silo's id.</param>
/// <param name="lifetime">How long a lease holds without renewal.</param>
internal sealed class ShardLeases(NpgsqlDataSource database, string name, int shards, string silo, TimeSpan lifetime)
{
    /// <summary>How many of $3 shards are one silo's part, given the silos that live.</summary>
    private const string Part = "(select ($3::int + count(*) - 1) / count(*) from mg_silos where until > now())";

    /// <summary>The kind of work.</summary>
    public string Name => name;

    /// <summary>How many shards it has.</summary>
    public int Shards => shards;

    /// <summary>How often to renew.</summary>
    public TimeSpan RenewEvery => lifetime / 4;

    /// <summary>Makes the rows of leases and progress, once.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            with made as (
              insert into mg_leases (name, owner, epoch, until) select $1 || ':' || s, '', 0, '-infinity' from generate_series(0, $2 - 1) s
              on conflict (name) do nothing)
            insert into mg_progress (name, shard) select $1, s from generate_series(0, $2 - 1) s on conflict (name, shard) do nothing
            """);
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = shards });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Renews, takes, gives up. To be called with no work at hand.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The shards that are ours now.</returns>
    public async Task<IReadOnlyList<OwnedShard>> RenewAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        // One silo at a time, or two would take the same part.
        await Run($"select pg_advisory_xact_lock({LogName.LockClass}, hashtext($1))", name);
        await Run(
            "insert into mg_silos (id, until) values ($1, now() + $2) on conflict (id) do update set until = excluded.until",
            silo,
            lifetime);
        await Run("delete from mg_silos where until < now() - interval '1 hour'");
        await Run("update mg_leases set until = now() + $3 where name like $1 || ':%' and owner = $2", name, silo, lifetime);
        await Run($"""
            update mg_leases set owner = '', until = '-infinity' where name in (
              select name from (
                select name, row_number() over (order by name) as place from mg_leases where name like $1 || ':%' and owner = $2) held
              where place > {Part})
            """,
            name,
            silo,
            shards);
        await Run($"""
            with taken as (
              update mg_leases set owner = $2, epoch = epoch + 1, until = now() + $4 where name in (
                select name from mg_leases where name like $1 || ':%' and owner <> $2 and until < now() order by name
                limit greatest(0, {Part} - (select count(*) from mg_leases where name like $1 || ':%' and owner = $2)))
              returning name, epoch)
            update mg_progress p set epoch = t.epoch from taken t where p.name = $1 and t.name = $1 || ':' || p.shard
            """,
            name,
            silo,
            shards,
            lifetime);
        var owned = await Owned(connection, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return owned;

        async Task Run(string sql, params object[] values)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            foreach (var value in values)
            {
                command.Parameters.Add(new() { Value = value });
            }

            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>Gives every shard up, at a graceful stop.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    public async Task ReleaseAsync(CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new("update mg_leases set owner = '', until = '-infinity' where name like $1 || ':%' and owner = $2")
        {
            Parameters = { new() { Value = name }, new() { Value = silo } },
        });
        batch.BatchCommands.Add(new("delete from mg_silos where id = $1") { Parameters = { new() { Value = silo } } });
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<OwnedShard>> Owned(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("""
            select p.shard, p.epoch, p.generation, p.position from mg_leases l
            join mg_progress p on p.name = $1 and l.name = $1 || ':' || p.shard and p.epoch = l.epoch
            where l.owner = $2 order by p.shard
            """, connection)
        {
            Parameters = { new() { Value = name }, new() { Value = silo } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<OwnedShard> owned = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            owned.Add(new(reader.GetInt32(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3)));
        }

        return owned;
    }
}
