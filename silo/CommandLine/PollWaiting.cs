using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Silo.CommandLine;

/// <summary>Waits for the end of a poll that a person wished.</summary>
internal static class PollWaiting
{
    private const int LooksBeforeHint = 30;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private const string Look = """
        select r.outcome, r.calls, r.events, r.detail, r.id is not null, coalesce(e.done_at is not null, true)
        from (select 1) one
        left join mg_poll_runs r on r.wish = $1
        left join mg_effects e on e.id = $2
        """;

    /// <summary>Waits.</summary>
    /// <param name="database">The database.</param>
    /// <param name="screen">Where it is told.</param>
    /// <param name="site">The site.</param>
    /// <param name="wish">The wish.</param>
    /// <param name="effect">The effect that carries it.</param>
    /// <param name="cancellationToken">Stops the waiting; the poll goes on.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> ForAsync(
        NpgsqlDataSource database, Screen screen, string site, string wish, string effect, CancellationToken cancellationToken)
    {
        for (var looks = 1; ; looks++)
        {
            var (outcome, told, begun, taken) = await LookAsync(database, wish, effect, cancellationToken);
            if (begun && outcome != "running")
            {
                var line = $"{site}: {outcome}: {told}";
                return outcome == "done" ? Said(screen, line) : throw new CommandFailure(line);
            }

            if (!begun && taken)
            {
                throw new CommandFailure(
                    $"{site}: the running silo does not poll it: restart the silo, so that it reads its settings again; 'silo doctor' tells more.");
            }

            if (looks == LooksBeforeHint && !begun)
            {
                screen.Error($"{site}: no silo has begun yet. Is one running? Stop waiting with Ctrl+C; the poll is done when a silo starts.");
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    private static int Said(Screen screen, string line)
    {
        screen.Line(line);
        return ExitCode.Ok;
    }

    private static async Task<(string? Outcome, string Told, bool Begun, bool Taken)> LookAsync(
        NpgsqlDataSource database, string wish, string effect, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Look);
        command.Parameters.Add(new() { Value = wish, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = effect, NpgsqlDbType = NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        if (!reader.GetBoolean(4))
        {
            return (null, "", false, reader.GetBoolean(5));
        }

        var detail = reader.IsDBNull(3) ? "" : " " + reader.GetString(3).ReplaceLineEndings(" ");
        return (reader.GetString(0), $"{reader.GetInt32(1)} calls, {reader.GetInt32(2)} events.{detail}", true, reader.GetBoolean(5));
    }
}
