using MoodleGrains.Silo.Signals;
using Npgsql;

namespace MoodleGrains.Silo.Outbox;

/// <summary>Writes effects that no event led to.</summary>
internal sealed class EffectQueue(
    NpgsqlDataSource database,
    EffectRegistry registry,
    Notifications notifications,
    TimeProvider time) : IOutbox
{
    private const int MostDeadlocks = 5;

    /// <inheritdoc/>
    public async Task<int> PutAsync(IReadOnlyList<Effect> effects, CancellationToken cancellationToken)
    {
        if (effects.Count == 0)
        {
            return 0;
        }

        var stored = effects.Select(effect => registry.Store(effect, System.Diagnostics.Activity.Current?.Id)).ToList();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await using var batch = database.CreateBatch();
                var insert = EffectStatements.Add(batch, stored, time.GetUtcNow().UtcDateTime);
                await batch.ExecuteNonQueryAsync(cancellationToken);
                notifications.EffectsCommitted();
                return (int)insert.Rows;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.DeadlockDetected && attempt < MostDeadlocks)
            {
                // The same ids under other keys, at the same moment: the other one is through now.
            }
        }
    }
}
