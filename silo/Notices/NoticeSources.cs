namespace MoodleGrains.Silo.Notices;

/// <summary>The conditions that stand in the database: one query each.</summary>
internal static class NoticeSources
{
    private const string LastRuns = """
        (select distinct on (n.site, n.roster) n.* from mg_roster_runs n join mg_rosters r on r.site = n.site and r.name = n.roster
         where not n.dry_run and n.state <> 'planning' order by n.site, n.roster, n.run desc) last
        """;

    // accessexception to the site's own description is what Moodle says of a token that ran out.
    private const string AccountRefused = "TokenInvalid|LoginRefused|core_webservice_get_site_info: FunctionNotInService";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<INoticeSource> All { get; } =
    [
        // Those with one remedy are one condition: an outage makes many at once.
        new SqlSource(NoticeKinds.DeadLetter, """
            select type || '-' || left(md5(coalesce(remedy, '')), 8), 'silo outbox replay --all-dead', count(*)::text, type,
              (array_agg(coalesce(last_error, '') order by failed_at desc nulls last))[1],
              coalesce(remedy, 'Mend the cause, then replay or drop them.')
            from mg_effects where state = 'dead' group by type, remedy
            """),
        new SqlSource(NoticeKinds.Parked, """
            select what, 'silo parked --retry', count(*)::text, what, (array_agg(error order by since desc))[1]
            from mg_parked group by what
            """),
        new SqlSource(NoticeKinds.RuleHeld, """
            select site || '-' || name, 'silo rule approve ' || site || '/' || name, site, name, coalesce(held_what, ''), coalesce(held_count, 0)::text
            from mg_rules where state = 'held'
            """),
        new SqlSource(NoticeKinds.InvitationHeld, """
            select site || '-' || id, 'silo digest approve ' || id || ' --site ' || site, site, users::text
            from mg_invitations where released_at is null
            """),
        new SqlSource(NoticeKinds.RosterWaits, """
            select n.site || '-' || n.roster || '-' || n.run, 'silo roster approve ' || n.site || '/' || n.roster || ' --hash ' || n.hash,
              n.site, n.roster, n.run::text, (select coalesce(string_agg(said, ' '), '') from jsonb_array_elements_text(coalesce(n.tripped, '[]')::jsonb) said)
            from mg_roster_runs n join mg_rosters r on r.site = n.site and r.name = n.roster
            where n.state = 'waiting'
            """),

        // The last run that was to change something: one that is planned now says nothing yet.
        new SqlSource(NoticeKinds.RosterFailed, $"""
            select site || '-' || roster, 'silo roster report ' || site || '/' || roster, site, roster, run::text, coalesce(reason, '')
            from {LastRuns} where state = 'failed'
            """),
        new SqlSource(NoticeKinds.RosterRefused, $"""
            select site || '-' || roster || '-' || run, 'silo roster report ' || site || '/' || roster || ' --run ' || run, site, roster, run::text, failed::text
            from {LastRuns} where state = 'finished' and failed > 0
            """),
        new SqlSource(NoticeKinds.DigestUntold, """
            select site, 'silo doctor', site, count(*)::text
            from mg_digests where subscribed and last_outcome = 'not_told' group by site
            """),

        // A refused account is its own condition; anything else counts once an hour went by without a success.
        new SqlSource(NoticeKinds.TokenLost, $"""
            select site, 'silo login ' || site, site, coalesce(full_problem, conferences_problem)
            from mg_poll_sites where coalesce(full_problem, conferences_problem) ~ '{AccountRefused}'
            """),
        new SqlSource(NoticeKinds.PollFailing, $"""
            select site, 'silo doctor', site, coalesce(to_char(to_timestamp(greatest(full_at, conferences_at)) at time zone 'UTC', 'YYYY-MM-DD HH24:MI'), '-'),
              coalesce(full_problem, conferences_problem)
            from mg_poll_sites
            where coalesce(full_problem, conferences_problem) is not null
              and coalesce(full_problem, conferences_problem) !~ '{AccountRefused}'
              and extract(epoch from $1::timestamptz) - coalesce(least(full_at, conferences_at), 0) > 3600
            """) { ByClock = true },
        new SqlSource(NoticeKinds.ListHeld, """
            select site || '-' || list, 'silo poll accept ' || site, site, list, size::text, held_size::text
            from mg_poll_lists where held_hash is not null
            """),
    ];
}
