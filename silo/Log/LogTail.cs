namespace MoodleGrains.Silo.Log;

/// <summary>
/// What this silo wrote to a log a moment ago, so that its own readers need not have the database read it back. It is only a
/// copy: whoever reads goes up to the watermark as ever, and asks the database for whatever is not here whole: after a start, behind
/// a gap, where another silo wrote in between, and when too much waits.
/// </summary>
/// <typeparam name="TRow">A row, ready to be handled.</typeparam>
/// <param name="maxRows">The most positions held.</param>
/// <param name="maxBytes">The most bytes held.</param>
internal sealed class LogTail<TRow>(int maxRows = 16_384, long maxBytes = 32 << 20)
    where TRow : class
{
    private readonly Lock gate = new();
    private readonly Dictionary<long, (TRow? Row, long Bytes)> held = [];
    private readonly Queue<long> order = [];
    private long bytes;

    /// <summary>Takes what was committed.</summary>
    /// <param name="rows">Position, row and size; no row where a number was drawn and nothing stored under it.</param>
    public void Add(IEnumerable<(long Position, TRow? Row, long Bytes)> rows)
    {
        lock (gate)
        {
            foreach (var (position, row, size) in rows)
            {
                held[position] = (row, size);
                order.Enqueue(position);
                bytes += size;
            }

            while (order.Count > maxRows || (bytes > maxBytes && order.Count > 1))
            {
                DropFirst();
            }
        }
    }

    /// <summary>The next rows, if every one of them is here: rather none than a page of a few.</summary>
    /// <param name="after">The last position handled.</param>
    /// <param name="upTo">The last position that may be read.</param>
    /// <param name="limit">The most rows.</param>
    /// <returns>The rows in order and where they end; null if the database must be asked.</returns>
    public (List<TRow> Rows, long To)? Read(long after, long upTo, int limit)
    {
        lock (gate)
        {
            if (held.Count < Math.Min(upTo - after, limit))
            {
                return null;
            }

            List<TRow> rows = [];
            var at = after;
            while (at < upTo && rows.Count < limit)
            {
                if (!held.TryGetValue(at + 1, out var next))
                {
                    return null;
                }

                at++;
                if (next.Row is { } row)
                {
                    rows.Add(row);
                }
            }

            return (rows, at);
        }
    }

    /// <summary>Forgets what every reader has passed.</summary>
    /// <param name="upTo">The last position passed.</param>
    public void Forget(long upTo)
    {
        lock (gate)
        {
            while (order.TryPeek(out var first) && first <= upTo)
            {
                DropFirst();
            }
        }
    }

    private void DropFirst()
    {
        if (held.Remove(order.Dequeue(), out var dropped))
        {
            bytes -= dropped.Bytes;
        }
    }
}
