using System.Text.Json;
using MoodleGrains.Silo.Engine;
using MoodleGrains.Silo.EventStore;
using MoodleGrains.Silo.Log;
using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Silo.Projections;

/// <summary>
/// Reads the event log in order, the newest from what this silo wrote itself. The plan is the primary key's, whatever the statistics say.
/// </summary>
internal sealed class EventPages(NpgsqlDataSource database, GrainKinds kinds, LogTail<CausedEvent> tail)
{
    /// <summary>The paging query; the settings it relies on are those of <see cref="ReaderOptions"/>.</summary>
    internal const string Query = """
        select seq_id, stream_id, version, type, timestamp, data, headers->'imported' = 'true', headers->>'traceparent'
        from mt_events where seq_id > $1 and seq_id <= $2 order by seq_id limit $3
        """;

    /// <summary>
    /// The settings of connections that page through a log: no statistics can talk them out of the index. What they write is
    /// progress and what follows from the log, together: if the server crashes, both are lost together and made again, so
    /// that their commits need not wait for the disk.
    /// </summary>
    internal const string ReaderOptions =
        "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_bitmapscan=off -c enable_sort=off -c jit=off -c "
            + "synchronous_commit=off";

    /// <summary>Every reader has passed this.</summary>
    /// <param name="position">The position.</param>
    public void Passed(long position) => tail.Forget(position);

    /// <summary>Reads a page.</summary>
    /// <param name="after">The last position handled.</param>
    /// <param name="upTo">The last position that may be read.</param>
    /// <param name="limit">The most rows.</param>
    /// <param name="wanted">Whether a stream's events are wanted; others are not decoded.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>The page.</returns>
    public async Task<EventPage> ReadAsync(
        long after,
        long upTo,
        int limit,
        Func<string, bool> wanted,
        CancellationToken cancellationToken)
    {
        if (tail.Read(after, upTo, limit) is { } written)
        {
            var mine = written.Rows.FindAll(row => wanted(row.Recorded.Grain.Value));
            return new(mine.ConvertAll(row => row.Recorded), mine.ConvertAll(row => row.Cause), written.To);
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Query, connection)
        {
            Parameters = { new() { Value = after }, new() { Value = upTo }, new() { Value = limit, NpgsqlDbType = NpgsqlDbType.Integer } },
        };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<RecordedEvent> events = new(limit);
        List<EventCause> causes = new(limit);
        var (rows, last) = (0, after);
        while (await reader.ReadAsync(cancellationToken))
        {
            rows++;
            last = reader.GetInt64(0);
            var stream = reader.GetString(1);
            if (wanted(stream) && kinds.EventType(stream, reader.GetString(3)) is { } type)
            {
                events.Add(new(last, new(stream), reader.GetInt64(2), type.Name, reader.GetDateTime(4), Read(type, reader)));
                causes.Add(new(!reader.IsDBNull(6) && reader.GetBoolean(6), reader.IsDBNull(7) ? null : reader.GetString(7)));
            }
        }

        return new(events, causes, rows < limit ? upTo : last);
    }

    private static IEvent Read(EventType type, NpgsqlDataReader reader)
    {
        try
        {
            return type.Read(reader.GetFieldValue<byte[]>(5));
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or NotSupportedException)
        {
            return new UnreadableEvent($"{e.GetType().Name}: {e.Message}");
        }
    }
}

/// <summary>Some of the log, in order.</summary>
/// <param name="Events">The wanted events of known types; <see cref="UnreadableEvent"/> where one cannot be read.</param>
/// <param name="Causes">What led to each of them.</param>
/// <param name="To">Where the page ends.</param>
internal sealed record EventPage(IReadOnlyList<RecordedEvent> Events, IReadOnlyList<EventCause> Causes, long To)
{
    /// <summary>A page with nothing on it.</summary>
    /// <param name="to">Where it ends.</param>
    /// <returns>The page.</returns>
    public static EventPage Empty(long to) => new([], [], to);
}

/// <summary>Stands for an event whose body this build cannot read: it concerns no row, and is parked for a person to look at.</summary>
/// <param name="Error">Why.</param>
internal sealed record UnreadableEvent(string Error) : IEvent;
