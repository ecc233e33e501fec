using Dapper;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.Rules;
using Npgsql;

namespace MoodleGrains.ClientApi.Rules;

/// <summary>Rules as their read model has them.</summary>
internal static class RuleRead
{
    private const string Columns = """
        site, name, revision, in_force as InForce, proposed, held_count as HeldCount, held_what as HeldWhat, put_by as PutBy,
        put_at as PutAt, approved_by as ApprovedBy
        """;

    /// <summary>Rules in force or waiting, by site and name.</summary>
    /// <param name="db">The database.</param>
    /// <param name="sites">The sites that are asked for; null for every one.</param>
    /// <param name="after">Only those behind this site and name.</param>
    /// <param name="rows">How many at most.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The rules.</returns>
    public static async Task<IReadOnlyList<RuleAnswer>> List(
        NpgsqlDataSource db, string[]? sites, (string Site, string Name) after, int rows, CancellationToken cancellationToken)
    {
        const string sql = $"""
            select {Columns} from mg_rules
            {SiteAndName.Page}
            """;
        await using var connection = await db.OpenConnectionAsync(cancellationToken);
        var found = await connection.QueryAsync<Row>(
            new(sql, new { sites, site = after.Site, name = after.Name, rows }, cancellationToken: cancellationToken));
        return [.. found.Select(row => row.ToAnswer())];
    }

    /// <summary>One rule.</summary>
    /// <param name="db">The database.</param>
    /// <param name="site">The slug of the site.</param>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The rule; null if there is none.</returns>
    public static async Task<RuleAnswer?> One(NpgsqlDataSource db, string site, string name, CancellationToken cancellationToken)
    {
        const string sql = $"""
            select {Columns} from mg_rules
            where site = @site and name = @name
            """;
        await using var connection = await db.OpenConnectionAsync(cancellationToken);
        return (await connection.QuerySingleOrDefaultAsync<Row>(new(sql, new { site, name }, cancellationToken: cancellationToken)))?
            .ToAnswer();
    }

    private sealed record Row
    {
        public required string Site { get; init; }

        public required string Name { get; init; }

        public long Revision { get; init; }

        public string? InForce { get; init; }

        public string? Proposed { get; init; }

        public long? HeldCount { get; init; }

        public string? HeldWhat { get; init; }

        public string? PutBy { get; init; }

        public DateTime? PutAt { get; init; }

        public string? ApprovedBy { get; init; }

        public RuleAnswer ToAnswer()
        {
            var rule = new Rule
            {
                Revision = (int)Revision,
                InForce = InForce is null ? null : RuleTerms.FromJson(InForce),
                Proposed = Proposed is null ? null : RuleTerms.FromJson(Proposed),
                Held = HeldCount is { } count ? new((int)count, HeldWhat ?? "") : null,
            };
            return RuleAnswer.Of(Site, Name, rule, PutBy, PutAt, ApprovedBy);
        }
    }
}
