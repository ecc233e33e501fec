namespace MoodleGrains.ClientApi.Api;

/// <summary>The rows of a read model as one stream makes them, folded as the read model folds them.</summary>
/// <typeparam name="TRow">The row.</typeparam>
internal sealed class Rows<TRow>
    where TRow : class, IReadModelRow, IReadModel<TRow>
{
    private readonly Dictionary<string, TRow> rows = new(StringComparer.Ordinal);

    public IReadOnlyCollection<TRow> All => rows.Values;

    public void Fold(RecordedEvent recorded)
    {
        if (TRow.DocumentOf(recorded) is not { } id)
        {
            return;
        }

        if (TRow.Fold(rows.GetValueOrDefault(id), recorded) is { } row)
        {
            rows[id] = row;
        }
        else
        {
            rows.Remove(id);
        }
    }
}
