using Marten;
using MoodleGrains.EventSourcing;
using MoodleGrains.Silo.Outbox;
using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Silo.EventStore;

/// <summary>What became of one unit of a group.</summary>
/// <param name="Position">The place of its last event in the log of all events; 0 if it lost.</param>
/// <param name="Seen">Where its stream was seen, if that is not where it was expected; null if the unit is written.</param>
internal readonly record struct UnitOutcome(long Position, long? Seen);

/// <summary>A unit with the effects that follow from it.</summary>
internal sealed record WholeUnit : Unit
{
    /// <summary>Puts them together.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="effects">The effects, in order.</param>
    public WholeUnit(Unit unit, IReadOnlyList<StoredEffect> effects)
        : base(unit) => Effects = effects;

    /// <summary>The effects, in order.</summary>
    public IReadOnlyList<StoredEffect> Effects { get; }
}

/// <summary>
/// Writes units in one transaction. The streams' rows are locked in the order of their ids and their versions compared first, so that
/// a unit that comes too late fails alone and two groups never deadlock; the rest is one Marten session.
/// </summary>
/// <param name="database">The connections.</param>
/// <param name="store">Marten.</param>
/// <param name="time">The silo's clock.</param>
internal sealed class UnitGroup(NpgsqlDataSource database, IDocumentStore store, TimeProvider time)
{
    private const string LockStreams = "select id, version from mt_streams where id = any($1) order by id for update";

    private const string Fence = """
        select mg_fence(
            (select count(*) from unnest($1, $2) as e(id, version) left join mt_streams s on s.id = e.id
             where coalesce(s.version, 0) = e.version),
            $3)
        """;

    /// <summary>Writes them.</summary>
    /// <param name="units">The units, each of another stream.</param>
    /// <returns>What became of each.</returns>
    public async Task<IReadOnlyList<UnitOutcome>> WriteAsync(IReadOnlyList<WholeUnit> units)
    {
        try
        {
            return await WriteAsync(units, together: true);
        }
        catch (PostgresException e) when (e.SqlState == "MG001")
        {
            // One of them came too late. Which one is seen under the locks, before anything is written.
            return await WriteAsync(units, together: false);
        }
    }

    /// <param name="units">The units.</param>
    /// <param name="together">
    /// Whether all are written or none: then effects are sent with the locks, which spares a round trip. Else who came too late is left out.
    /// </param>
    private async Task<IReadOnlyList<UnitOutcome>> WriteAsync(IReadOnlyList<WholeUnit> units, bool together)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var versions = await LockAsync(connection, units, together);
        List<WholeUnit> written = [.. units
            .Where(unit => versions.GetValueOrDefault(unit.Stream) == unit.ExpectedVersion)
            .OrderBy(unit => unit.Stream, StringComparer.Ordinal)];
        if (!together)
        {
            await WriteEffectsAsync(connection, written);
        }

