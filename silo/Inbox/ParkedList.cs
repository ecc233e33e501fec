using MoodleGrains.ClientApi.Operations;
using Npgsql;

namespace MoodleGrains.Silo.Inbox;

/// <summary>What is parked.</summary>
internal static class ParkedList
{
    /// <summary>Reads it, oldest first.</summary>
    /// <param name="database">The database.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>All of it.</returns>
    public static async Task<IReadOnlyList<ParkedItem>> Read(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select what, key, stream_id, position, since, error from mg_parked order by since, what, key");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var items = new List<ParkedItem>();
        while (await reader.ReadAsync(cancellationToken))
        {
            items.Add(new(
                reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetInt64(3), reader.GetDateTime(4),
                reader.GetString(5)));
        }

        return items;
    }
}
