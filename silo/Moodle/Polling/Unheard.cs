using Npgsql;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>
/// Counts what webhooks lost. A change is lost if a poll found it, a plugin of the site tells such changes, and no delivery
/// about it came between the reading before and ten minutes after it was found. It is counted under the plugin that was heard of
/// last. Told by nosey: courses, categories, users enrolled and gone from a course. By the others also: users and conferences made
/// and deleted. Nothing else is counted: times and visibility of conferences, suspensions and roles no plugin tells in full.
/// Sites that keep only some kinds of events are not counted.
/// </summary>
internal sealed class Unheard(NpgsqlDataSource database)
{
    /// <summary>A course was made, changed or deleted.</summary>
    public const string Course = "course";

    /// <summary>A category was made, changed or deleted.</summary>
    public const string Category = "category";

    /// <summary>A user's account was made or deleted.</summary>
    public const string User = "user";

    /// <summary>A conference was made or deleted.</summary>
    public const string Conference = "conference";

    /// <summary>Somebody was enrolled, or is gone from a course.</summary>
    public const string Enrolment = "enrolment";

    private const string Suspect = """
        insert into mg_poll_unheard (site, kind, object_id, user_id, since) select $1, $2, g.object_id, g.user_id, $5
        from unnest($3, $4) as g(object_id, user_id) on conflict do nothing
        """;

    private const string Judge = """
        with plugin as (
          select shape from mg_site_counts where site = $1 and accepted > 0 and shape in ('nosey', 'local_webhooks', 'local_webhookengine')
          order by last_at desc limit 1),
        judged as (delete from mg_poll_unheard where site = $1 and found_at < now() - $2::interval returning *),
        lost as (
          select count(*) as n from judged j, plugin p
          where (p.shape <> 'nosey' or j.kind in ('course', 'category', 'enrolment')) and not exists (
            select 1 from mg_inbox i where i.site = $1 and i.received_at >= j.since and case j.kind
              when 'course' then i.object_id = j.object_id and i.event in ('\core\event\course_created', '\core\event\course_updated', '\core\event\course_restored', '\core\event\course_deleted')
              when 'category' then i.object_id = j.object_id and i.event like '%course_category_%'
              when 'user' then coalesce(i.related_user_id, i.object_id) = j.object_id and i.event like '%user_%'
              when 'conference' then i.object_id = j.object_id and i.event like '%course_module_%'
              else i.course_id = j.object_id and i.related_user_id = j.user_id and i.event like '%user_enrolment_%' end))
        update mg_site_counts c set lost = c.lost + l.n from lost l, plugin p where c.site = $1 and c.shape = p.shape and l.n > 0
        returning l.n
        """;

    /// <summary>A poll found changes.</summary>
    /// <param name="run">The reconcile.</param>
    /// <param name="kind">What was changed.</param>
    /// <param name="since">When the same was read before, by the database's clock; null if never: then there is nothing to say.</param>
    /// <param name="changed">The objects, and the users where it is about enrolments.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    public async Task SuspectAsync(
        PollRun run, string kind, DateTime? since, IReadOnlyCollection<(long Object, long User)> changed,
        CancellationToken cancellationToken)
    {
        if (since is null || changed.Count == 0 || !run.Polling.TellsAll)
        {
            return;
        }

        await using var command = database.CreateCommand(Suspect);
        command.Parameters.Add(new() { Value = run.Site });
        command.Parameters.Add(new() { Value = kind });
        command.Parameters.Add(new() { Value = changed.Select(one => one.Object).ToArray() });
        command.Parameters.Add(new() { Value = changed.Select(one => one.User).ToArray() });
        command.Parameters.Add(new() { Value = since.Value });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Judges what was found some time ago, and counts what stayed unheard of.</summary>
    /// <param name="site">The site.</param>
    /// <param name="patience">For how long webhooks may be late.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>How many were lost.</returns>
    public async Task<long> JudgeAsync(string site, TimeSpan patience, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Judge);
        command.Parameters.Add(new() { Value = site });
        command.Parameters.Add(new() { Value = patience });
        return await command.ExecuteScalarAsync(cancellationToken) as long? ?? 0;
    }
}
