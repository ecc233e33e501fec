using System.Globalization;
using MoodleGrains.Conferences;
using MoodleGrains.Convergence;
using MoodleGrains.Courses;
using MoodleGrains.Silo.Moodle.Client;
using Npgsql;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>What of a site is kept where <c>Sites:{slug}:Categories</c> limits it.</summary>
/// <param name="Inside">The categories of the setting, and those below them.</param>
/// <param name="Left">Those that were among them at the last reading.</param>
/// <param name="Categories">All categories, as they were read.</param>
internal sealed record ScopeRead(IReadOnlySet<long> Inside, IReadOnlySet<long> Left, CategoriesRead Categories);

/// <summary>
/// Limits a site to some categories and what is below them. Which courses are inside, <see cref="CourseTurns"/> knows: of a limited site it
/// has no others.
/// </summary>
internal sealed class SiteScope(NpgsqlDataSource database, ListGuard guard, Known known, CourseTurns turns, Observations observations)
{
    private const string Save = """
        with given as (select unnest($2::bigint[]) as id), gone as (delete from mg_poll_categories where site = $1 and category_id not in (select id from given))
        insert into mg_poll_categories (site, category_id) select $1, id from given on conflict do nothing
        """;

    // Who was enrolled since is not in the read model yet: those are told again with their course. A deleted user's empty row stays.
    private const string Forget = """
        delete from mg_people p where p.site = $1 and not p.erased
          and not exists (select from mg_enrolments e where e.site = p.site and e.user_id = p.user_id)
        """;

    /// <summary>Reads which categories are inside.</summary>
    /// <param name="run">The reading.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The scope; null where the whole site is kept.</returns>
    /// <exception cref="HeldException">So many categories are not inside any more that it is not believed.</exception>
    public async Task<ScopeRead?> ReadAsync(PollRun run, CancellationToken cancellationToken)
    {
        if (run.Polling.Categories is not { } scope)
        {
            return null;
        }

        var read = await run.Moodle.CategoriesAsync(cancellationToken);
        var inside = scope.Inside(read.Categories);
        foreach (var unknown in scope.Roots.Where(id => !read.Categories.ContainsKey(id)).Order())
        {
            run.Note(string.Create(
                CultureInfo.InvariantCulture,
                $"Sites:{run.Site}:Categories names {unknown}, which is no category that this token sees."));
        }

        await guard.PassAsync(run.Site, "scope", null, inside, cancellationToken);
        var before = await IdsAsync("select category_id from mg_poll_categories where site = $1", run.Site, cancellationToken);
        await using var command = database.CreateCommand(Save);
        command.Parameters.Add(new() { Value = run.Site });
        command.Parameters.Add(new() { Value = inside.ToArray() });
        await command.ExecuteNonQueryAsync(cancellationToken);
        before.ExceptWith(inside);
        return new(inside, before, read);
    }

    /// <summary>
    /// Courses that are outside now: everybody is taken out of them and their conferences are hidden, as far as we know them. Moved back
    /// in, they are read anew.
    /// </summary>
    /// <param name="run">The reading.</param>
    /// <param name="courses">The courses that left.</param>
    /// <param name="at">When they were read to be outside, Unix seconds by the site's clock.</param>
    /// <param name="asked">From <see cref="Observations.ClockAsync"/>, before Moodle was asked.</param>
    /// <param name="cancellationToken">Stops the sending.</param>
    /// <returns>A task.</returns>
    public async Task LeaveAsync(
        PollRun run,
        IReadOnlyCollection<long> courses,
        long at,
        DateTime asked,
        CancellationToken cancellationToken)
    {
        if (courses.Count == 0)
        {
            return;
        }

        var stamp = new FieldVersion(null, at, SourcePrecedence.Polled);
        var conferences = await known.ConferencesAsync(run.Site, null, cancellationToken);
        await observations.TellAsync(
            run,
            [
                .. courses.Select(id => (StreamKey.For(Course.Kind, run.Site, id), (ICommand)new ObserveParticipants([], stamp))),
                .. conferences.Where(one => courses.Contains(one.Course)).Select(one => (
                    ConferenceId.OfRow(run.Site, one.Id),
                    (ICommand)new ObserveConference(one.Module, one.Instance, one.Course, null, null, null, false, null, stamp))),
            ],
            asked,
            cancellationToken);
        await turns.RemoveAsync(run.Site, courses, cancellationToken);
        run.Note(string.Create(CultureInfo.InvariantCulture, $"{courses.Count} courses are outside of Sites:{run.Site}:Categories now."));
    }

    /// <summary>Who is enrolled inside.</summary>
    /// <param name="site">The site.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The users' ids, in ascending order.</returns>
    public async Task<IReadOnlyList<long>> PeopleAsync(string site, CancellationToken cancellationToken) =>
        [.. (await IdsAsync("select distinct user_id from mg_enrolments where site = $1", site, cancellationToken)).Order()];

    /// <summary>Whether a user is enrolled inside.</summary>
    /// <param name="site">The site.</param>
    /// <param name="user">The user.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>True if so.</returns>
    public async Task<bool> HasAsync(string site, long user, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select exists (select from mg_enrolments where site = $1 and user_id = $2)");
        command.Parameters.Add(new() { Value = site });
        command.Parameters.Add(new() { Value = user });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Forgets the names of those who are not enrolled inside.</summary>
    /// <param name="site">The site.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    public async Task ForgetAsync(string site, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Forget);
        command.Parameters.Add(new() { Value = site });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<HashSet<long>> IdsAsync(string sql, string site, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = site });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new HashSet<long>();
        while (await reader.ReadAsync(cancellationToken))
        {
            ids.Add(reader.GetInt64(0));
        }

        return ids;
    }
}
