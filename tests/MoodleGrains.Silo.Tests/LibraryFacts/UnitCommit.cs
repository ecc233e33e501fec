using Marten;
using Marten.Services;
using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Silo.Tests.LibraryFacts;

/// <summary>An event with the id that it keeps over all attempts.</summary>
internal sealed record NewEvent(Guid Id, object Data);

/// <summary>What one grain wants to save: events after a version of its stream.</summary>
internal sealed record Unit(string Stream, long ExpectedVersion, IReadOnlyList<NewEvent> Events)
{
    public static Unit Of(string stream, long expectedVersion, params object[] data) =>
        new(stream, expectedVersion, [.. data.Select(one => new NewEvent(Guid.CreateVersion7(), one))]);
}

/// <summary>Saves many units in one Marten session, as the group commit of the silo does.</summary>
internal sealed class UnitCommit : IAsyncDisposable
{
    private readonly NpgsqlConnection connection;
    private readonly NpgsqlTransaction transaction;
    private readonly IDocumentSession session;

    private UnitCommit(NpgsqlConnection connection, NpgsqlTransaction transaction, IDocumentStore store, bool autoCommit)
    {
        this.connection = connection;
        this.transaction = transaction;
        session = store.LightweightSession(SessionOptions.ForTransaction(transaction, autoCommit));
    }

    /// <summary>Saves the units and returns those that lost their version.</summary>
    public static async Task<IReadOnlyList<Unit>> Save(LibraryStore store, params IReadOnlyList<Unit> units)
    {
        await using var commit = await Begin(store.Database, store.Documents, autoCommit: true);
        return await commit.SaveWinners(units);
    }

    /// <summary>Opens the transaction; without <paramref name="autoCommit"/> it is committed by <see cref="Commit"/> only.</summary>
    public static async Task<UnitCommit> Begin(NpgsqlDataSource database, IDocumentStore store, bool autoCommit)
    {
        var connection = await database.OpenConnectionAsync();
        return new(connection, await connection.BeginTransactionAsync(), store, autoCommit);
    }

    /// <summary>Locks the streams, compares their versions, and saves the units whose version stands.</summary>
    public async Task<IReadOnlyList<Unit>> SaveWinners(IReadOnlyList<Unit> units)
    {
        var versions = await LockVersions([.. units.Select(unit => unit.Stream)]);
        var lost = units.Where(unit => versions.GetValueOrDefault(unit.Stream) != unit.ExpectedVersion).ToList();
        await SaveUnchecked([.. units.Except(lost)]);
        return lost;
    }

    /// <summary>Saves the units, and runs the statements in the same batch, without a look at their versions before.</summary>
    public async Task SaveUnchecked(IReadOnlyList<Unit> units, params IReadOnlyList<string> statements)
    {
        foreach (var unit in units.OrderBy(unit => unit.Stream, StringComparer.Ordinal))
        {
            Append(session, unit);
        }

        foreach (var statement in statements)
        {
            session.QueueSqlCommand(statement);
        }

        await session.SaveChangesAsync();
    }

    public Task Commit() => transaction.CommitAsync();

    public static void Append(IDocumentSession session, Unit unit)
    {
        // Built anew for each attempt, because Marten writes version and sequence into it; only the id is kept.
        var events = unit.Events.Select(one =>
        {
            var built = session.Events.BuildEvent(one.Data);
            built.Id = one.Id;
            return built;
        }).ToArray();
        if (unit.ExpectedVersion == 0)
        {
            session.Events.StartStream(unit.Stream, events);
        }
        else
        {
            session.Events.Append(unit.Stream, events).ExpectedVersionOnServer = unit.ExpectedVersion;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await session.DisposeAsync();
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    // In the order of the ids, so that two groups never wait for each other in a circle.
    private async Task<Dictionary<string, long>> LockVersions(string[] streams)
    {
        const string sql = "select id, version from mt_streams where id = any($1) order by id for update";
        await using var command = new NpgsqlCommand(sql, connection, transaction)
        {
            Parameters = { new() { Value = streams, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar } },
        };
        await using var reader = await command.ExecuteReaderAsync();
        Dictionary<string, long> versions = [];
        while (await reader.ReadAsync())
        {
            versions[reader.GetString(0)] = reader.GetInt64(1);
        }

        return versions;
    }
}
