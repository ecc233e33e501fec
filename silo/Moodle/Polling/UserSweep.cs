using MoodleGrains.Silo.Moodle.Client;
using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>
/// Reads all users: first the list of their ids, whole, so that it can be said who is gone; then each of them, in parts. A reading that the
/// budget or a crash ended goes on behind the last part. Of a large site that is done once a day.
/// </summary>
internal sealed class UserSweep(
    NpgsqlDataSource database, Known known, ListGuard guard, SiteLists lists, Observations observations, PolledPeople people,
    Unheard unheard,
    SiteScope scope)
{
    /// <summary>A site of so many users is read at each reconcile: it takes a few calls.</summary>
    public const int Few = 1000;

    private const long Day = 86_400;

    private const string Begin = """
        insert into mg_poll_sites as s (site, users_total, users_after, users_began) values ($1, $2, 0, $3)
        on conflict (site) do update set users_total = excluded.users_total, users_after = coalesce(s.users_after, 0),
          users_read = case when s.users_after is null then 0 else s.users_read end,
          users_began = case when s.users_after is null then excluded.users_began else s.users_began end
        """;

    private const string End = """
        update mg_poll_sites set users_at = $2, users_since = users_began, users_began = null, users_after = null, users_read = users_total where site = $1
        """;

    /// <summary>Begins a reading that is due, or goes on with one.</summary>
    /// <param name="run">The reconcile.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>A task.</returns>
    /// <exception cref="HeldException">The list of users is not believed.</exception>
    public async Task RunAsync(PollRun run, CancellationToken cancellationToken)
    {
        var last = await LastAsync(run.Site, cancellationToken);
        if (last is { After: null, At: { } at, Total: > Few } && run.Now - at < Day - (long)(run.Polling.Full / 2).TotalSeconds)
        {
            return;
        }

        var asked = await observations.ClockAsync(cancellationToken);
        var believed = await known.UsersAsync(run.Site, cancellationToken);
        IReadOnlyList<long> ids;
        if (run.Polling.Categories is not null)
        {
            // Of a limited site only those who are enrolled inside; the lists of participants told who that is.
            await scope.ForgetAsync(run.Site, cancellationToken);
            ids = await scope.PeopleAsync(run.Site, cancellationToken);
        }
        else
        {
            ids = (await run.Moodle.UserIdsAsync(cancellationToken)).Ids;
            var since = await guard.PassAsync(run.Site, "users", believed.Count, ids, cancellationToken);
            await AbsentAsync(run, [.. believed.Except(ids)], since, asked, cancellationToken);
        }

        await RunAsync(Begin, cancellationToken, run.Site, ids.Count, asked);
        var left = await EachAsync(run, [.. ids.Where(id => id > (last.After ?? 0))], ids.Count, believed, last.Since, cancellationToken);
        if (left == 0)
        {
            await RunAsync(End, cancellationToken, run.Site, run.Now);
            return;
        }

        run.Note($"{left} users are left to the next reconcile: Sites:{run.Site}:Poll:Calls is {run.Polling.Calls}.");
        run.GoesOn |= last.At is null && left < ids.Count;
    }

    private async Task<int> EachAsync(
        PollRun run, long[] ids, int total, HashSet<long> believed, DateTime? since, CancellationToken cancellationToken)
    {
        var left = ids.Length;
        foreach (var some in ids.Chunk(MoodleSite.UsersInOneCall).TakeWhile(_ => run.Affords(1)))
        {
            var asked = await observations.ClockAsync(cancellationToken);
            var read = await run.Moodle.ListedUsersAsync(some, cancellationToken);
            await AbsentAsync(run, [.. read.Refused, .. read.Deleted], since, asked, cancellationToken);
            await people.KeepAsync(run.Site, read.People, cancellationToken);
            var changed = await observations.TellAsync(run, read.Told, asked, cancellationToken);

            // Suspensions no plugin tells.
            await unheard.SuspectAsync(
                run, Unheard.User, since, [.. changed.Where(grain => !believed.Contains(grain.Number)).Select(grain => (grain.Number, 0L))],
                cancellationToken);
            left -= some.Length;
            await RunAsync(
                "update mg_poll_sites set users_after = $2, users_read = $3 where site = $1", cancellationToken, run.Site, some[^1], total
                    - left);
        }

        return left;
    }

    private async Task AbsentAsync(PollRun run, List<long> absent, DateTime? since, DateTime asked, CancellationToken cancellationToken)
    {
        if (absent.Count == 0)
        {
            return;
        }

        await SiteLists.AskAsync(
            run, "users who are not in the list", absent, (some, most) => run.Moodle.AskUsersAsync(some, most, cancellationToken),
            async answers =>
            {
                await lists.AbsentAsync(run, Unheard.User, since, answers, asked, cancellationToken);
                await people.EraseAsync(
                    run.Site, [.. answers.Of.Where(one => one.Value == Presence.Gone).Select(one => one.Key)], cancellationToken);
            },
            cancellationToken);
    }

    private async Task<Stand> LastAsync(string site, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select users_total, users_after, users_at, users_since from mg_poll_sites where site = $1");
        command.Parameters.Add(new() { Value = site });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new(
                reader.IsDBNull(0) ? null : reader.GetInt32(0), reader.IsDBNull(1) ? null : reader.GetInt64(1),
                reader.IsDBNull(2) ? null : reader.GetInt64(2), reader.IsDBNull(3) ? null : reader.GetDateTime(3))
            : new(null, null, null, null);
    }

    private async Task RunAsync(string sql, CancellationToken cancellationToken, params object[] values)
    {
        await using var command = database.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters
                .Add(value is DateTime time ? new() { Value = time, NpgsqlDbType = NpgsqlDbType.TimestampTz } : new() { Value = value });
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // After: the last user of a reading that is not through; At and Since: when the last whole one began, by our clock and the database's.
    private sealed record Stand(int? Total, long? After, long? At, DateTime? Since);
}
