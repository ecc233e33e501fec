using MoodleGrains.ClientApi.Operations;
using MoodleGrains.Silo.Signals;
using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Silo.Outbox;

/// <summary>What a person does about effects that are not done: lists, replays, drops them.</summary>
internal sealed class DeadLetters(NpgsqlDataSource database, TimeProvider time) : IDeadLetters
{
    // What was tried is never a timer, whatever the clock of this machine says.
    private const string Undone = """
        select e.id, e.key, e.type, e.due, e.attempts, e.retry_at, e.failed_at, e.last_error, e.remedy,
               case when e.state = 'dead' then 'dead' when e.retry_at is not null then 'failing' when e.turn > $1 then 'timer' else 'waiting' end as stands,
               count(*) over ()
        from mg_effects e where e.done_at is null and ($2 or e.turn <= $1 or e.state = 'dead' or e.retry_at is not null)
        order by e.state = 'dead' desc, e.retry_at is not null desc, e.turn, e.seq limit $3
        """;

    /// <summary>Effects that are not done: dead letters first, then those in a back-off, then those that wait.</summary>
    /// <param name="timers">Whether those that are not due yet are wanted too.</param>
    /// <param name="limit">The most.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The effects, and how many there are.</returns>
    public async Task<(IReadOnlyList<UndoneEffect> Effects, long Count)> ListAsync(
        bool timers,
        int limit,
        CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Undone);
        command.Parameters.Add(new() { Value = time.GetUtcNow().UtcDateTime });
        command.Parameters.Add(new() { Value = timers });
        command.Parameters.Add(new() { Value = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<UndoneEffect> effects = [];
        var count = 0L;
        while (await reader.ReadAsync(cancellationToken))
        {
            count = reader.GetInt64(10);
            effects.Add(new(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(9), reader.GetDateTime(3), reader.GetInt32(
                    4),
                Time(5), Time(6), Text(7), Text(8)));
        }

        return (effects, count);

        DateTime? Time(int column) => reader.IsDBNull(column) ? null : reader.GetDateTime(column);
        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }

    /// <inheritdoc/>
    public Task<int> ReplayAsync(string? id, CancellationToken cancellationToken) => ChangeAsync(
        id,
        "state = 'waiting', failures = 0, retry_at = null, remedy = null",
        id is null ? "state = 'dead'" : "(state = 'dead' or retry_at is not null)",
        cancellationToken);

    /// <inheritdoc/>
    public Task<int> DropAsync(string id, CancellationToken cancellationToken) =>
        ChangeAsync(id, "state = 'dropped', done_at = now(), body = null", "true", cancellationToken);

    private async Task<int> ChangeAsync(string? id, string change, string which, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        List<string> keys = [];
        await using (var locking = Command($"""
            select k.key from mg_effect_keys k
            where k.key in (select key from mg_effects where done_at is null and {which} and ($1::text is null or id = $1))
            order by k.key collate "C" for update
            """))
        await using (var reader = await locking.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                keys.Add(reader.GetString(0));
            }
        }

        await using var changing = Command(
            $"update mg_effects set {change} where done_at is null and {which} and ($1::text is null or id = $1) and key = any($2)", keys);
        var changed = await changing.ExecuteNonQueryAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(EffectStatements.Heads([.. keys], now));
        batch.BatchCommands.Add(new($"notify {Notifications.EffectsChannel}"));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return changed;

        NpgsqlCommand Command(string sql, params object[] more)
        {
            var command = new NpgsqlCommand(sql, connection)
            {
                Parameters = { new() { Value = (object?)id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text } },
            };
            foreach (var value in more)
            {
                command.Parameters.Add(new() { Value = value });
            }

            return command;
        }
    }
}

/// <summary>An effect that is not done.</summary>
/// <param name="Id">Its identity.</param>
/// <param name="Key">Its key.</param>
/// <param name="Type">The stored name of its type.</param>
/// <param name="Stands"><c>dead</c>, <c>failing</c>, <c>waiting</c> or <c>timer</c>.</param>
/// <param name="DueAt">When it was or is due, UTC.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="RetryAt">When it is tried again, UTC.</param>
/// <param name="FailedAt">When it last failed, UTC.</param>
/// <param name="Error">Why.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record UndoneEffect(
    string Id,
    string Key,
    string Type,
    string Stands,
    DateTime DueAt,
    int Attempts,
    DateTime? RetryAt,
    DateTime? FailedAt,
    string? Error,
    string? Remedy);
