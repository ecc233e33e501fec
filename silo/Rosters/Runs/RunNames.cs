using Npgsql;

namespace MoodleGrains.Silo.Rosters.Runs;

/// <summary>What rosters call users: plans are read by persons, and streams hold numbers only.</summary>
internal sealed class RunNames(NpgsqlDataSource database)
{
    /// <summary>The names of users, by the last run that named them.</summary>
    /// <param name="run">A run of the roster.</param>
    /// <param name="users">Moodle's ids of users.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The names, as far as they are kept.</returns>
    public async Task<IReadOnlyDictionary<long, string>> OfAsync(
        RunKey run,
        IReadOnlyCollection<long> users,
        CancellationToken cancellationToken) =>
        users.Count == 0
            ? new Dictionary<long, string>()
            : (await database.AskAsync(
                run.Command(
                    """
                    select distinct on (user_id) user_id, name from (
                        select user_id, name, run from mg_roster_items
                        where site = $1 and roster = $2 and run <= $3 and user_id = any($4) and name is not null
                        union all
                        select user_id, member_key, 0 from mg_roster_keys where site = $1 and roster = $2 and user_id = any($4)) named
                    order by user_id, run desc, name
                    """,
                    users.ToArray()),
                row => (Id: row.GetInt64(0), Name: row.GetString(1)),
                cancellationToken)).ToDictionary(user => user.Id, user => user.Name);
}
