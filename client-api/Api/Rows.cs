namespace MoodleGrains.ClientApi.Api;

/// <summary>The rows of a read model as one stream makes them, folded as the projections fold them.</summary>
/// <typeparam name="TRow">The row.</typeparam>
internal sealed class Rows<TRow>
    where TRow : class, IReadModel<TRow>
{
    private readonly Dictionary<RowKey, TRow> rows = [];

    public IReadOnlyCollection<TRow> All => rows.Values;

    public void Fold(RecordedEvent recorded)
    {
        if (TRow.KeyOf(recorded) is not { } key)
        {
            return;
        }

        if (TRow.Fold(rows.GetValueOrDefault(key), recorded) is { } row)
        {
            rows[key] = row;
        }
        else
        {
            rows.Remove(key);
        }
    }
}
