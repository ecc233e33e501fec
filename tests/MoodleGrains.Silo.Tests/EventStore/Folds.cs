using System.Text.Json;
using Npgsql;
using MoodleGrains.EventSourcing;

namespace MoodleGrains.Silo.Tests.EventStore;

/// <summary>
/// Every read model folded from the streams by this test, beside what its view shows; both as texts. What a column shows of a document is
/// read off the document's JSON here, independently of the view's SQL.
/// </summary>
internal sealed class Folds(IReadOnlyList<RecordedEvent> events) : ICatalogueVisitor
{
    private static readonly JsonSerializerOptions camelCase = new(JsonSerializerDefaults.Web);

    private readonly List<(string Model, IReadOnlyList<string> Folded, string Shown)> models = [];

    /// <summary>Compares all read models; says how many rows there were.</summary>
    /// <param name="database">The database.</param>
    public static async Task<int> Compare(NpgsqlDataSource database)
    {
        var events = await StoredStreams.Read(database);
        var folds = new Folds([.. events.Select(e => e.Recorded)]);
        Catalogue.Visit(folds);
        foreach (var (model, folded, shown) in folds.models)
        {
            (await database.Rows(shown)).Order(StringComparer.Ordinal).Select(row => $"{model}: {row}")
                .ShouldBe(folded.Select(row => $"{model}: {row}"));
        }

        return folds.models.Sum(model => model.Folded.Count);
    }

    public void Grain<TState, TGrain>()
        where TState : class, IAggregate<TState>
        where TGrain : IEventSourcedGrain<TState>
    {
        // Only what is read is compared here.
    }

    public void ReadModel<TModel, TRow>()
        where TModel : IReadModel<TRow>
        where TRow : class, IReadModelRow
    {
        Dictionary<string, TRow?> rows = [];
        foreach (var recorded in events)
        {
            if (TModel.DocumentOf(recorded) is { } id)
            {
                rows[id] = TModel.Fold(rows.GetValueOrDefault(id), recorded);
            }
        }

        var schema = TModel.Schema;
        List<Column> columns = [.. schema.Keys, .. schema.Columns];
        var folded = rows.Values.OfType<TRow>().Select(row => JsonSerializer.SerializeToElement(row, camelCase))
            .Select(json => string.Join('|', columns.Select(column => Text(json, column.Property))));
        var shown = columns.Select(column => column.Type switch
        {
            ColumnType.Time => $"extract(epoch from {column.Name})::bigint",
            ColumnType.BigintArray => $"array_to_string({column.Name}, ',')",
            _ => column.Name,
        });
        models.Add((schema.Name, [.. folded.Order(StringComparer.Ordinal)], $"select {string.Join(", ", shown)} from mg_{schema.Name}"));
    }

    public void Reaction<TReaction>()
        where TReaction : IReaction
    {
    }

    public void Effect(EffectType type)
    {
    }

    private static string Text(JsonElement row, string property)
    {
        var value = row.GetProperty(property);
        return value.ValueKind switch
        {
            JsonValueKind.Null => "null",
            JsonValueKind.True => "True",
            JsonValueKind.False => "False",
            JsonValueKind.Array => string.Join(',', value.EnumerateArray().Select(id => id.GetInt64())),
            _ => value.ToString(),
        };
    }
}
