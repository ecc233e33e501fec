using MoodleGrains.ClientApi.Operations;
using MoodleGrains.Silo.Inbox;
using MoodleGrains.Silo.Projections;
using Npgsql;

namespace MoodleGrains.Silo.Hosting;

/// <summary>Tries again what is parked: rows are folded anew from their streams, deliveries sent to their grains again.</summary>
/// <param name="database">The database.</param>
/// <param name="rows">The rows.</param>
/// <param name="deliveries">The deliveries.</param>
internal sealed class ParkedAgain(NpgsqlDataSource database, ParkedRows rows, ParkedDeliveries deliveries) : IParked
{
    /// <inheritdoc/>
    public async Task<ParkedRetry> RetryAsync(CancellationToken cancellationToken)
    {
        var (refolded, _) = await rows.RetryAsync(cancellationToken);
        var (taken, _) = await deliveries.RetryAsync(cancellationToken);
        return new(refolded + taken, await ParkedList.Read(database, cancellationToken));
    }
}
