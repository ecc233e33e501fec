using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Silo.Notices;

/// <summary>Remembers which conditions operators know of (<c>mg_notices</c>).</summary>
internal sealed class NoticeRegistry(NpgsqlDataSource database)
{
    private const string Write = """
        insert into mg_notices (kind, subject, since, times_told, absent_since, text) values ($1, $2, $3, $4, $5, $6)
        on conflict (kind, subject) do update set times_told = excluded.times_told, absent_since = excluded.absent_since, text = excluded.text
        """;

    /// <summary>Reads all.</summary>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The conditions.</returns>
    public async Task<IReadOnlyList<KnownCondition>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select kind, subject, since, times_told, absent_since, text from mg_notices");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<KnownCondition> known = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            known.Add(new(
                reader.GetString(0),
                reader.GetString(1),
                reader.GetFieldValue<DateTimeOffset>(2),
                reader.GetInt32(3),
                reader.IsDBNull(4) ? null : reader.GetFieldValue<DateTimeOffset>(4),
                reader.GetString(5)));
        }

        return known;
    }

    /// <summary>Remembers, and forgets.</summary>
    /// <param name="kept">What is known from now on.</param>
    /// <param name="cleared">What is over.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    public async Task WriteAsync(
        IEnumerable<KnownCondition> kept, IEnumerable<KnownCondition> cleared, CancellationToken cancellationToken)
    {
        await using var batch = database.CreateBatch();
        foreach (var known in kept)
        {
            batch.BatchCommands.Add(new(Write)
            {
                Parameters =
                {
                    new() { Value = known.Kind },
                    new() { Value = known.Subject },
                    new() { Value = known.Since.UtcDateTime },
                    new() { Value = known.TimesTold },
                    new() { Value = (object?)known.AbsentSince?.UtcDateTime ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz },
                    new() { Value = known.Text },
                },
            });
        }

        foreach (var known in cleared)
        {
            batch.BatchCommands.Add(new("delete from mg_notices where kind = $1 and subject = $2")
            {
                Parameters = { new() { Value = known.Kind }, new() { Value = known.Subject } },
            });
        }

        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
