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
    // No participant's key is empty.
    private const string Itself = "";

    /// <summary>What is remembered.</summary>
    /// <param name="run">A run of the roster.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>By the course's key.</returns>
    public async Task<IReadOnlyDictionary<string, RememberedKeys>> ReadAsync(RunKey run, CancellationToken cancellationToken)
    {
        var rows = await database.AskAsync(
            run.OfRoster("select course_key, member_key, user_id from mg_roster_keys where site = $1 and roster = $2"),
            row => new SeenKey(row.GetString(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetInt64(2)),
            cancellationToken);
        return rows.GroupBy(key => key.CourseKey, StringComparer.Ordinal).ToDictionary(
            course => course.Key,
            course => new RememberedKeys(
                course.Where(key => key.UserId is not null)
                    .ToDictionary(key => key.MemberKey, key => key.UserId!.Value, StringComparer.Ordinal),
                course.Where(key => key.UserId is null && key.MemberKey != Itself).Select(key => key.MemberKey)
                    .ToHashSet(StringComparer.Ordinal)),
            StringComparer.Ordinal);
    }

    /// <summary>What is to be remembered, as rows.</summary>
    /// <param name="keys">By the course's key.</param>
    /// <returns>The rows; one for the course itself, for it may have no participants.</returns>
    public static IReadOnlyList<SeenKey> Rows(IReadOnlyDictionary<string, RememberedKeys> keys) =>
    [
        .. keys.SelectMany(course => (IEnumerable<SeenKey>)
        [
            new(course.Key, Itself, null),
            .. course.Value.Found.Select(found => new SeenKey(course.Key, found.Key, found.Value)),
            .. course.Value.NotFound.Where(key => !course.Value.Found.ContainsKey(key)).Select(key => new SeenKey(course.Key, key, null)),
        ]),
    ];

    /// <summary>
    /// Remembers what a run saw, in the place of what was remembered; told again, or of a run that takes another one back, it changes
    /// nothing.
    /// </summary>
    /// <param name="run">The run, finished.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    public Task RememberAsync(RunKey run, CancellationToken cancellationToken) => database.DoAsync(
        [
            run.Command("""
                delete from mg_roster_keys where site = $1 and roster = $2
                and exists (select from mg_roster_seen where site = $1 and roster = $2 and run = $3)
                """),
            run.Command("""
                insert into mg_roster_keys (site, roster, course_key, member_key, user_id)
                select site, roster, course_key, member_key, user_id from mg_roster_seen where site = $1 and roster = $2 and run = $3
                """),
            run.Command("delete from mg_roster_seen where site = $1 and roster = $2 and run = $3"),
        ],
        cancellationToken);
}
