using Npgsql;

namespace MoodleGrains.Silo.Hosting;

/// <summary>The streams of one kind of grain, for commands that only look: read models stand still where no silo runs.</summary>
internal sealed class StreamsAtHand(NpgsqlDataSource database, IEventReader events)
{
    /// <summary>Every grain of a kind there ever was, by site and name.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Their sites and names.</returns>
    public async Task<IReadOnlyList<(string Site, string Name)>> Names(string kind, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(@"select id from mg_streams where starts_with(id, $1) order by id collate ""C""");
        command.Parameters.Add(new() { Value = kind + "-" });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var names = new List<(string, string)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var grain = new StreamKey(reader.GetString(0));
            names.Add((grain.Site, grain.Name));
        }

        return names;
    }

    /// <summary>How a grain stands.</summary>
    /// <typeparam name="T">The grain's state.</typeparam>
    /// <param name="grain">The grain.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The state; the initial one if nothing ever happened to it.</returns>
    public async Task<T> Find<T>(StreamKey grain, CancellationToken cancellationToken)
        where T : class, IAggregate<T>
    {
        var state = T.Initial;
        await foreach (var recorded in events.Read(grain, afterVersion: 0, cancellationToken))
        {
            state = T.Evolve(state, recorded.Event);
        }

        return state;
    }
}
