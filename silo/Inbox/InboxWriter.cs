using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using MoodleGrains.ClientApi.Hooks;
using MoodleGrains.Silo.Database;
using MoodleGrains.Silo.Signals;
using Npgsql;

namespace MoodleGrains.Silo.Inbox;

/// <summary>Commits what was received: group commit, one round trip and one transaction a batch.</summary>
internal sealed class InboxWriter : IInbox, IAsyncDisposable
{
    private readonly InboxBatch batch;
    private readonly GroupCommit<Received, Receipt> commits;
    private readonly Notifications notifications;
    private readonly ILogger<InboxWriter> logger;

    /// <summary>Starts the writer.</summary>
    /// <param name="database">The connections.</param>
    /// <param name="limits">Bounds of queue and batch.</param>
    /// <param name="notifications">Told of each commit.</param>
    /// <param name="logger">Told of failures.</param>
    public InboxWriter(NpgsqlDataSource database, GroupCommitLimits limits, Notifications notifications, ILogger<InboxWriter> logger)
    {
        (this.notifications, this.logger) = (notifications, logger);
        batch = new(database);
        commits = new(limits, WriteAsync);
    }

    /// <summary>Deliveries that wait, for metrics.</summary>
    public int Waiting => commits.Waiting;

    /// <inheritdoc/>
    public async ValueTask<Receipt> Accept(Received received, CancellationToken cancellationToken)
    {
        var commit = commits.TryAdd(received, received.Body.Length + 400)
            ?? throw new InboxFullException("The inbox queue is full: the database takes fewer deliveries than arrive.");
        return await commit.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => commits.DisposeAsync();

    /// <summary>The key under which a delivery is known: 16 bytes of a hash of site and delivery id.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="deliveryId">The delivery's id.</param>
    /// <returns>The key.</returns>
    internal static Guid KeyOf(string site, string deliveryId)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{site}\n{deliveryId}"), hash);
        return new(hash[..16], bigEndian: true);
    }

    private async Task WriteAsync(IReadOnlyList<Pending<Received, Receipt>> pending)
    {
        try
        {
            var receipts = await batch.WriteAsync([.. pending.Select(p => p.Item)]);
            notifications.InboxCommitted();
            for (var i = 0; i < pending.Count; i++)
            {
                pending[i].TrySetResult(receipts[i]);
            }
        }
        catch (PostgresException e) when (pending.Count > 1 && e.SqlState.StartsWith("22", StringComparison.Ordinal))
        {
            // A value the database cannot hold (class 22, data exception): find it, keep the others.
            var half = pending.Count / 2;
            await WriteAsync([.. pending.Take(half)]);
            await WriteAsync([.. pending.Skip(half)]);
        }
        catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException or InvalidOperationException)
        {
            logger.LogWarning("Inbox batch of {Count} was not stored: {Message}", pending.Count, e.Message);
            foreach (var p in pending)
            {
                p.TrySetException(new InboxUnavailableException("The database did not take the delivery.", e));
            }
        }
    }
}
