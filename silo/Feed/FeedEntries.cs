using MoodleGrains.Silo.Database;
using MoodleGrains.Silo.Signals;
using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Silo.Feed;

/// <summary>Something to show in the feed of a site that no webhook told.</summary>
/// <param name="Id">Its id: a second entry with the same id is not stored.</param>
/// <param name="Site">The slug of the site.</param>
/// <param name="Event">The event's name.</param>
/// <param name="Shape">What stands in the feed for the plugin that sent it.</param>
/// <param name="ObjectId">What it is about.</param>
/// <param name="At">When it happened.</param>
internal sealed record FeedEntry(string Id, string Site, string Event, string Shape, long? ObjectId, DateTimeOffset At);

/// <summary>
/// Writes entries of the feed. They are numbered with the inbox's deliveries and show when the dispatcher has passed their number.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="notifications">Wake the dispatcher.</param>
internal sealed class FeedEntries(NpgsqlDataSource database, Notifications notifications)
{
    /// <summary>Writes an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    public async Task AddAsync(FeedEntry entry, CancellationToken cancellationToken)
    {
        // One transaction: the lock is held until the entry is committed, so that the watermark waits for it.
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(new(LogName.Inbox.SharedLock));
        batch.BatchCommands.Add(new("""
            insert into mg_feed_entries (id, site, told_at, event, crud, shape, object_id) values ($1, $2, $3, $4, 'u', $5, $6)
            on conflict (id) do nothing
            """)
        {
            Parameters =
            {
                new() { Value = entry.Id },
                new() { Value = entry.Site },
                new() { Value = entry.At.UtcDateTime },
                new() { Value = entry.Event },
                new() { Value = entry.Shape },
                new() { Value = (object?)entry.ObjectId ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint },
            },
        });
        await batch.ExecuteNonQueryAsync(cancellationToken);
        notifications.InboxCommitted();
    }
}