        var last = written.Count > 0 ? await SaveAsync(transaction, written) : [];
        return [.. units.Select(unit => last.TryGetValue(unit.Stream, out var position)
            ? new UnitOutcome(position, null)
            : new UnitOutcome(0, versions.GetValueOrDefault(unit.Stream)))];
    }

    /// <summary>Locks a stream, reads it, and writes what follows from that.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="load">Reads it, in the session that holds the lock.</param>
    /// <param name="decide">What follows; null for nothing.</param>
    /// <returns>The place of its last event in the log of all events; 0 for nothing.</returns>
    public async Task<long> WriteLockedAsync(
        string stream, Func<IQuerySession, Task<LoadedEvents>> load, Func<LoadedEvents, WholeUnit?> decide)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var batch = new NpgsqlBatch(connection) { Timeout = 0 })
        {
            batch.BatchCommands.Add(new(RebuildGate.Pass));
            batch.BatchCommands.Add(new(LockStreams) { Parameters = { Streams([stream]) } });
            await batch.ExecuteNonQueryAsync();
        }

        LoadedEvents loaded;
        await using (var session = store.QuerySession(Marten.Services.SessionOptions.ForTransaction(transaction)))
        {
            loaded = await load(session);
        }

        if (decide(loaded) is not { } unit)
        {
            return 0;
        }

        await WriteEffectsAsync(connection, [unit]);
        return (await SaveAsync(transaction, [unit]))[stream];
    }

    /// <summary>Looks for units whose outcome is not known, by the ids of their events.</summary>
    /// <param name="units">The units.</param>
    /// <returns>The position of the last event of each that was written, by its stream.</returns>
    public async Task<IReadOnlyDictionary<string, long>> LookAsync(IReadOnlyList<WholeUnit> units)
    {
        Guid[] ids = [.. units.Select(unit => unit.Events[^1].Id)];
        await using var session = store.QuerySession();
        var found = await session.Events.QueryAllRawEvents().Where(e => ids.Contains(e.Id)).ToListAsync();
        return found.ToDictionary(e => e.StreamKey!, e => e.Sequence, StringComparer.Ordinal);
    }

    private async Task<Dictionary<string, long>> LockAsync(
        NpgsqlConnection connection, IReadOnlyList<WholeUnit> units, bool together)
    {
        // A rebuild is waited for, however long it takes.
        await using var batch = new NpgsqlBatch(connection) { Timeout = 0 };
        batch.BatchCommands.Add(new(RebuildGate.Pass));
        batch.BatchCommands.Add(new(LockStreams) { Parameters = { Streams(units.Select(unit => unit.Stream)) } });
        if (together)
        {
            batch.BatchCommands.Add(FenceOf(units));
            AddEffects(batch, units);
        }

        await using var reader = await batch.ExecuteReaderAsync();
        await reader.NextResultAsync();
        Dictionary<string, long> versions = new(StringComparer.Ordinal);
        while (await reader.ReadAsync())
        {
            versions[reader.GetString(0)] = reader.GetInt64(1);
        }

        // To the end: what the fence and the effects say comes last.
        while (await reader.NextResultAsync())
        {
        }

        return versions;
    }

    private static NpgsqlBatchCommand FenceOf(IReadOnlyList<WholeUnit> units) => new(Fence)
    {
        Parameters =
        {
            Streams(units.Select(unit => unit.Stream)),
            new() { Value = units.Select(unit => unit.ExpectedVersion).ToArray() },
            new() { Value = (long)units.Count },
        },
    };

    private static NpgsqlParameter Streams(IEnumerable<string> streams) =>
        new() { Value = streams.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar };

    private async Task WriteEffectsAsync(NpgsqlConnection connection, IReadOnlyList<WholeUnit> units)
    {
        await using var effects = new NpgsqlBatch(connection);
        AddEffects(effects, units);
        await (effects.BatchCommands.Count > 0 ? effects.ExecuteNonQueryAsync() : Task.CompletedTask);
    }

    private void AddEffects(NpgsqlBatch batch, IReadOnlyList<WholeUnit> units)
    {
        List<StoredEffect> effects = [.. units.SelectMany(unit => unit.Effects)];
        if (effects.Count > 0)
        {
            EffectStatements.Add(batch, effects, time.GetUtcNow().UtcDateTime);
        }
    }

    private async Task<Dictionary<string, long>> SaveAsync(NpgsqlTransaction transaction, List<WholeUnit> units)
    {
        await using var session = store.LightweightSession(
            Marten.Services.SessionOptions.ForTransaction(transaction, shouldAutoCommit: true));
        Dictionary<string, JasperFx.Events.IEvent> last = new(StringComparer.Ordinal);
        foreach (var unit in units)
        {
            // Built anew for each attempt, because Marten writes version and position into them; their ids stay.
            JasperFx.Events.IEvent[] events = [.. unit.Events.Select(e => Build(session, e))];
            var action = unit.ExpectedVersion == 0
                ? session.Events.StartStream(unit.Stream, events)
                : session.Events.Append(unit.Stream, events);
            action.AggregateType = unit.Grain;
            if (unit.ExpectedVersion > 0)
            {
                action.ExpectedVersionOnServer = unit.ExpectedVersion;
            }

            last[unit.Stream] = events[^1];
        }

        // Not cancelled: between the last statement and the commit nobody would know what became of it.
        await session.SaveChangesAsync(CancellationToken.None);
        return last.ToDictionary(e => e.Key, e => e.Value.Sequence, StringComparer.Ordinal);
    }

    private static JasperFx.Events.IEvent Build(IDocumentSession session, NewEvent one)
    {
        var built = session.Events.BuildEvent(one.Event);
        built.Id = one.Id;
        foreach (var (name, value) in one.Cause.Headers)
        {
            built.SetHeader(name, value);
        }

        return built;
    }
}
