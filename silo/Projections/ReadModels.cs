using System.Globalization;
using Npgsql;

namespace MoodleGrains.Silo.Projections;

/// <summary>The read models: which tables stand for them now, and the statements over all of them.</summary>
internal sealed class ReadModels(NpgsqlDataSource database, IReadOnlyList<ReadModelTable> declared)
{
    /// <summary>Rows held in memory over all models, before they are forgotten and loaded anew.</summary>
    private const int MaxRows = 300_000;

    /// <summary>The tables in use.</summary>
    public IReadOnlyList<ReadModelTable> Tables { get; private set; } = [];

    /// <summary>All read models of this build, with no table yet.</summary>
    public IReadOnlyList<ReadModelTable> Declared => declared;

    /// <summary>Empty tables of the models named, of a new generation.</summary>
    /// <param name="names">The names.</param>
    /// <param name="generation">The generation.</param>
    /// <returns>The tables.</returns>
    public IReadOnlyList<ReadModelTable> NewTables(IReadOnlyCollection<string> names, long generation) =>
        [.. declared.Where(m => names.Contains(m.Name)).Select(m => m.With($"mg_{m.Name}_{generation}")).Select(table =>
        {
            (table.Bare, table.Complete) = (true, true);
            return table;
        })];

    /// <summary>Reads which tables and parked rows there are now; forgets every row in memory.</summary>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>A task.</returns>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        List<(string Model, string Key)> parked = [];
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new("select name, table_name from mg_read_models"));
        batch.BatchCommands.Add(new("select what, key from mg_parked where what <> 'delivery'"));
        await using (var reader = await batch.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                names[reader.GetString(0)] = reader.GetString(1);
            }

            await reader.NextResultAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                parked.Add((reader.GetString(0), reader.GetString(1)));
            }
        }

        Tables = [.. declared.Select(m => m.With(names[m.Name]))];
        foreach (var table in Tables)
        {
            table.Parked.UnionWith(parked.Where(p => p.Model == table.Name).Select(p => p.Key));
        }
    }

    /// <summary>Folds events into the tables: loads what is missing in one round trip, then folds in memory.</summary>
    /// <param name="tables">The tables.</param>
    /// <param name="events">The events, in order.</param>
    /// <param name="connection">Where to load from.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>The rows parked now.</returns>
    public static async Task<List<ParkedRow>> FoldAsync(
        IReadOnlyList<ReadModelTable> tables,
        IReadOnlyList<RecordedEvent> events,
        NpgsqlConnection connection,
        CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        var begun = events.Where(recorded => recorded.Version == 1).Select(recorded => recorded.Grain).ToHashSet();
        var loading = tables.Where(table => table.Need(events, begun, batch)).ToList();
        if (loading.Count > 0)
        {
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
            foreach (var table in loading)
            {
                await table.TakeAsync(reader, cancellationToken);
                await reader.NextResultAsync(cancellationToken);
            }
        }

        List<ParkedRow> parked = [];
        foreach (var table in tables)
        {
            table.Fold(events, parked.Add);
        }

        foreach (var recorded in events)
        {
            if (recorded.Event is UnreadableEvent { Error: var error })
            {
                var key = recorded.Position.ToString(CultureInfo.InvariantCulture);
                parked.Add(new(ParkedRow.Unreadable, key, recorded.Grain.Value, recorded.Position, error));
            }
        }

        return parked;
    }

    /// <summary>Forgets the rows of tables that hold too many. To be called when all of them are flushed.</summary>
    /// <param name="tables">The tables.</param>
    public static void Trim(IReadOnlyList<ReadModelTable> tables)
    {
        if (tables.Sum(t => t.Count) > MaxRows)
        {
            foreach (var table in tables)
            {
                table.Forget();
            }
        }
    }

    /// <summary>The statement that shows a parked row.</summary>
    /// <param name="row">The row.</param>
    /// <returns>The command.</returns>
    public static NpgsqlBatchCommand Park(ParkedRow row) => new("""
        insert into mg_parked (what, key, stream_id, position, error) values ($1, $2, $3, $4, $5)
        on conflict (what, key) do update set error = excluded.error, position = excluded.position
        """)
    {
        Parameters =
        {
            new() { Value = row.Model },
            new() { Value = row.Key },
            new() { Value = row.Stream },
            new() { Value = row.Position },
            new() { Value = row.Error },
        },
    };
}
