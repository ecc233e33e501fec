using MoodleGrains.ClientApi.Hooks;
using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Silo.Inbox;

/// <summary>The columns of the inbox in which a delivery stands, in the order in which they are written and read.</summary>
internal static class InboxColumns
{
    private static readonly (string Name, NpgsqlDbType Type, Func<Received[], Array> Values)[] columns =
    [
        ("site", NpgsqlDbType.Text, items => Array.ConvertAll(items, i => i.Site)),
        ("delivery_id", NpgsqlDbType.Text, items => Array.ConvertAll(items, i => i.DeliveryId)),
        ("sent_id", NpgsqlDbType.Boolean, items => Array.ConvertAll(items, i => i.SentId)),
        ("shape", NpgsqlDbType.Text, items => Array.ConvertAll(items, i => i.Envelope.Shape)),
        ("event", NpgsqlDbType.Text, items => Array.ConvertAll(items, i => i.Envelope.Event)),
        ("crud", NpgsqlDbType.Text, items => Array.ConvertAll(items, i => i.Envelope.Crud.ToString())),
        ("told", NpgsqlDbType.Bigint, items => Array.ConvertAll(items, i => i.Envelope.Told)),
        ("course_id", NpgsqlDbType.Bigint, items => Array.ConvertAll(items, i => i.Envelope.CourseId)),
        ("user_id", NpgsqlDbType.Bigint, items => Array.ConvertAll(items, i => i.Envelope.UserId)),
        ("related_user_id", NpgsqlDbType.Bigint, items => Array.ConvertAll(items, i => i.Envelope.RelatedUserId)),
        ("object_id", NpgsqlDbType.Bigint, items => Array.ConvertAll(items, i => i.Envelope.ObjectId)),
        ("body", NpgsqlDbType.Bytea, items => Array.ConvertAll(items, i => i.Body)),
        ("traceparent", NpgsqlDbType.Text, items => Array.ConvertAll(items, i => i.TraceParent)),
        ("imported", NpgsqlDbType.Boolean, items => Array.ConvertAll(items, i => i.Imported)),
    ];

    /// <summary>Their names, separated by commas.</summary>
    public static string Names { get; } = Listed("");

    /// <summary>Their types.</summary>
    public static IReadOnlyList<NpgsqlDbType> Types { get; } = [.. columns.Select(column => column.Type)];

    /// <summary>Their names with the name of a table before each.</summary>
    /// <param name="table">The table.</param>
    /// <returns>The names, separated by commas.</returns>
    public static string Of(string table) => Listed(table + ".");

    /// <summary>The values of some deliveries.</summary>
    /// <param name="items">The deliveries.</param>
    /// <returns>One array for each column.</returns>
    public static IEnumerable<Array> Values(Received[] items) => columns.Select(column => column.Values(items));

    /// <summary>Reads a delivery.</summary>
    /// <param name="row">A row.</param>
    /// <param name="first">Where the columns begin in it.</param>
    /// <returns>The delivery, as it was received.</returns>
    public static Received Read(NpgsqlDataReader row, int first)
    {
        return new(
            row.GetString(first),
            row.GetString(first + 1),
            row.GetBoolean(first + 2),
            new WebhookEnvelope(
                row.GetString(first + 3),
                row.GetString(first + 4),
                row.GetString(first + 5)[0],
                row.GetInt64(first + 6),
                Number(7),
                Number(8),
                Number(9),
                Number(10)),
            row.GetFieldValue<byte[]>(first + 11),
            row.IsDBNull(first + 12) ? null : row.GetString(first + 12),
            row.GetBoolean(first + 13));

        long? Number(int column) => row.IsDBNull(first + column) ? null : row.GetInt64(first + column);
    }

    private static string Listed(string before) => string.Join(", ", columns.Select(column => before + column.Name));
}
