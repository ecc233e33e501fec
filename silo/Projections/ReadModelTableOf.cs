using System.Globalization;
using System.Runtime.InteropServices;
using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Silo.Projections;

/// <summary>The table of one read model.</summary>
/// <typeparam name="TModel">The model.</typeparam>
/// <typeparam name="TRow">Its row.</typeparam>
internal sealed class ReadModelTable<TModel, TRow> : ReadModelTable
    where TModel : IReadModel<TRow>
    where TRow : class
{
    private static readonly ReadModelSchema<TRow> Schema = TModel.Schema;

    // The key columns between the site and the text, if there is one.
    private static readonly int Ids = Schema.Keys.Count - (Schema.LastKeyIsText ? 2 : 1);

    private readonly Dictionary<RowKey, TRow?> rows = [];
    private readonly HashSet<RowKey> changed = [];

    /// <inheritdoc/>
    public override string Name => Schema.Name;

    /// <inheritdoc/>
    public override int Version => Schema.Version;

    /// <inheritdoc/>
    public override int Count => rows.Count;

    /// <inheritdoc/>
    public override string Create => ReadModelSql.Create(Schema, Table);

    /// <inheritdoc/>
    public override string Index => ReadModelSql.Index(Schema, Table);

    /// <inheritdoc/>
    public override bool RowIsEvent => Schema.RowIsEvent;

    /// <inheritdoc/>
    public override bool Need(IReadOnlyList<RecordedEvent> events, IReadOnlySet<StreamKey> begun, NpgsqlBatch batch)
    {
        if (Complete || Schema.RowIsEvent)
        {
            return false;
        }

        List<RowKey> missing = [];
        foreach (var recorded in events)
        {
            // A null stands for "not there", so that a key is asked for once only.
            if (TModel.KeyOf(recorded) is { } key && rows.TryAdd(key, null) && !begun.Contains(recorded.Grain))
            {
                missing.Add(key);
            }
        }

        if (missing.Count == 0)
        {
            return false;
        }

        batch.BatchCommands.Add(WithKeys(ReadModelSql.Load(Schema, Table), missing));
        return true;
    }

    /// <inheritdoc/>
    public override async Task TakeAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        var columns = new ReadModelColumns(reader, Schema.Keys.Count);
        while (await reader.ReadAsync(cancellationToken))
        {
            var key = new RowKey(reader.GetString(0), Id(1), Id(2), Id(3))
            {
                Name = Schema.LastKeyIsText ? reader.GetString(Schema.Keys.Count - 1) : "",
            };
            rows[key] = Schema.Read(key, columns);
        }

        long Id(int place) => place <= Ids ? reader.GetInt64(place) : 0;
    }

    /// <inheritdoc/>
    public override void Fold(IReadOnlyList<RecordedEvent> events, Action<ParkedRow> failed)
    {
        foreach (var recorded in events)
        {
            if (TModel.KeyOf(recorded) is not { } key || (Parked.Count > 0 && Parked.Contains(Text(key))))
            {
                continue;
            }

            ref var row = ref CollectionsMarshal.GetValueRefOrAddDefault(rows, key, out _);
            try
            {
                var after = TModel.Fold(row, recorded);
                if (!ReferenceEquals(after, row))
                {
                    row = after;
                    changed.Add(key);
                }
            }
            catch (Exception e)
            {
                Parked.Add(Text(key));
                failed(new(Name, Text(key), recorded.Grain.Value, recorded.Position, $"{e.GetType().Name}: {e.Message}"));
            }
        }
    }

    /// <inheritdoc/>
    public override void Flush(NpgsqlBatch batch)
    {
        var (kept, gone) = Changed();
        if (kept.Count > 0)
        {
            var command = WithKeys(ReadModelSql.Upsert(Schema, Table), kept.ConvertAll(r => r.Key));
            foreach (var column in Schema.Columns)
            {
                command.Parameters.Add(ReadModelColumns.Parameter(column, kept));
            }

            batch.BatchCommands.Add(command);
        }

        if (gone.Count > 0)
        {
            batch.BatchCommands.Add(WithKeys(ReadModelSql.Delete(Schema, Table), gone));
        }
    }

    /// <inheritdoc/>
    public override Task CopyAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        ReadModelCopy.WriteAsync(connection, Schema, Table, Changed().Kept, cancellationToken);

    /// <inheritdoc/>
    public override void Forget()
    {
        rows.Clear();
        changed.Clear();
        Complete = false;
    }

    /// <inheritdoc/>
    public override ReadModelTable With(string table) => new ReadModelTable<TModel, TRow> { Table = table };

    private (List<KeyValuePair<RowKey, TRow>> Kept, List<RowKey> Gone) Changed()
    {
        List<KeyValuePair<RowKey, TRow>> kept = new(changed.Count);
        List<RowKey> gone = [];
        foreach (var key in changed)
        {
            if (rows[key] is { } row)
            {
                kept.Add(new(key, row));
            }
            else
            {
                gone.Add(key);
            }
        }

        changed.Clear();
        if (Schema.RowIsEvent)
        {
            rows.Clear();
        }

        return (kept, gone);
    }

    private static string Text(RowKey key) => string.Join(
        '/',
        new[] { key.Site }.Concat(new[] { key.Id, key.Id2, key.Id3 }.Take(Ids)
            .Select(id => id.ToString(CultureInfo.InvariantCulture)))
            .Concat(Schema.LastKeyIsText ? [key.Name] : []));

    private static NpgsqlBatchCommand WithKeys(string sql, List<RowKey> keys)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Add(new() { Value = keys.ConvertAll(k => k.Site).ToArray() });
        for (var place = 1; place <= Ids; place++)
        {
            var at = place;
            command.Parameters.Add(new() { Value = keys.ConvertAll(k => at == 1 ? k.Id : at == 2 ? k.Id2 : k.Id3).ToArray() });
        }

        if (Schema.LastKeyIsText)
        {
            command.Parameters.Add(new() { Value = keys.ConvertAll(k => k.Name).ToArray() });
        }

        return command;
    }
}
