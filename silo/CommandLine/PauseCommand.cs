using Npgsql;

namespace MoodleGrains.Silo.CommandLine;

/// <summary>
/// Holds parts of every silo on this database, and lets them go on. Ingestion always goes on: what arrives meanwhile waits in
/// the inbox.
/// </summary>
internal static class PauseCommand
{
    /// <summary>What can be paused, with what then stands still.</summary>
    internal static readonly IReadOnlyDictionary<string, string> Parts = new Dictionary<string, string>
    {
        ["dispatch"] = "webhooks wait in the inbox, grains see none",
        ["projections"] = "read models and the API stand still",
    };

    internal static async Task<int> Pause(
        NpgsqlDataSource database, Screen screen, string? part, string by, CancellationToken cancellationToken)
    {
        foreach (var each in Named(part))
        {
            await using var command = database.CreateCommand(
                "insert into mg_pauses (part, since, by) values ($1, now(), $2) on conflict (part) do nothing");
            command.Parameters.Add(new() { Value = each });
            command.Parameters.Add(new() { Value = by });
            screen.Line(await command.ExecuteNonQueryAsync(cancellationToken) == 1
                ? $"{each} is paused: {Parts[each]}. Let it go on with: silo resume {each}"
                : $"{each} was paused already.");
        }

        return ExitCode.Ok;
    }

    internal static async Task<int> Resume(NpgsqlDataSource database, Screen screen, string? part, CancellationToken cancellationToken)
    {
        foreach (var each in Named(part))
        {
            await using var command = database.CreateCommand("delete from mg_pauses where part = $1");
            command.Parameters.Add(new() { Value = each });
            screen.Line(await command.ExecuteNonQueryAsync(cancellationToken) == 1 ? $"{each} goes on." : $"{each} was not paused.");
        }

        return ExitCode.Ok;
    }

    private static IEnumerable<string> Named(string? part) => part switch
    {
        null => Parts.Keys,
        _ when Parts.ContainsKey(part) => [part],
        _ => throw new CommandFailure($"There is no part '{part}'. The parts are: {string.Join(", ", Parts.Keys)}.", ExitCode.Usage),
    };
}
