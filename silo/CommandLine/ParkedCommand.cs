using System.Globalization;
using Npgsql;

namespace MoodleGrains.Silo.CommandLine;

/// <summary>Shows deliveries that a grain could not take and rows that an event could not be folded into, and tries them again.</summary>
internal static class ParkedCommand
{
    private static readonly string[] Columns = ["what", "key", "grain", "position", "since (UTC)", "error"];

    internal static async Task<int> ExecuteAsync(
        Database database, IProgramParts parts, Screen screen, bool retry, CancellationToken cancellationToken)
    {
        if (retry)
        {
            var mended = await parts.RetryParked(database.ConnectionString, cancellationToken);
            screen.Line($"{mended} tried again with success and parked no longer.");
        }

        var rows = await Rows(database.Source, cancellationToken);
        if (rows.Count == 0)
        {
            screen.Line("Nothing is parked.");
            return ExitCode.Ok;
        }

        screen.Table(Columns, rows);
        return retry ? ExitCode.Failed : ExitCode.Ok;
    }

    private static async Task<List<string[]>> Rows(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select what, key, stream_id, position, since, error from mg_parked order by since, what, key");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<string[]>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add([
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt64(3).ToString(CultureInfo.InvariantCulture),
                reader.GetDateTime(4).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                reader.GetString(5).ReplaceLineEndings(" "),
            ]);
        }

        return rows;
    }
}
