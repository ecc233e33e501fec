using Microsoft.Extensions.Logging;
using MoodleGrains.Silo.Database;
using Npgsql;

namespace MoodleGrains.Silo.Outbox;

/// <summary>What is to be written of an attempt.</summary>
/// <param name="Effect">The effect.</param>
/// <param name="Verdict"><c>done</c>, <c>later</c>, <c>failed</c> or <c>dead</c>.</param>
/// <param name="RetryAt">Not before then, UTC; null for at once.</param>
/// <param name="Reason">Why it is not done.</param>
/// <param name="Remedy">What to do about a dead letter.</param>
/// <param name="Next">What follows.</param>
/// <param name="Go">Whether the lease may go on with the next effect of the key.</param>
internal sealed record EffectOutcome(
    ClaimedEffect Effect,
    string Verdict,
    DateTime? RetryAt,
    string? Reason,
    string? Remedy,
    IReadOnlyList<StoredEffect> Next,
    bool Go);

/// <summary>What became of an outcome.</summary>
/// <param name="Held">Whether the lease was ours and it was written.</param>
/// <param name="Next">The next effect of the key, if the lease goes on with it.</param>
internal readonly record struct WrittenOutcome(bool Held, ClaimedEffect? Next);

/// <summary>
/// Writes outcomes with what follows from them, each only under its lease: what came together in one transaction and one round
/// trip. A failing database is tried again: a thing that was done must not be done twice.
/// </summary>
internal sealed class EffectOutcomes : IAsyncDisposable
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    private readonly OutcomeBatch batch;
    private readonly GroupCommit<EffectOutcome, WrittenOutcome> commits;
    private readonly ILogger<Outbox> logger;
    private readonly CancellationToken giveUp;

    /// <summary>Starts the writer.</summary>
    /// <param name="batch">The transaction.</param>
    /// <param name="logger">Told of failures.</param>
    /// <param name="giveUp">Ends the trying at a stop.</param>
    public EffectOutcomes(OutcomeBatch batch, ILogger<Outbox> logger, CancellationToken giveUp)
    {
        (this.batch, this.logger, this.giveUp) = (batch, logger, giveUp);
        commits = new(new(MaxBatch: 256, Writers: 1), WriteAsync, outcome => outcome.Effect.Key);
    }

    /// <summary>Writes one.</summary>
    /// <param name="outcome">The outcome.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="UnstorableEffectException">The database refuses a value of what follows.</exception>
    public Task<WrittenOutcome> WriteAsync(EffectOutcome outcome) =>
        commits.Add(outcome, outcome.Effect.Body.Length + outcome.Next.Sum(n => n.Body.Length), CancellationToken.None);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => commits.DisposeAsync();

    private async Task WriteAsync(IReadOnlyList<Pending<EffectOutcome, WrittenOutcome>> pending)
    {
        for (var wait = TimeSpan.FromMilliseconds(50); ; wait = wait * 2 < LongestWait ? wait * 2 : LongestWait)
        {
            try
            {
                var written = await batch.WriteAsync([.. pending.Select(p => p.Item)]);
                for (var i = 0; i < pending.Count; i++)
                {
                    pending[i].TrySetResult(written[i]);
                }

                return;
            }
            catch (PostgresException e) when (e.SqlState[..2] is "22" or "23" or "54")
            {
                await BisectAsync(pending, e);
                return;
            }
            catch (Exception e) when (e is NpgsqlException or IOException or TimeoutException or InvalidOperationException)
            {
                logger.LogWarning("Outcomes of {Count} effects not written, again in {Wait}: {Message}", pending.Count, wait, e.Message);
                await Task.Delay(wait, giveUp);
            }
        }
    }

    private async Task BisectAsync(IReadOnlyList<Pending<EffectOutcome, WrittenOutcome>> pending, PostgresException e)
    {
        if (pending.Count == 1)
        {
            pending[0].TrySetException(
                new UnstorableEffectException($"Outcome of {pending[0].Item.Effect.Id}: {e.SqlState} {e.MessageText}"));
            return;
        }

        var half = pending.Count / 2;
        await WriteAsync([.. pending.Take(half)]);
        await WriteAsync([.. pending.Skip(half)]);
    }
}
