using MoodleGrains.Rosters;
using Npgsql;

namespace MoodleGrains.Silo.Rosters.Runs;

/// <summary>Who a key of a course's participants is.</summary>
/// <param name="CourseKey">The course of the roster.</param>
/// <param name="MemberKey">The participant's key.</param>
/// <param name="UserId">The user; null for nobody.</param>
internal sealed record SeenKey(string CourseKey, string MemberKey, long? UserId);

/// <summary>
/// Who the names of a roster were when a run of it was last finished, by which a mistyped name is told from an unknown one.
/// </summary>
internal sealed class RunMemory(NpgsqlDataSource database)
{
    /// <summary>What is remembered.</summary>
    /// <param name="run">A run of the roster.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>By the course's key.</returns>
    public async Task<IReadOnlyDictionary<string, RememberedKeys>> ReadAsync(RunKey run, CancellationToken cancellationToken)
    {
        var rows = await database.AskAsync(
            run.Command("select course_key, member_key, user_id from mg_roster_keys where site = $1 and roster = $2 and $3 > 0"),
            row => new SeenKey(row.GetString(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetInt64(2)),
            cancellationToken).ConfigureAwait(false);
        return rows.GroupBy(key => key.CourseKey, StringComparer.Ordinal).ToDictionary(
            course => course.Key,
            course => new RememberedKeys(
                course.Where(key => key.UserId is not null).ToDictionary(key => key.MemberKey, key => key.UserId!.Value, StringComparer.Ordinal),
                course.Where(key => key.UserId is null).Select(key => key.MemberKey).ToHashSet(StringComparer.Ordinal)),
            StringComparer.Ordinal);
    }

    /// <summary>What a run saw: each key of each course, and where a participant was left out that nobody can name, what was known before too.</summary>
    /// <param name="wanted">The roster.</param>
    /// <param name="users">The users found, by key.</param>
    /// <param name="remembered">What is remembered.</param>
    /// <returns>The keys.</returns>
    public static IReadOnlyList<SeenKey> Seen(
        WantedRoster wanted, IReadOnlyDictionary<string, long> users, IReadOnlyDictionary<string, RememberedKeys> remembered)
    {
        var seen = new List<SeenKey>();
        foreach (var course in wanted.Courses)
        {
            var before = remembered.GetValueOrDefault(course.Key);
            var now = new Dictionary<string, long?>(StringComparer.Ordinal);
            foreach (var member in course.Members)
            {
                now[member.Key] = users.TryGetValue(member.Key, out var user) ? user
                    : before is not null && before.Found.TryGetValue(member.Key, out var known) ? known : null;
            }

            foreach (var (key, user) in course.Unnamed && before is not null ? before.Found : new Dictionary<string, long>())
            {
                now.TryAdd(key, user);
            }

            seen.AddRange(now.Select(key => new SeenKey(course.Key, key.Key, key.Value)));
        }

        return seen;
    }

    /// <summary>Remembers what a run saw. Courses that the roster left out stay as they were remembered.</summary>
    /// <param name="run">The run, finished.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>A task.</returns>
    public Task RememberAsync(RunKey run, CancellationToken cancellationToken) => database.DoAsync(
        [
            run.Command("""
                delete from mg_roster_keys k where k.site = $1 and k.roster = $2
                and exists (select from mg_roster_seen s where s.site = $1 and s.roster = $2 and s.run = $3 and s.course_key = k.course_key)
                """),
            run.Command("""
                insert into mg_roster_keys (site, roster, course_key, member_key, user_id)
                select site, roster, course_key, member_key, user_id from mg_roster_seen where site = $1 and roster = $2 and run = $3
                on conflict (site, roster, course_key, member_key) do update set user_id = excluded.user_id
                """),
            run.Command("delete from mg_roster_seen where site = $1 and roster = $2 and run = $3"),
        ],
        cancellationToken);
}
