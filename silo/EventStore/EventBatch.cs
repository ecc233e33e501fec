using MoodleGrains.Silo.Log;
using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Silo.EventStore;

/// <summary>What became of a batch.</summary>
/// <param name="Refused">For each append null if it is written, else where its stream was seen.</param>
/// <param name="Positions">The place in the log of each event that is written, in the order of the appends and their events.</param>
/// <param name="At">When they were written, UTC.</param>
/// <param name="Alone">Whether some were written and nobody else was seen appending then: all up to the last of them is there.</param>
internal readonly record struct Appended(long?[] Refused, long[] Positions, DateTime At, bool Alone);

/// <summary>
/// The one transaction that appends a batch: three prepared statements in one round trip. The rows of the streams are locked
/// in ordinal order of their ids, so that two silos never deadlock; numbers are drawn in the order of (append, position).
/// </summary>
internal sealed class EventBatch : IAsyncDisposable
{
    /// <summary>
    /// The plans must be the ones the indexes give, whatever the statistics say or do not say yet; a generic plan is right for
    /// every batch, because only array lengths differ.
    /// </summary>
    internal const string WriterOptions =
        "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off "
        + "-c idle_in_transaction_session_timeout=15000";

    private const string NewStreams = """
        insert into mt_streams (id, type, version) select id, type, 0 from unnest($1, $2) as n(id, type) on conflict (id) do nothing
        """;

    internal static readonly string Append = Appending("false");

    private static readonly string AppendAndAsk = Appending(LogName.Events.Alone("written"));

    // With something that follows from them all appends are written or none: a refusal ends the transaction.
    private static readonly string
        AppendAll = $"{AppendAndAsk} cross join lateral (select mg_fence(case when t.whole then 1 else 0 end, 1)) as fence";

    // A version that does not match leaves out its own append only. The rows are locked where they are updated, one after the
    // other in the order of the first array: the plan has nothing but the loop over it. How far the others are is asked only
    // where there are others; a missing stream counts as version -1.
    private static string Appending(string alone) => $"""
        with moved as (
          update mt_streams m set version = s.expected + s.count, timestamp = clock_timestamp()
          from unnest($1, $2, $3) with ordinality as s(id, expected, count, n)
          where m.id = s.id and m.version = s.expected
          returning s.n),
        taken as materialized (
          select array_agg(n::integer) as places, count(*) = cardinality($1) as whole, clock_timestamp() as at from moved),
        written as (
          insert into mt_events (seq_id, id, stream_id, version, data, type, timestamp, headers)
          select nextval('mt_events_sequence'), e.id, e.stream, e.version, e.data, e.type, t.at, e.headers
          from taken t, unnest($4, $5, $6, $7, $8, $9, $10) as e(id, stream, version, data, type, headers, append)
          where t.whole or e.append = any(t.places)
          returning seq_id)
        select case when not t.whole then t.places end, (select array_agg(seq_id) from written), t.at,
          case when not t.whole then (
            select array_agg(coalesce((select m.version from mt_streams m where m.id = s.id), -1) order by s.n)
            from unnest($1) with ordinality as s(id, n)) end, {alone}
        from taken t
        """;

    private readonly WriterConnections connections;

    public EventBatch(string connectionString)
    {
        connections = new(
            connectionString,
            "moodlegrains-writer",
            WriterOptions,
            open => [Batch(open, Append, false), Batch(open, Append, true), Batch(open, AppendAndAsk, false), Batch(
                open,
                AppendAndAsk,
                true)]);
    }

