using MoodleGrains.Silo.EventStore;
using MoodleGrains.Silo.Inbox;
using MoodleGrains.Silo.Leases;

namespace MoodleGrains.Silo.Hosting;

/// <summary>Brings the schema to this build's version, and read models with it.</summary>
internal sealed class SiloPreparation(
    Schema schema,
    InboxPartitions partitions,
    [FromKeyedServices(InboxSetup.Leases)] ShardLeases dispatchLeases,
    Rebuild rebuild)
{
    /// <summary>Prepares.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await schema.MigrateAsync(cancellationToken);
        await partitions.KeepAsync(cancellationToken);
        await dispatchLeases.CreateAsync(cancellationToken);
        await rebuild.EnsureAsync(cancellationToken);
    }
}
