using System.Text;
using MoodleGrains.Silo.EventStore;
using Npgsql;

namespace MoodleGrains.Silo.Tests.EventStore;

/// <summary>Appends as tests write them, and the means to make many of them share one batch.</summary>
internal static class Appends
{
    public static EventAppend To(string stream, long expectedVersion, params string[] bodies) => new(
        stream,
        "tally",
        expectedVersion,
        [.. bodies.Select(body => new EventData(Guid.CreateVersion7(), "tally_raised", Encoding.UTF8.GetBytes(body)))],
        null);

    /// <summary>
    /// Holds the writer up at a stream whose row somebody else has locked, until disposed: what is appended meanwhile goes into
    /// one batch.
    /// </summary>
    public static async Task<HeldUp> HoldUp(SiloHarness silo)
    {
        await silo.Events.Append(To("held-campus-1", 0, "{}"), default);
        var connection = new NpgsqlConnection(silo.ConnectionString);
        await connection.OpenAsync();
        var transaction = await connection.BeginTransactionAsync();
        await using var locking = new NpgsqlCommand("select from mt_streams where id = 'held-campus-1' for update", connection);
        await locking.ExecuteNonQueryAsync();
        var first = silo.Events.Append(To("held-campus-1", 1, "{}"), default);
        await Eventually.Holds(() => IsWaiting(silo), "the writer waits for the row");
        return new(connection, transaction, first);
    }

    /// <summary>The process of the server that serves the writer.</summary>
    public static Task<int> WriterBackend(SiloHarness silo) => silo.Database.Scalar<int>(
        "select pid from pg_stat_activity where datname = current_database() and application_name = 'moodlegrains-writer'");

    private static async Task<bool> IsWaiting(SiloHarness silo) => await silo.Database.Scalar<long>("""
        select count(*) from pg_stat_activity
        where datname = current_database() and application_name = 'moodlegrains-writer' and wait_event_type = 'Lock'
        """) > 0;

    internal sealed class HeldUp(NpgsqlConnection connection, NpgsqlTransaction transaction, Task<AppendedAt> first) : IAsyncDisposable
    {
        /// <summary>The append that waits.</summary>
        public Task<AppendedAt> First => first;

        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
