using System.Runtime.CompilerServices;

namespace MoodleGrains.ClientApi.Api;

/// <summary>Reads streams as they stood at an instant.</summary>
internal static class Past
{
    private const long Year10000 = 253402300800;

    /// <summary>The events that were committed at an instant.</summary>
    /// <param name="reader">Reads the stream.</param>
    /// <param name="grain">Whose stream.</param>
    /// <param name="at">The instant, UTC.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The first events of the stream.</returns>
    public static async IAsyncEnumerable<RecordedEvent> ReadUntil(
        this IEventReader reader, StreamKey grain, DateTime at, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var recorded in reader.Read(grain, afterVersion: 0, cancellationToken))
        {
            // The clocks of two silos may differ; a later version never counts without the ones before it.
            if (recorded.At.UtcDateTime > at)
            {
                yield break;
            }

            yield return recorded;
        }
    }

    /// <summary>The one row of a grain as it was committed at an instant.</summary>
    /// <typeparam name="TRow">The row.</typeparam>
    /// <param name="reader">Reads the stream.</param>
    /// <param name="grain">The grain.</param>
    /// <param name="at">The instant, UTC.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The row; null if there was none.</returns>
    public static async Task<TRow?> RowAt<TRow>(this IEventReader reader, StreamKey grain, DateTime at, CancellationToken cancellationToken)
        where TRow : class, IReadModelRow, IReadModel<TRow>
    {
        var rows = new Rows<TRow>();
        await foreach (var recorded in reader.ReadUntil(grain, at, cancellationToken))
        {
            rows.Fold(recorded);
        }

        return rows.All.SingleOrDefault();
    }

    /// <summary>The state of a grain at a version of its stream.</summary>
    /// <typeparam name="TState">The grain's state record.</typeparam>
    /// <param name="reader">Reads the stream.</param>
    /// <param name="grain">The grain.</param>
    /// <param name="version">The version.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The state.</returns>
    public static async Task<TState> StateAt<TState>(
        this IEventReader reader, StreamKey grain, long version, CancellationToken cancellationToken)
        where TState : class, IAggregate<TState>
    {
        var state = TState.Initial;
        await foreach (var recorded in reader.Read(grain, afterVersion: 0, cancellationToken))
        {
            if (recorded.Version > version)
            {
                break;
            }

            state = TState.Evolve(state, recorded.Event);
        }

        return state;
    }

    /// <summary>Unix seconds of a row as an instant.</summary>
    /// <param name="seconds">The seconds; null if none.</param>
    /// <returns>The instant, UTC; null for what no instant can be, such as a stream of an older build may hold.</returns>
    public static DateTime? Utc(long? seconds) =>
        seconds is >= 0 and < Year10000 ? DateTimeOffset.FromUnixTimeSeconds(seconds.Value).UtcDateTime : null;
}
