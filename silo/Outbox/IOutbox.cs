namespace MoodleGrains.Silo.Outbox;

/// <summary>Takes effects that no event led to: timers at the start, a person's wish.</summary>
internal interface IOutbox
{
    /// <summary>Writes effects; those whose id is there already, done or not, are left alone.</summary>
    /// <param name="effects">The effects.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>How many were new.</returns>
    Task<int> PutAsync(IReadOnlyList<Effect> effects, CancellationToken cancellationToken);
}
