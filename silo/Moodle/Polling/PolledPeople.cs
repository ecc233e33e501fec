using MoodleGrains.Silo.Inbox;
using MoodleGrains.Users;
using Npgsql;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>
/// Keeps what a poll told of persons in the erasable people table, under its law: what is the same is not written, so that a poll
/// that finds nothing new writes nothing.
/// </summary>
internal sealed class PolledPeople(NpgsqlDataSource database)
{
    private const int Page = 1000;

    /// <summary>Keeps them.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="people">What was told.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    public async Task KeepAsync(string site, IReadOnlyList<ObservedPerson> people, CancellationToken cancellationToken)
    {
        foreach (var page in people.DistinctBy(person => person.UserId).Chunk(Page))
        {
            await using var batch = database.CreateBatch();
            batch.BatchCommands.Add(People.News(site, page));
            await batch.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    /// <summary>Erases persons whose accounts are gone, for good.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="users">Moodle's ids of the users.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    public async Task EraseAsync(string site, IReadOnlyCollection<long> users, CancellationToken cancellationToken)
    {
        if (users.Count == 0)
        {
            return;
        }

        await using var batch = database.CreateBatch();
        foreach (var user in users.Order())
        {
            batch.BatchCommands.Add(People.Erased(site, user));
        }

        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
