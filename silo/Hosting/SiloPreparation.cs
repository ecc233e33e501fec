using MoodleGrains.Silo.EventStore;
using MoodleGrains.Silo.Inbox;
using MoodleGrains.Silo.Log;
using MoodleGrains.Silo.Projections;
using Npgsql;

namespace MoodleGrains.Silo.Hosting;

/// <summary>Brings the schema to this build's version, and read models with it.</summary>
internal sealed class SiloPreparation(
    NpgsqlDataSource database,
    InboxPartitions partitions,
    [FromKeyedServices(InboxSetup.Leases)] ShardLeases dispatchLeases,
    [FromKeyedServices(ProjectionsSetup.Leases)] ShardLeases projectionLeases,
    Rebuild rebuild,
    ILogger<SiloPreparation> logger)
{
    /// <summary>Prepares.</summary>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>A task.</returns>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await Schema.MigrateAsync(database, logger, cancellationToken);
        await partitions.KeepAsync(cancellationToken);
        await dispatchLeases.CreateAsync(cancellationToken);
        await projectionLeases.CreateAsync(cancellationToken);
        await rebuild.EnsureAsync(cancellationToken);
    }
}
