using Dapper;
using MoodleGrains.ClientApi.Api;
using Npgsql;

namespace MoodleGrains.ClientApi.Live;

/// <summary>Reads the feed of some sites onwards from a position.</summary>
internal sealed class FeedReader(NpgsqlDataSource db)
{
    private const int BatchSize = 500;
    private const string HeadSql = "select position from mg_feed order by position desc limit 1";

    /// <summary>The last position of the feed.</summary>
    /// <param name="connection">An open connection.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The position; null if the feed is empty.</returns>
    public static Task<long?> Head(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        connection.QuerySingleOrDefaultAsync<long?>(new(HeadSql, cancellationToken: cancellationToken));

    /// <summary>The last position of the feed.</summary>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The position; 0 if the feed is empty.</returns>
    public async Task<long> Head(CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenConnectionAsync(cancellationToken);
        return await Head(connection, cancellationToken) ?? 0;
    }

    /// <summary>What happened behind a position.</summary>
    /// <param name="sites">The slugs of the sites.</param>
    /// <param name="after">The position.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>
    /// The items in order; up to where was read: the last item of a full batch, else the head of the feed, so that
    /// what happened in other sites is not read again; and whether the batch was full, so that more may wait.
    /// </returns>
    public async Task<(IReadOnlyList<FeedItem> Items, long ReadTo, bool More)> After(
        string[] sites, long after, CancellationToken cancellationToken)
    {
        // The head comes first: what commits in between is then read at most, never passed.
        const string sql = $"""
            {HeadSql};

            select {Feed.Columns} from mg_feed where position > @after and site = any(@sites) order by position limit @rows
            """;
        await using var connection = await db.OpenConnectionAsync(cancellationToken);
        await using var answer = await connection.QueryMultipleAsync(
            new(sql, new { sites, after, rows = BatchSize }, cancellationToken: cancellationToken));
        var head = await answer.ReadSingleOrDefaultAsync<long?>() ?? 0;
        var items = (await answer.ReadAsync<FeedItem>()).AsList();
        var last = items.Count > 0 ? items[^1].Position : after;
        var full = items.Count == BatchSize;
        return (items, full ? last : long.Max(last, head), full);
    }
}
