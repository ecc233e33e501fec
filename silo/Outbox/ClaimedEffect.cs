using Npgsql;

namespace MoodleGrains.Silo.Outbox;

/// <summary>An effect whose key is leased to us, and whose attempt is committed.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Epoch">The lease's number.</param>
/// <param name="LeasedUntil">Until when the lease holds for certain, as <see cref="Environment.TickCount64"/>.</param>
/// <param name="Seq">Its place among all effects.</param>
/// <param name="Id">Its identity.</param>
/// <param name="Type">The stored name of its type.</param>
/// <param name="Body">JSON, UTF-8.</param>
/// <param name="DueAt">When it was to be done, UTC.</param>
/// <param name="Attempt">Which attempt this is, from 1; those that ended with the silo are counted too.</param>
/// <param name="Failures">How many attempts failed before it.</param>
/// <param name="FirstTriedAt">When the first attempt began, UTC.</param>
/// <param name="TraceParent">The W3C trace context of what caused it.</param>
internal sealed record ClaimedEffect(
    string Key,
    long Epoch,
    long LeasedUntil,
    long Seq,
    string Id,
    string Type,
    byte[] Body,
    DateTimeOffset DueAt,
    int Attempt,
    int Failures,
    DateTimeOffset FirstTriedAt,
    string? TraceParent)
{
    /// <summary>What <see cref="Read"/> reads, of <c>mg_effects e</c> and <c>l</c>, the lease.</summary>
    public const string
        Columns = "l.key, l.epoch, e.seq, e.id, e.type, e.body, e.due, e.attempts, e.failures, e.first_tried, e.traceparent";

    /// <summary>Reads a row.</summary>
    /// <param name="reader">At the row.</param>
    /// <param name="leasedUntil">See <see cref="LeasedUntil"/>.</param>
    /// <returns>The effect.</returns>
    public static ClaimedEffect Read(NpgsqlDataReader reader, long leasedUntil) => new(
        reader.GetString(0),
        reader.GetInt64(1),
        leasedUntil,
        reader.GetInt64(2),
        reader.GetString(3),
        reader.GetString(4),
        reader.GetFieldValue<byte[]>(5),
        new(reader.GetDateTime(6)),
        reader.GetInt32(7),
        reader.GetInt32(8),
        new(reader.GetDateTime(9)),
        reader.IsDBNull(10) ? null : reader.GetString(10));
}
