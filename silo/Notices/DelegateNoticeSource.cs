using Npgsql;

namespace MoodleGrains.Silo.Notices;

/// <summary>Conditions that another part of this silo knows of by itself.</summary>
/// <param name="Kind">See <see cref="INoticeSource.Kind"/>.</param>
/// <param name="Tell">Asks that part.</param>
internal sealed record DelegateNoticeSource(string Kind, Func<IReadOnlyList<Condition>> Tell) : INoticeSource
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<Condition>> FindAsync(NpgsqlDataSource database, DateTimeOffset now, CancellationToken cancellationToken) =>
        Task.FromResult(Tell());
}
