using Dapper;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.Rosters;
using Npgsql;

namespace MoodleGrains.ClientApi.Rosters;

/// <summary>Rosters as their read model has them.</summary>
public static class RosterList
{
    /// <summary>Rosters, by site and name.</summary>
    /// <param name="db">The database.</param>
    /// <param name="sites">The sites that are asked for; null for every one.</param>
    /// <param name="after">Only those behind this site and name.</param>
    /// <param name="rows">How many at most.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The rosters.</returns>
    public static async Task<IReadOnlyList<RosterAnswer>> Read(
        NpgsqlDataSource db, string[]? sites, (string Site, string Name) after, int rows, CancellationToken cancellationToken)
    {
        const string sql = $"""
            select site, name, revision::int, terms, last_run::int as LastRun, last_state as LastState
            from mg_rosters
            {SiteAndName.Page}
            """;
        await using var connection = await db.OpenConnectionAsync(cancellationToken);
        var found = await connection.QueryAsync<Row>(
            new(sql, new { sites, site = after.Site, name = after.Name, rows }, cancellationToken: cancellationToken));
        return [.. found.Select(row => new RosterAnswer(
            row.Site, row.Name, row.Revision, RosterTerms.FromJson(row.Terms), row.LastRun, row.LastState))];
    }

    private sealed record Row
    {
        public required string Site { get; init; }

        public required string Name { get; init; }

        public int Revision { get; init; }

        public required string Terms { get; init; }

        public int? LastRun { get; init; }

        public string? LastState { get; init; }
    }
}
