using System.Globalization;
using MoodleGrains.ClientApi.Rosters;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.Outbox;
using MoodleGrains.Silo.Pausing;
using Npgsql;

namespace MoodleGrains.Silo.Rosters.Runs;

/// <summary>What a run that makes no progress waits for, until when, and what a person can do about it.</summary>
/// <param name="database">The database of the silos.</param>
/// <param name="time">The clock.</param>
internal sealed class RunObstacles(NpgsqlDataSource database, TimeProvider time) : IRunObstacles
{
    private const string Paused = """
        select part, by, since from mg_pauses where part = any($1) order by since limit 1
        """;

    // The first effect of the run's key is the one whose turn it is; beside it, which other runs are at work.
    private const string Effect = """
        select e.id, e.state, e.last_error, e.retry_at, k.until > now(),
          (select coalesce(string_agg(o.key, ', ' order by o.key), '') from mg_effect_keys o
           where o.type in ('plan_run', 'apply_run') and o.until > now() and o.key <> $1)
        from mg_effects e join mg_effect_keys k on k.key = e.key where e.key = $1 and e.done_at is null order by e.turn, e.seq limit 1
        """;

    /// <inheritdoc/>
    public async Task<string?> Of(RunPlace run, CancellationToken cancellationToken) =>
        await PauseOf(run, cancellationToken) ?? await EffectOf(run, cancellationToken);

    private async Task<string?> PauseOf(RunPlace run, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Paused);
        command.Parameters.Add(new()
        {
            Value = new[]
            {
                OutboxParts.Rosters, OutboxParts.Moodle, Pauses.SitePrefix + run.Site,
                $"{Pauses.RosterPrefix}{run.Site}/{run.Roster}",
            },
        });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? $"{reader.GetString(0)} is paused since {Time(reader.GetDateTime(2))} by {reader.GetString(1)}, until somebody types: silo "
                + $"resume {reader.GetString(0)}"
            : null;
    }

    private async Task<string?> EffectOf(RunPlace run, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Effect);
        command.Parameters.Add(new() { Value = RosterEffectTypes.Key(run.Site, run.Roster, (int)run.Run) });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var (id, why) = (reader.GetString(0), reader.IsDBNull(2) ? "" : reader.GetString(2));
        if (reader.GetString(1) == "dead")
        {
            return $"it was given up: {why} When the cause is mended: silo outbox replay {id}";
        }

        if (!reader.IsDBNull(3) && reader.GetDateTime(3) is var again && again > time.GetUtcNow().UtcDateTime)
        {
            return why == "" ? null : $"until {Time(again)}, when it is tried again. {why}";
        }

        var (taken, others) = (!reader.IsDBNull(4) && reader.GetBoolean(4), reader.GetString(5));
        return taken || others == "" ? null : $"until one of the other runs has ended that the silos are at work on: {others}";
    }

    private static string Time(DateTime at) => at.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
