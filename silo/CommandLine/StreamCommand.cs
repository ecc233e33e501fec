using System.Globalization;
using System.Text.Json;
using Npgsql;

namespace MoodleGrains.Silo.CommandLine;

/// <summary>Shows the events of one grain as they stand in the log.</summary>
internal static class StreamCommand
{
    private const string Sql =
        """
        select version, position, type, at, data::text, headers::text
        from mg_events
        where stream_id = $1 and version > $2
        order by version
        """;

    private static readonly string[] Columns = ["version", "position", "at (UTC)", "type", "data"];

    internal static async Task<int> ExecuteAsync(
        NpgsqlDataSource database, Screen screen, string grain, long after, bool json, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = grain });
        command.Parameters.Add(new() { Value = after });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<string[]>();
        var found = 0;
        while (await reader.ReadAsync(cancellationToken))
        {
            found++;
            var (version, position, type, at) = (reader.GetInt64(0), reader.GetInt64(1), reader.GetString(2), reader.GetDateTime(3));
            if (json)
            {
                var headers = await reader.IsDBNullAsync(5, cancellationToken) ? "null" : reader.GetString(5);
                var head = JsonSerializer.Serialize(new { grain, version, position, type, at });
                screen.Line($"{head[..^1]},\"data\":{reader.GetString(4)},\"headers\":{headers}}}");
            }
            else
            {
                rows.Add([
                    version.ToString(CultureInfo.InvariantCulture), position.ToString(CultureInfo.InvariantCulture),
                    at.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture), type, reader.GetString(4),
                ]);
            }
        }

        if (found == 0)
        {
            throw new CommandFailure(after == 0
                ? $"Nothing ever happened to '{grain}'. A grain is written like course-campus-41, category-campus-3, user-campus-7 or "
                    + "conference-campus-12."
                : $"'{grain}' has no event behind version {after}.");
        }

        if (!json)
        {
            screen.Table(Columns, rows);
        }

        return ExitCode.Ok;
    }
}
