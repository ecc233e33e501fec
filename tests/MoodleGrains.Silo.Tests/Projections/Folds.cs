using System.Globalization;

namespace MoodleGrains.Silo.Tests.Projections;

/// <summary>Every read model folded by hand from the streams, beside what its view shows; both as texts.</summary>
internal sealed class Folds(IReadOnlyList<RecordedEvent> events) : ICatalogueVisitor
{
    private readonly List<(string Model, IReadOnlyList<string> Folded, string Shown)> models = [];

    /// <summary>Compares all read models; says how many rows there were.</summary>
    public static async Task<int> Compare(SiloHarness silo)
    {
        List<RecordedEvent> events = [];
        foreach (var stream in await silo.Database.Rows("select id from mt_streams"))
        {
            await foreach (var recorded in silo.Reader.Read(new(stream), 0, default))
            {
                events.Add(recorded);
            }
        }

        var folds = new Folds(events);
        Catalogue.Visit(folds);
        foreach (var (model, folded, shown) in folds.models)
        {
            (await silo.Database.Rows(shown)).Order(StringComparer.Ordinal).Select(row => $"{model}: {row}")
                .ShouldBe(folded.Select(row => $"{model}: {row}"));
        }

        return folds.models.Sum(model => model.Folded.Count);
    }

    public void Grain<TGrain>()
        where TGrain : class, IAggregate<TGrain>
    {
        // Only what is read is compared here.
    }

    public void ReadModel<TModel, TRow>()
        where TModel : IReadModel<TRow>
        where TRow : class
    {
        Dictionary<RowKey, TRow?> rows = [];
        foreach (var recorded in events)
        {
            if (TModel.KeyOf(recorded) is { } key)
            {
                rows[key] = TModel.Fold(rows.GetValueOrDefault(key), recorded);
            }
        }

        var schema = TModel.Schema;
        var folded = rows.Where(row => row.Value is not null).Select(row => string.Join('|', Keys(row.Key).Take(schema.Keys.Count)
            .Concat(schema.Columns.Select(column => Text(column.Value(row.Value!))))));
        var shown = schema.Keys.Concat(schema.Columns.Select(column => column.Type switch
        {
            ColumnType.Time => $"extract(epoch from {column.Name})::bigint",
            ColumnType.BigintArray => $"array_to_string({column.Name}, ',')",
            _ => column.Name,
        }));
        models.Add((schema.Name, [.. folded.Order(StringComparer.Ordinal)], $"select {string.Join(", ", shown)} from mg_{schema.Name}"));
    }

    private static IEnumerable<string> Keys(RowKey key)
        => new[] { key.Site }.Concat(new[] { key.Id, key.Id2, key.Id3 }.Select(id => $"{id}"));

    private static string Text(object? value) => value switch
    {
        null => "null",
        IEnumerable<long> ids => string.Join(',', ids),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    public void Reaction<TReaction>()
        where TReaction : IReaction
    {
    }

    public void Effect(EffectType type)
    {
    }
}
