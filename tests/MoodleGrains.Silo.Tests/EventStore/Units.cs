using MoodleGrains.EventSourcing;
using MoodleGrains.Silo.EventStore;
using MoodleGrains.Silo.Tests.EventSourcing;
using Npgsql;

namespace MoodleGrains.Silo.Tests.EventStore;

/// <summary>Units as tests write them, and the means to make many of them share one group.</summary>
internal static class Units
{
    public static Unit Of(string stream, long expectedVersion, params IReadOnlyList<IEvent> events) => new(
        stream, typeof(Tally), expectedVersion, [.. events.Select(e => new NewEvent(Guid.CreateVersion7(), TypeOf(e), e))]);

    public static Unit Words(string stream, long expectedVersion, params IReadOnlyList<string> words) =>
        Of(stream, expectedVersion, [.. words.Select(word => new WordSet(word))]);

    /// <summary>
    /// Holds the writer up at a stream whose row somebody else has locked, until disposed: what is written meanwhile goes into one group.
    /// </summary>
    public static async Task<HeldUp> HoldUp(SiloHarness silo)
    {
        await silo.Units.Write(Words("tally-held-1", 0, "a"), default);
        var connection = new NpgsqlConnection(silo.ConnectionString);
        await connection.OpenAsync();
        var transaction = await connection.BeginTransactionAsync();
        await using var locking = new NpgsqlCommand("select from mt_streams where id = 'tally-held-1' for update", connection);
        await locking.ExecuteNonQueryAsync();
        var first = silo.Units.Write(Words("tally-held-1", 1, "b"), default);
        await Eventually.Holds(() => IsWaiting(silo), "the writer waits for the row");
        return new(connection, transaction, first);
    }

    /// <summary>The process of the server that serves the writer that is held up.</summary>
    public static Task<int> WaitingBackend(SiloHarness silo) => silo.Database.Scalar<int>($"select pid {Waiting}");

    private const string Waiting = """
        from pg_stat_activity
        where datname = current_database() and application_name = 'moodlegrains-streams' and wait_event_type = 'Lock'
        """;

    private static EventType TypeOf(IEvent e) => Tally.Events.Single(type => type.Type == e.GetType());

    private static async Task<bool> IsWaiting(SiloHarness silo) =>
        await silo.Database.Scalar<long>($"select count(*) {Waiting}") > 0;

    internal sealed class HeldUp(NpgsqlConnection connection, NpgsqlTransaction transaction, Task<long> first) : IAsyncDisposable
    {
        /// <summary>The unit that waits.</summary>
        public Task<long> First => first;

        public async ValueTask DisposeAsync()
        {
            await transaction.DisposeAsync();
            await connection.DisposeAsync();
        }
    }
}
