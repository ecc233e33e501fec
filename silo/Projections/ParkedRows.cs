using System.Globalization;
using System.Text.Json;
using MoodleGrains.Silo.Log;
using Npgsql;

namespace MoodleGrains.Silo.Projections;

/// <summary>
/// Tries parked rows again: each is refolded from its one source stream, up to where its shard is. Reactions that threw are
/// run again.
/// </summary>
internal sealed class ParkedRows(NpgsqlDataSource database, IEventReader events, ReadModels models, ParkedReactions reactions)
{
    /// <summary>Refolds every parked row.</summary>
    /// <param name="cancellationToken">Stops between two rows.</param>
    /// <returns>How many stand again, and how many failed again.</returns>
    public async Task<(int Refolded, int Failed)> RetryAsync(CancellationToken cancellationToken)
    {
        List<(string Model, string Key, string Stream)> parked = [];
        await using (var command = database.CreateCommand(
            "select what, key, stream_id from mg_parked where what <> 'delivery' order by what, key"))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                parked.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)));
            }
        }

        var (refolded, failed) = (0, 0);
        foreach (var group in parked.GroupBy(p => (p.Model, p.Stream)))
        {
            var again = await TryAsync(group.Key.Model, group.Key.Stream, [.. group.Select(p => p.Key)], cancellationToken);
            failed += again;
            refolded += group.Count() - again;
        }

        return (refolded, failed);
    }

    private async Task<int> TryAsync(string what, string stream, List<string> keys, CancellationToken cancellationToken)
    {
        try
        {
            if (what == ParkedRow.Reaction)
            {
                return await ReactAsync(what, keys, cancellationToken);
            }

            if (what != ParkedRow.Unreadable)
            {
                return await RefoldAsync(what, stream, keys, cancellationToken);
            }

            // Which rows it concerns is known only now that it can be read: any of this stream.
            foreach (var model in models.Declared)
            {
                await RefoldAsync(model.Name, stream, [], cancellationToken);
            }

            return await ReactAsync(what, keys, cancellationToken);
        }
        catch (JsonException)
        {
            // An event of the stream still cannot be read; it is shown as before.
            return keys.Count;
        }
    }

    private async Task<int> ReactAsync(string what, List<string> keys, CancellationToken cancellationToken)
    {
        var failed = 0;
        foreach (var key in keys)
        {
            var position = long.Parse(key, CultureInfo.InvariantCulture);
            failed += await reactions.TryAsync(position, what, cancellationToken) ? 0 : 1;
        }

        return failed;
    }

    private async Task<int> RefoldAsync(string model, string stream, List<string> keys, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var locking = new NpgsqlCommand(
            "select position from mg_progress where name = 'projections' and shard = $1 for update", connection)
        {
            Parameters = { new() { Value = Sharding.Of(stream) } },
        };
        var position = (long)(await locking.ExecuteScalarAsync(cancellationToken))!;
        await using var naming = new NpgsqlCommand("select table_name from mg_read_models where name = $1", connection)
        {
            Parameters = { new() { Value = model } },
        };
        var name = (string)(await naming.ExecuteScalarAsync(cancellationToken))!;
        var table = models.Declared.Single(m => m.Name == model).With(name);

        // Nothing is loaded: all rows of this stream are folded from its beginning.
        table.Complete = true;
        List<RecordedEvent> history = [];
        await foreach (var recorded in events.Read(new(stream), 0, cancellationToken))
        {
            if (recorded.Position <= position)
            {
                history.Add(recorded);
            }
        }

        List<ParkedRow> failed = [];
        table.Fold(history, failed.Add);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new("delete from mg_parked where what = $1 and key = any($2)")
        {
            Parameters = { new() { Value = model }, new() { Value = keys.ToArray() } },
        });
        table.Flush(batch);
        foreach (var row in failed)
        {
            batch.BatchCommands.Add(ReadModels.Park(row));
        }

        // The shard's owner holds the old row, and knows it as parked: it must read anew.
        batch.BatchCommands.Add(new("update mg_progress set generation = generation + 1 where name = 'projections' and shard = $1")
        {
            Parameters = { new() { Value = Sharding.Of(stream) } },
        });
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return failed.Count;
    }
}
