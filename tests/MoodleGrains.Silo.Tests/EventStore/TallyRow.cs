using MoodleGrains.Silo.EventStore;
using MoodleGrains.Silo.Tests.EventSourcing;

namespace MoodleGrains.Silo.Tests.EventStore;

/// <summary>
/// The read model that sees a lost event and one folded twice: it counts them. It cannot fold the word "poison".
/// </summary>
public sealed record TallyRow(string DocumentId, string Site, long Id, long Events, string? Word) : IReadModelRow, IReadModel<TallyRow>
{
    public static ReadModelSchema<TallyRow> Schema { get; } = Of(1);

    internal static IReadOnlyList<ReadModel> Models { get; } = [new ReadModel<TallyRow, TallyRow>()];

    public static string? DocumentOf(RecordedEvent recorded) =>
        recorded.Event is TallyRaised or WordSet ? recorded.Grain.Value : null;

    public static TallyRow? Fold(TallyRow? row, RecordedEvent recorded) => recorded.Event is WordSet { Word: "poison" }
        ? throw new InvalidOperationException("poisoned")
        : Add(row, recorded, 1);

    internal static ReadModelSchema<TallyRow> Of(int version) => new(
        "tallies",
        version,
        [new("site", ColumnType.Text), new("id", ColumnType.Bigint)],
        [new("events", ColumnType.Bigint), new("word", ColumnType.Text)]);

    internal static TallyRow Add(TallyRow? row, RecordedEvent recorded, long by)
    {
        row ??= new(recorded.Grain.Value, recorded.Grain.Site, recorded.Grain.Number, 0, null);
        return row with { Events = row.Events + by, Word = recorded.Event is WordSet set ? set.Word : row.Word };
    }
}

/// <summary>The same read model, mended.</summary>
public sealed class MendedTallies : IReadModel<TallyRow>
{
    public static ReadModelSchema<TallyRow> Schema => TallyRow.Schema;

    internal static IReadOnlyList<ReadModel> Models { get; } = [new ReadModel<MendedTallies, TallyRow>()];

    public static string? DocumentOf(RecordedEvent recorded) => TallyRow.DocumentOf(recorded);

    public static TallyRow? Fold(TallyRow? row, RecordedEvent recorded) => TallyRow.Add(row, recorded, 1);
}

/// <summary>Its next version, which counts each event as ten.</summary>
public sealed class TallyRowOfTens : IReadModel<TallyRow>
{
    public static ReadModelSchema<TallyRow> Schema { get; } = TallyRow.Of(2);

    internal static IReadOnlyList<ReadModel> Models { get; } = [new ReadModel<TallyRowOfTens, TallyRow>()];

    public static string? DocumentOf(RecordedEvent recorded) => TallyRow.DocumentOf(recorded);

    public static TallyRow? Fold(TallyRow? row, RecordedEvent recorded) => TallyRow.Add(row, recorded, 10);
}
