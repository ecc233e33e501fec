using MoodleGrains.Silo.Log;
using Npgsql;

namespace MoodleGrains.Silo.Projections;

/// <summary>
/// Runs the reactions again on events that one of them threw on. Those that went well are not done twice: their effects'
/// ids are there.
/// </summary>
internal sealed class ParkedReactions(NpgsqlDataSource database, EventPages pages, Reactions reactions, Notifications notifications)
{
    /// <summary>Runs them on one event.</summary>
    /// <param name="position">Where it stands.</param>
    /// <param name="what">How it is parked.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>Whether all of them went well; then it is parked no longer.</returns>
    public async Task<bool> TryAsync(long position, string what, CancellationToken cancellationToken)
    {
        var page = await pages.ReadAsync(position - 1, position, 1, _ => true, cancellationToken);
        List<ParkedRow> failed = [];
        var effects = reactions.Run(page.Events, page.Causes, failed.Add);
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new("delete from mg_parked where what = $1 and position = $2")
        {
            Parameters = { new() { Value = what }, new() { Value = position } },
        });
        foreach (var row in failed)
        {
            batch.BatchCommands.Add(ReadModels.Park(row));
        }

        if (effects.Count > 0)
        {
            reactions.Write(batch, effects);
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
        notifications.EffectsCommitted();
        return failed.Count == 0;
    }
}
