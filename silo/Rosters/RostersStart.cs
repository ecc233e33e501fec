using MoodleGrains.Rosters;
using MoodleGrains.Silo.Composition;
using MoodleGrains.Silo.Outbox;
using MoodleGrains.Silo.Rosters.Runs;
using Npgsql;

namespace MoodleGrains.Silo.Rosters;

/// <summary>Sets the timers of all schedules, should one have been lost.</summary>
/// <param name="database">The database.</param>
/// <param name="outbox">Takes the timers.</param>
/// <param name="time">The clock.</param>
internal sealed class RostersStart(NpgsqlDataSource database, IOutbox outbox, TimeProvider time) : IStartUp
{
    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var timers = new List<Effect>();
        await using var command = database.CreateCommand("select site, name, revision, terms from mg_rosters where terms is not null");
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                if (RosterTerms.FromJson(reader.GetString(3)).Schedule is not null)
                {
                    timers.Add(RosterDueDeliverer.First(reader.GetString(0), reader.GetString(1), (int)reader.GetInt64(2), now));
                }
            }
        }

        await outbox.PutAsync(timers, cancellationToken);
    }
}
