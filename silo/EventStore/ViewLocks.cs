using Npgsql;

namespace MoodleGrains.Silo.EventStore;

/// <summary>Takes reporting views from their readers, so that they can be replaced while they are read.</summary>
internal static class ViewLocks
{
    /// <summary>
    /// Takes all views and what is behind them, or none: it gives up long before PostgreSQL would look for a deadlock with a reader
    /// of several views and end one of the two, lets the readers through, and tries again: after a moment of chance and in an
    /// order of chance, because readers who were let through together meet the same order at the same step for ever.
    /// </summary>
    /// <param name="connection">In the transaction that replaces them.</param>
    /// <param name="models">The read models whose views they are.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    public static async Task TakeAsync(
        NpgsqlConnection connection, IReadOnlyList<ReadModel> models, CancellationToken cancellationToken)
    {
        ReadModel[] order = [.. models];
        await Run("savepoint views");
        await Run("set local lock_timeout = '30ms'");
        while (true)
        {
            try
            {
                foreach (var model in order)
                {
                    await Run($"do $$ begin if to_regclass('{model.View}') is not null then lock table {model.View}; end if; end $$");
                }

                await Run("set local lock_timeout = 0");
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                await Run("rollback to savepoint views; set local lock_timeout = '30ms'");
                await Task.Delay(Random.Shared.Next(1, 20), cancellationToken);
                Random.Shared.Shuffle(order);
            }
        }

        async Task Run(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
