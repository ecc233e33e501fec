using Npgsql;

namespace MoodleGrains.Silo.Announcements;

/// <summary>
/// Which announcements are wanted, in a table of our own (<c>mg_announced</c>): written before an announcement is told that it is
/// wanted, and after it was told that it is not. Its commits need not wait for the disk: whatever follows from them is written later.
/// </summary>
internal sealed class AnnouncementRegistry(NpgsqlDataSource database)
{
    /// <summary>How long the newly announced conferences of a rule are counted together.</summary>
    public static readonly TimeSpan Burst = TimeSpan.FromMinutes(10);

    /// <summary>Takes what a change announces anew, whatever its number: the change was counted as a whole.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="steps">The new ones.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    public async Task WriteAsync(string site, IReadOnlyList<Step> steps, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            insert into mg_announced (site, conference, channel, rule, wanted)
            select $1, n.conference, n.channel, n.rule, true
            from (select set_config('synchronous_commit', 'off', true)) as quick, unnest($2, $3, $4) as n(conference, channel, rule)
            on conflict (site, conference, channel) do update set wanted = true, rule = excluded.rule, burst_at = null
            """);
        command.Parameters.Add(new() { Value = site });
        command.Parameters.Add(new() { Value = steps.Select(step => step.Conference.Id).ToArray() });
        command.Parameters.Add(new() { Value = steps.Select(step => step.Channel).ToArray() });
        command.Parameters.Add(new() { Value = steps.Select(step => step.Rule!).ToArray() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Takes what one conference announces anew, where its rule has not announced too many of late.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="steps">The new ones, all of one conference.</param>
    /// <param name="most">For each: how many its rule may announce within <see cref="Burst"/>; 0 for no bound.</param>
    /// <param name="now">Now, UTC.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The channels of those that were taken.</returns>
    public async Task<IReadOnlySet<string>> WriteOneByOneAsync(
        string site, IReadOnlyList<Step> steps, IReadOnlyList<int> most, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            insert into mg_announced (site, conference, channel, rule, wanted, burst_at)
            select $1, $2, n.channel, n.rule, true, $6
            from (select set_config('synchronous_commit', 'off', true)) as quick, unnest($3, $4, $5) as n(channel, rule, most)
            where n.most = 0
               or n.most > (select count(distinct conference) from mg_announced a where a.site = $1 and a.rule = n.rule and a.burst_at > $7)
            on conflict (site, conference, channel) do update set wanted = true, rule = excluded.rule, burst_at = excluded.burst_at
            returning channel
            """);
        command.Parameters.Add(new() { Value = site });
        command.Parameters.Add(new() { Value = steps[0].Conference.Id });
        command.Parameters.Add(new() { Value = steps.Select(step => step.Channel).ToArray() });
        command.Parameters.Add(new() { Value = steps.Select(step => step.Rule!).ToArray() });
        command.Parameters.Add(new() { Value = most.ToArray() });
        command.Parameters.Add(new() { Value = now.UtcDateTime });
        command.Parameters.Add(new() { Value = (now - Burst).UtcDateTime });
        var taken = new HashSet<string>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            taken.Add(reader.GetString(0));
        }

        return taken;
    }

    /// <summary>Strikes out what is no longer wanted, and was told so.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="steps">Which.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    public async Task StrikeAsync(string site, IReadOnlyList<Step> steps, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            update mg_announced a set wanted = false
            from (select set_config('synchronous_commit', 'off', true)) as quick, unnest($2, $3) as n(conference, channel)
            where a.site = $1 and a.conference = n.conference and a.channel = n.channel
            """);
        command.Parameters.Add(new() { Value = site });
        command.Parameters.Add(new() { Value = steps.Select(step => step.Conference.Id).ToArray() });
        command.Parameters.Add(new() { Value = steps.Select(step => step.Channel).ToArray() });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
