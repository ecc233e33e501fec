using Npgsql;

namespace MoodleGrains.Silo.Projections;

/// <summary>Puts new tables behind the views of read models while the views are read.</summary>
internal static class ViewSwap
{
    /// <summary>
    /// Takes all views from their readers, or none: it gives up long before PostgreSQL would look for a deadlock with a reader
    /// of several views and end one of the two, lets the readers through, and tries again: after a moment of chance and in an
    /// order of chance, because readers who were let through together meet the same order at the same step for ever.
    /// </summary>
    /// <param name="connection">In the transaction of the swap.</param>
    /// <param name="tables">The read models.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>A task.</returns>
    public static async Task LockAsync(
        NpgsqlConnection connection,
        IReadOnlyList<ReadModelTable> tables,
        CancellationToken cancellationToken)
    {
        ReadModelTable[] order = [.. tables];
        await Run("savepoint views");
        await Run("set local lock_timeout = '30ms'");
        while (true)
        {
            try
            {
                foreach (var table in order)
                {
                    await Run($"do $$ begin if to_regclass('{table.View}') is not null then lock table {table.View}; end if; end $$");
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
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>Adds the statements that put a new table in the place of the old one.</summary>
    /// <param name="batch">Where to add them.</param>
    /// <param name="table">The new table.</param>
    /// <param name="generation">Its generation.</param>
    public static void Add(NpgsqlBatch batch, ReadModelTable table, long generation)
    {
        batch.BatchCommands.Add(new("delete from mg_parked where what = $1") { Parameters = { new() { Value = table.Name } } });
        batch.BatchCommands.Add(new($"drop view if exists {table.View}"));
        batch.BatchCommands.Add(new(table.CreateView));
        batch.BatchCommands.Add(new("select mg_drop_table((select table_name from mg_read_models where name = $1))")
        {
            Parameters = { new() { Value = table.Name } },
        });
        batch.BatchCommands.Add(new("""
            insert into mg_read_models (name, version, generation, table_name) values ($1, $2, $3, $4)
            on conflict (name) do update set version = excluded.version, generation = excluded.generation, table_name = excluded.table_name
            """)
        {
            Parameters =
            {
                new() { Value = table.Name },
                new() { Value = table.Version },
                new() { Value = (int)generation },
                new() { Value = table.Table },
            },
        });
    }
}
