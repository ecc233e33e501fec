using Npgsql;

namespace MoodleGrains.Silo.EventStore;

/// <summary>Statements that run in the transaction of an append, behind it: all of it is written or nothing.</summary>
internal interface IAppendRider : IDisposable
{
    /// <summary>Adds the statements.</summary>
    /// <param name="batch">Where to, as the last of it.</param>
    void AddTo(NpgsqlBatch batch);

    /// <summary>Reads their results.</summary>
    /// <param name="reader">Within the result before theirs.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>A task.</returns>
    Task ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken);

    /// <summary>The transaction is committed.</summary>
    void Committed();
}

/// <summary>Tells what is to be written with events, because it follows from them.</summary>
/// <param name="events">The events; their positions and times are not known yet.</param>
/// <param name="rider">What is to be written; null for nothing.</param>
/// <returns>False if it cannot be told now. Whoever reads the log sees to it then, as ever.</returns>
internal delegate bool Follow(IReadOnlyList<CausedEvent> events, out IAppendRider? rider);
