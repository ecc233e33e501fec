using System.Globalization;
using Npgsql;

namespace MoodleGrains.Silo.Notices;

/// <summary>
/// A plugin that has been silent for much longer than in the weeks before. Each look notes how long the silence before the latest
/// delivery was; the longest of each week is kept. It judges only with a weekend in its memory. All times are the database's clock.
/// </summary>
/// <param name="sites">The sites of the configuration; others are history.</param>
internal sealed class SilentPlugins(IReadOnlyList<string> sites) : INoticeSource
{
    // A silence that was told as a condition does not become the rule.
    private const string Note = """
        with usual as (
            select r.site, r.shape, max(r.seen_at) as seen_at, max(r.longest) as longest from mg_site_rhythms r
            where r.week >= (now() - interval '5 weeks')::date group by r.site, r.shape)
        insert into mg_site_rhythms as r (site, shape, week, seen_at, longest)
        select c.site, c.shape, date_trunc('week', now())::date, c.last_at,
          case when u.seen_at is null or c.last_at - u.seen_at > greatest(interval '1 hour', 1.5 * u.longest) and exists (
              select 1 from mg_notices n where n.kind = 'plugin_silent' and n.subject = c.site || '-' || c.shape)
            then interval '0' else c.last_at - u.seen_at end
        from mg_site_counts c left join usual u using (site, shape)
        where c.accepted > 0
        on conflict (site, shape, week) do update set seen_at = excluded.seen_at, longest = greatest(r.longest, excluded.longest)
        """;

    private const string Find = """
        select c.site, c.shape, to_char(c.last_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI'),
          extract(epoch from greatest(interval '1 hour', max(r.longest)))::bigint
        from mg_site_counts c join mg_site_rhythms r using (site, shape)
        where c.site = any($1) and r.week >= (now() - interval '5 weeks')::date
        group by c.site, c.shape, c.last_at
        having now() - c.last_at > 1.5 * greatest(interval '1 hour', max(r.longest)) and min(r.week) <= (now() - interval '14 days')::date
        """;

    /// <inheritdoc/>
    public string Kind => NoticeKinds.PluginSilent;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Condition>> FindAsync(
        NpgsqlDataSource database,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        await using (var note = database.CreateCommand(Note))
        {
            await note.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var command = database.CreateCommand(Find);
        command.Parameters.Add(new() { Value = sites.ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<Condition> found = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            var (site, shape) = (reader.GetString(0), reader.GetString(1));
            var hours = string.Create(CultureInfo.InvariantCulture, $"{reader.GetInt64(3) / 3600.0:0.#} h");
            found.Add(new($"{site}-{shape}", "silo doctor", site, shape, reader.GetString(2), hours));
        }

        return found;
    }
}
