using MoodleGrains.Silo.Projections;
using MoodleGrains.Silo.Tests.Engine;

namespace MoodleGrains.Silo.Tests.Projections;

/// <summary>
/// The read model that sees a lost event and one folded twice: it counts them. It cannot fold the word "poison".
/// </summary>
public sealed record TallyRow(string Site, long Id, long Events, string? Word) : IReadModel<TallyRow>
{
    public static ReadModelSchema<TallyRow> Schema { get; } = Of(1);

    internal static IReadOnlyList<ReadModelTable> Models { get; } = [new ReadModelTable<TallyRow, TallyRow> { Table = "" }];

    public static RowKey? KeyOf(RecordedEvent recorded) =>
        recorded.Event is TallyRaised or WordSet ? new(recorded.Grain.Site, recorded.Grain.Number) : null;

    public static TallyRow? Fold(TallyRow? row, RecordedEvent recorded) => recorded.Event is WordSet { Word: "poison" }
        ? throw new InvalidOperationException("poisoned")
        : Add(row, recorded, 1);

    internal static ReadModelSchema<TallyRow> Of(int version) => new(
        "tallies",
        version,
        ["site", "id"],
        [new("events", ColumnType.Bigint, row => row.Events), new("word", ColumnType.Text, row => row.Word)],
        (key, columns) => new(key.Site, key.Id, columns.Bigint(0) ?? 0, columns.Text(1)));

    internal static TallyRow Add(TallyRow? row, RecordedEvent recorded, long by)
    {
        row ??= new(recorded.Grain.Site, recorded.Grain.Number, 0, null);
        return row with { Events = row.Events + by, Word = recorded.Event is WordSet set ? set.Word : row.Word };
    }
}

/// <summary>The same read model, mended.</summary>
public sealed class MendedTallies : IReadModel<TallyRow>
{
    public static ReadModelSchema<TallyRow> Schema => TallyRow.Schema;

    internal static IReadOnlyList<ReadModelTable> Models { get; } = [new ReadModelTable<MendedTallies, TallyRow> { Table = "" }];

    public static RowKey? KeyOf(RecordedEvent recorded) => TallyRow.KeyOf(recorded);

    public static TallyRow? Fold(TallyRow? row, RecordedEvent recorded) => TallyRow.Add(row, recorded, 1);
}

/// <summary>Its next version, which counts each event as ten.</summary>
public sealed class TallyRowOfTens : IReadModel<TallyRow>
{
    public static ReadModelSchema<TallyRow> Schema { get; } = TallyRow.Of(2);

    internal static IReadOnlyList<ReadModelTable> Models { get; } = [new ReadModelTable<TallyRowOfTens, TallyRow> { Table = "" }];

    public static RowKey? KeyOf(RecordedEvent recorded) => TallyRow.KeyOf(recorded);

    public static TallyRow? Fold(TallyRow? row, RecordedEvent recorded) => TallyRow.Add(row, recorded, 10);
}
