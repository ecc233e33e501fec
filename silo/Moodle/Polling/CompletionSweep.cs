using MoodleGrains.Silo.Moodle.Client;
using MoodleGrains.Users;
using Npgsql;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>
/// Reads completions, which Moodle tells for one user and course at a time: at a hint, and in a slow sweep over everybody
/// enrolled, a few at each reconcile.
/// </summary>
internal sealed class CompletionSweep(NpgsqlDataSource database, Observations observations, IAggregateClient grains)
{
    /// <summary>So many users and courses at each reconcile, at two requests each.</summary>
    public const int AtOnce = 5;

    private const string NoReport = "cannotviewreport";

    private const string Next = """
        select e.course_id, e.user_id from mg_enrolments e
        join mg_courses c on c.site = e.site and c.id = e.course_id and c.deleted_at is null
        left join mg_poll_courses p on p.site = e.site and p.course_id = e.course_id
        where e.site = $1 and (e.course_id, e.user_id) > ($2, $3) and p.completion is not false order by e.course_id, e.user_id limit $4
        """;

    /// <summary>Goes on with the sweep.</summary>
    /// <param name="run">The reconcile.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>A task.</returns>
    public async Task RunAsync(PollRun run, CancellationToken cancellationToken)
    {
        var (course, user) = await CursorAsync(run.Site, cancellationToken);
        var next = await NextAsync(run.Site, course, user, cancellationToken);
        foreach (var pair in next)
        {
            // What refused one participant refuses the others as well.
            if (pair.Course == course && user == long.MaxValue)
            {
                continue;
            }

            if (!run.Affords(2))
            {
                break;
            }

            var goesOn = await OneAsync(run, pair.Course, pair.User, cancellationToken);
            (course, user) = (pair.Course, goesOn ? pair.User : long.MaxValue);
        }

        // At the end it begins anew.
        await MoveAsync(run.Site, next.Count < AtOnce ? 0 : course, next.Count < AtOnce ? 0 : user, cancellationToken);
    }

    /// <summary>Reads one user in one course.</summary>
    /// <param name="run">The reconcile, or the reading by a hint.</param>
    /// <param name="course">The course.</param>
    /// <param name="user">The user.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>Whether other users of the course are worth asking for.</returns>
    public async Task<bool> OneAsync(PollRun run, long course, long user, CancellationToken cancellationToken)
    {
        var asked = await observations.ClockAsync(cancellationToken);
        var told = new List<(StreamKey Grain, ICommand Command)>();
        var goesOn = true;
        try
        {
            told.AddRange((await run.Moodle.ActivityCompletionsAsync(course, user, cancellationToken)).Told);
            told.AddRange((await run.Moodle.CourseCompletionAsync(course, user, cancellationToken)).Told);
        }
        catch (MoodleFaultException e)
        {
            // A course without completion tracking is refused as one whose report the account may not see. Its activities tell which it is.
            goesOn = told.Count > 0 || e.Fault.Kind is FaultKind.Gone or FaultKind.NothingToTell;
            if (e.Fault.Kind != FaultKind.NothingToTell && (told.Count > 0 || e.Fault.ErrorCode != NoReport))
            {
                await run.LeaveOutAsync("Completions in course", course, e, cancellationToken);
            }
        }

        // Of what nobody completed, and never had, there is nothing to tell.
        var state = await grains.Latest<User>(StreamKey.For(User.Kind, run.Site, user), cancellationToken);
        var heard = state.Completions.ContainsKey(course);
        await observations.TellAsync(
            run, [.. told.Where(one => heard || one.Command is ObserveCompletion { State: not 0 })], asked, cancellationToken);
        return goesOn;
    }

    private async Task<(long Course, long User)> CursorAsync(string site, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select completions_course, completions_user from mg_poll_sites where site = $1");
        command.Parameters.Add(new() { Value = site });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? (reader.GetInt64(0), reader.GetInt64(1)) : (0, 0);
    }

    private async Task<List<(long Course, long User)>> NextAsync(string site, long course, long user, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Next);
        command.Parameters.Add(new() { Value = site });
        command.Parameters.Add(new() { Value = course });
        command.Parameters.Add(new() { Value = user });
        command.Parameters.Add(new() { Value = (long)AtOnce });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var next = new List<(long, long)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            next.Add((reader.GetInt64(0), reader.GetInt64(1)));
        }

        return next;
    }

    private async Task MoveAsync(string site, long course, long user, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("""
            insert into mg_poll_sites as s (site, completions_course, completions_user) values ($1, $2, $3)
            on conflict (site) do update set completions_course = excluded.completions_course, completions_user = excluded.completions_user
            where (s.completions_course, s.completions_user) <> (excluded.completions_course, excluded.completions_user)
            """);
        command.Parameters.Add(new() { Value = site });
        command.Parameters.Add(new() { Value = course });
        command.Parameters.Add(new() { Value = user });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
