using MoodleGrains.ClientApi.Hooks;
using MoodleGrains.Silo.Database;
using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Silo.Inbox;

/// <summary>
/// The one transaction that stores a batch of deliveries. Keys are taken in their order, so that two silos never deadlock. A second
/// delivery with an id of the sender's own is not stored again; one whose id is only a hash of its body is, because the same words may be
/// true again.
/// </summary>
/// <param name="database">The connections.</param>
internal sealed class InboxBatch(NpgsqlDataSource database)
{
    private static readonly NpgsqlDbType[] Types = [NpgsqlDbType.Uuid, NpgsqlDbType.Boolean, .. InboxColumns.Types];

    private static readonly string store = $"""
        with given as materialized (
          select nextval('mg_inbox_sequence') as position, g.*
          from unnest({string.Join(", ", Types.Select((_, i) => $"${i + 1}"))}) with ordinality as g(key, first, {InboxColumns.Names}, n)),
        fresh as (
          insert into mg_deliveries (key, position, received_at) select key, position, now() from given where first order by key
          on conflict (key) do nothing returning position),
        stored as (
          insert into mg_inbox (position, received_at, {InboxColumns.Names})
          select g.position, now(), {InboxColumns.Of("g")}
          from given g left join fresh f on f.position = g.position
          where f.position is not null or not g.sent_id)
        select g.position, f.position is null, case when f.position is null and g.sent_id then (select d.position from mg_deliveries d where d.key = g.key) end
        from given g left join fresh f on f.position = g.position order by g.n
        """;

    /// <summary>Stores a batch.</summary>
    /// <param name="items">The deliveries.</param>
    /// <returns>What became of each.</returns>
    public async Task<Receipt[]> WriteAsync(Received[] items)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new(LogName.Inbox.SharedLock));
        var keys = Add(batch, items);

        // Known to the connection from its first use on.
        await batch.PrepareAsync();
        await using var reader = await batch.ExecuteReaderAsync();
        await reader.NextResultAsync();
        var receipts = new Receipt[items.Length];
        var seen = new Dictionary<Guid, long>();
        for (var i = 0; await reader.ReadAsync(); i++)
        {
            var (position, duplicate) = (reader.GetInt64(0), reader.GetBoolean(1));
            if (duplicate && items[i].SentId)
            {
                position = !reader.IsDBNull(2) ? reader.GetInt64(2) : seen.GetValueOrDefault(keys[i]);
            }

            seen.TryAdd(keys[i], position);
            receipts[i] = new(position, duplicate);
        }

        return receipts;
    }

    private static Guid[] Add(NpgsqlBatch batch, Received[] items)
    {
        var keys = Array.ConvertAll(items, i => InboxWriter.KeyOf(i.Site, i.DeliveryId));
        var seen = new HashSet<Guid>(items.Length);
        var command = new NpgsqlBatchCommand(store);
        object[] values = [keys, Array.ConvertAll(keys, seen.Add), .. InboxColumns.Values(items)];
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters.Add(new() { Value = values[i], NpgsqlDbType = NpgsqlDbType.Array | Types[i] });
        }

        batch.BatchCommands.Add(command);
        return keys;
    }
}