    /// <summary>Appends a batch in which no stream occurs twice.</summary>
    /// <param name="appends">The appends, in the order their numbers are to follow.</param>
    /// <param name="read">Whether a reader waits for them, which is spared a question of its own if they were alone.</param>
    /// <param name="rider">What is written with them; then all of them are written or none. Null for nothing.</param>
    /// <returns>What was written of them.</returns>
    public Task<Appended> WriteAsync(EventAppend[] appends, bool read, IAppendRider? rider) => connections.UseAsync(async batches =>
    {
        var (asks, begins) = (read && appends.Length <= LogName.Few, Array.Exists(appends, a => a.ExpectedVersion == 0));
        await using var unprepared = rider is null ? null : Batch(batches[0].Connection!, AppendAll, begins);
        rider?.AddTo(unprepared!);
        var ready = unprepared ?? batches[(begins ? 1 : 0) + (asks ? 2 : 0)];
        var order = Fill(ready, appends);
        await using var reader = await ready.ExecuteReaderAsync();

        // Behind the row of the lock; the insert of new streams has no result of its own.
        await reader.NextResultAsync();
        await reader.ReadAsync();
        var refused = new long?[appends.Length];
        if (!reader.IsDBNull(3))
        {
            var seen = (long[])reader.GetValue(3);
            HashSet<int> written = reader.IsDBNull(0) ? [] : [.. (int[])reader.GetValue(0)];
            for (var i = 0; i < order.Length; i++)
            {
                refused[order[i]] = written.Contains(i + 1) ? null : seen[i];
            }
        }

        // Numbers are drawn in the order of the events, with those of other writers between them.
        long[] positions = reader.IsDBNull(1) ? [] : (long[])reader.GetValue(1);
        Array.Sort(positions);
        var (at, alone) = (reader.GetDateTime(2), positions.Length > 0 && reader.GetBoolean(4));
        await (rider?.ReadAsync(reader, CancellationToken.None) ?? Task.CompletedTask);
        return new Appended(refused, positions, at, alone);
    });

    public ValueTask DisposeAsync() => connections.DisposeAsync();

    /// <summary>Fills the arrays; returns, for each stream in ordinal order, the index of its append.</summary>
    private static int[] Fill(NpgsqlBatch batch, EventAppend[] appends)
    {
        var order = new int[appends.Length];
        var ids = new string[appends.Length];
        for (var i = 0; i < appends.Length; i++)
        {
            (order[i], ids[i]) = (i, appends[i].Stream);
        }

        Array.Sort(ids, order, StringComparer.Ordinal);
        long[] expected = new long[order.Length], counts = new long[order.Length];
        int[] place = new int[order.Length];
        for (var i = 0; i < order.Length; i++)
        {
            var append = appends[order[i]];
            expected[i] = append.ExpectedVersion;
            counts[i] = append.Events.Count;
            place[order[i]] = i + 1;
        }

        var total = appends.Sum(a => a.Events.Count);
        var eventIds = new Guid[total];
        var streams = new string[total];
        var versions = new long[total];
        var data = new byte[total][];
        var types = new string[total];
        var headers = new byte[total][];
        var of = new int[total];
        var n = 0;
        for (var i = 0; i < appends.Length; i++)
        {
            var append = appends[i];
            for (var e = 0; e < append.Events.Count; e++, n++)
            {
                var item = append.Events[e];
                (eventIds[n], streams[n], versions[n]) = (item.Id, append.Stream, append.ExpectedVersion + e + 1);
                (data[n], types[n], headers[n]) = (item.Json, item.Type, append.Headers ?? NoHeaders);
                of[n] = place[i];
            }
        }

        var parameters = batch.BatchCommands[1].Parameters;
        if (parameters.Count == 2)
        {
            var made = order.Where(i => appends[i].ExpectedVersion == 0).ToArray();
            parameters[0].Value = Array.ConvertAll(made, i => appends[i].Stream);
            parameters[1].Value = Array.ConvertAll(made, i => appends[i].StreamType);
            parameters = batch.BatchCommands[2].Parameters;
        }

        object[] values = [ids, expected, counts, eventIds, streams, versions, data, types, headers, of];
        for (var i = 0; i < values.Length; i++)
        {
            parameters[i].Value = values[i];
        }

        return order;
    }

    // Marten writes unset headers as JSON null.
    private static readonly byte[] NoHeaders = "null"u8.ToArray();

    private static NpgsqlBatch Batch(NpgsqlConnection connection, string append, bool newStreams)
    {
        var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new(LogName.Events.SharedLock));
        if (newStreams)
        {
            batch.BatchCommands.Add(Command(NewStreams, NpgsqlDbType.Varchar, NpgsqlDbType.Varchar));
        }

        batch.BatchCommands.Add(Command(
            append,
            NpgsqlDbType.Varchar, NpgsqlDbType.Bigint, NpgsqlDbType.Bigint,
            NpgsqlDbType.Uuid, NpgsqlDbType.Varchar, NpgsqlDbType.Bigint, NpgsqlDbType.Jsonb, NpgsqlDbType.Varchar,
            NpgsqlDbType.Jsonb, NpgsqlDbType.Integer));
        return batch;
    }

    private static NpgsqlBatchCommand Command(string sql, params ReadOnlySpan<NpgsqlDbType> arrays)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var type in arrays)
        {
            command.Parameters.Add(new() { NpgsqlDbType = NpgsqlDbType.Array | type });
        }

        return command;
    }
}
