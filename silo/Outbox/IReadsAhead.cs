using Npgsql;

namespace MoodleGrains.Silo.Outbox;

/// <summary>
/// Asks what is needed to do an effect in the transaction that writes and begins it, and so spares a round trip. What it reads is as old as
/// the claim; an effect that is begun in another way, or again, has nothing read ahead.
/// </summary>
/// <typeparam name="TBody">What the effects say.</typeparam>
internal interface IReadsAhead<in TBody>
    where TBody : class, IEffectBody
{
    /// <summary>The questions.</summary>
    /// <param name="body">What the effect says.</param>
    /// <returns>Statements with a result each; none where much would be read.</returns>
    IReadOnlyList<NpgsqlBatchCommand> Ask(TBody body);

    /// <summary>Reads the answers.</summary>
    /// <param name="body">What the effect says.</param>
    /// <param name="reader">At the first result; at the last one afterwards.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>What was read (<see cref="Due{TBody}.Ahead"/>).</returns>
    Task<object> ReadAsync(TBody body, NpgsqlDataReader reader, CancellationToken cancellationToken);
}
