using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>The last reading of each conference.</summary>
internal sealed class ConferenceReadings(NpgsqlDataSource database)
{
    private const string Keep = """
        insert into mg_poll_conferences as c (site, id, module, instance, course_id, seen, starts_at, ends_at, running, read_at, hidden_at)
        select $1, g.* from unnest($2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
          as g(id, module, instance, course_id, seen, starts_at, ends_at, running, read_at, hidden_at)
        on conflict (site, id) do update set module = excluded.module, instance = excluded.instance, course_id = excluded.course_id,
          seen = excluded.seen, starts_at = excluded.starts_at, ends_at = excluded.ends_at, running = excluded.running,
          read_at = excluded.read_at, hidden_at = excluded.hidden_at
        """;

    /// <summary>All of a site.</summary>
    /// <param name="site">The site.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The readings by row id.</returns>
    public async Task<Dictionary<long, ConferenceReading>> AllAsync(string site, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            select id, module, instance, course_id, seen, starts_at, ends_at, running, read_at, hidden_at
            from mg_poll_conferences where site = $1
            """);
        command.Parameters.Add(new() { Value = site });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var readings = new Dictionary<long, ConferenceReading>();
        while (await reader.ReadAsync(cancellationToken))
        {
            readings[reader.GetInt64(0)] = new(
                reader.GetInt64(0), reader.GetString(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetString(4), reader.GetInt64(5),
                reader.GetInt64(6), reader.GetBoolean(7), reader.GetInt64(8), reader.IsDBNull(9) ? null : reader.GetInt64(9));
        }

        return readings;
    }

    /// <summary>Keeps readings, and forgets conferences that are gone.</summary>
    /// <param name="site">The site.</param>
    /// <param name="readings">The readings that are new.</param>
    /// <param name="gone">The ids of the rows of those that are gone.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    public async Task KeepAsync(
        string site, IReadOnlyCollection<ConferenceReading> readings, IReadOnlyCollection<long> gone, CancellationToken cancellationToken)
    {
        if (readings.Count == 0 && gone.Count == 0)
        {
            return;
        }

        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new(Keep)
        {
            Parameters =
            {
                new() { Value = site },
                Array(readings.Select(r => r.Id)),
                Array(readings.Select(r => r.Module)),
                Array(readings.Select(r => r.Instance)),
                Array(readings.Select(r => r.Course)),
                Array(readings.Select(r => r.Seen)),
                Array(readings.Select(r => r.StartsAt)),
                Array(readings.Select(r => r.EndsAt)),
                Array(readings.Select(r => r.Running)),
                Array(readings.Select(r => r.ReadAt)),
                new() { Value = readings.Select(r => r.HiddenAt).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint },
            },
        });
        batch.BatchCommands.Add(new("delete from mg_poll_conferences where site = $1 and id = any($2)")
        {
            Parameters = { new() { Value = site }, Array(gone) },
        });
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static NpgsqlParameter Array<T>(IEnumerable<T> values) => new() { Value = values.ToArray() };
}
