using MoodleGrains.ClientApi.Hooks;
using MoodleGrains.Silo.Log;
using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Silo.Inbox;

/// <summary>
/// The one transaction that stores a batch of deliveries. Keys are taken in their order, so that two silos never deadlock. A second
/// delivery with an id of the sender's own is not stored again; one whose id is only a hash of its body is, because the same words may be
/// true again.
/// </summary>
internal sealed class InboxBatch(string connectionString) : IAsyncDisposable
{
    private static readonly NpgsqlDbType[] Types = [NpgsqlDbType.Uuid, NpgsqlDbType.Boolean, .. InboxColumns.Types];

    private static readonly string Store = Storing("false");

    private static readonly string StoreAndAsk = Storing(LogName.Inbox.Alone("given"));

    private static string Storing(string alone) => $"""
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
        select g.position, f.position is null, case when f.position is null and g.sent_id then (select d.position from mg_deliveries d where d.key = g.key) end,
          {alone}
        from given g left join fresh f on f.position = g.position order by g.n
        """;

    // Batches join with themselves by position: hash joins, whatever the generic plan believes of their length.
    private const string WriterOptions =
        "-c plan_cache_mode=force_generic_plan -c enable_nestloop=off -c enable_seqscan=off -c work_mem=32MB "
        + "-c idle_in_transaction_session_timeout=15000";

    private readonly WriterConnections connections =
        new(connectionString, "moodlegrains-inbox", WriterOptions, static open => [Batch(open, Store), Batch(open, StoreAndAsk)]);

    /// <summary>Stores a batch.</summary>
    /// <param name="items">The deliveries.</param>
    /// <param name="read">Whether a reader waits for them, which is spared a question of its own if they were alone.</param>
    /// <returns>What became of each, the number that was drawn for it, and whether nobody else was seen appending then.</returns>
    public Task<(Receipt[] Receipts, long[] Drawn, bool Alone)> WriteAsync(Received[] items, bool read) =>
        connections.UseAsync(async batches =>
    {
        var ready = batches[read && items.Length <= LogName.Few ? 1 : 0];
        var keys = Fill(ready, items);
        await using var reader = await ready.ExecuteReaderAsync();
        await reader.NextResultAsync();
        var receipts = new Receipt[items.Length];
        var (drawn, alone) = (new long[items.Length], false);
        var seen = new Dictionary<Guid, long>();
        for (var i = 0; await reader.ReadAsync(); i++)
        {
            var position = drawn[i] = reader.GetInt64(0);
            (var duplicate, alone) = (reader.GetBoolean(1), reader.GetBoolean(3));
            if (duplicate && items[i].SentId)
            {
                position = !reader.IsDBNull(2) ? reader.GetInt64(2) : seen.GetValueOrDefault(keys[i]);
            }

            seen.TryAdd(keys[i], position);
            receipts[i] = new(position, duplicate);
        }

        return (receipts, drawn, alone);
    });

    public ValueTask DisposeAsync() => connections.DisposeAsync();

    private static Guid[] Fill(NpgsqlBatch batch, Received[] items)
    {
        var keys = Array.ConvertAll(items, i => InboxWriter.KeyOf(i.Site, i.DeliveryId));
        var seen = new HashSet<Guid>(items.Length);
        var parameters = batch.BatchCommands[1].Parameters;
        object[] values = [keys, Array.ConvertAll(keys, seen.Add), .. InboxColumns.Values(items)];
        for (var i = 0; i < values.Length; i++)
        {
            parameters[i].Value = values[i];
        }

        return keys;
    }

    private static NpgsqlBatch Batch(NpgsqlConnection connection, string store)
    {
        var batch = new NpgsqlBatch(connection) { BatchCommands = { new(LogName.Inbox.SharedLock), new(store) } };
        foreach (var type in Types)
        {
            batch.BatchCommands[1].Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Array | type });
        }

        return batch;
    }
}
