using MoodleGrains.ClientApi.Operations;
using MoodleGrains.Silo.Inbox;
using Npgsql;

namespace MoodleGrains.Silo.Hosting;

/// <summary>Tries parked deliveries again: they are sent to their grains.</summary>
/// <param name="database">The database.</param>
/// <param name="deliveries">The deliveries.</param>
internal sealed class ParkedAgain(NpgsqlDataSource database, ParkedDeliveries deliveries) : IParked
{
    /// <inheritdoc/>
    public async Task<ParkedRetry> RetryAsync(CancellationToken cancellationToken)
    {
        var (taken, _) = await deliveries.RetryAsync(cancellationToken);
        return new(taken, await ParkedList.Read(database, cancellationToken));
    }
}
