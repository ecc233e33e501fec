using MoodleGrains.Convergence;
using MoodleGrains.Users;
using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>
/// Keeps what a poll told of persons in the erasable people table, under its law (silo/Inbox/People.cs): what is the same is not
/// written, so that a poll that finds nothing new writes nothing.
/// </summary>
internal sealed class PolledPeople(NpgsqlDataSource database)
{
    private const int Page = 1000;

    private static readonly string[] Fields = ["user_name", "full_name", "email", "id_number"];

    private static readonly string Keep = $"""
        insert into mg_people as p (site, user_id, {string.Join(", ", Fields.Select(f => $"{f}, {f}_stamp"))})
        select $1, t.user_id, {string.Join(", ", Fields.Select(f => $"t.{f}, case when t.{f} is null then null else $7::bigint end"))}
        from unnest($2, $3, $4, $5, $6) as t(user_id, {string.Join(", ", Fields)})
        left join mg_people k on k.site = $1 and k.user_id = t.user_id
        where k.user_id is null or (not k.erased and ({string.Join(" or ", Fields.Select(f =>
            $"(t.{f} is not null and t.{f} is distinct from k.{f} and coalesce(k.{f}_stamp, 0) <= $7)"))}))
        order by t.user_id
        on conflict (site, user_id) do update set {string.Join(", ", Fields.Select(f => $"""
          {f} = case when excluded.{f}_stamp >= coalesce(p.{f}_stamp, 0) then excluded.{f} else p.{f} end,
          {f}_stamp = greatest(p.{f}_stamp, excluded.{f}_stamp)
        """))}
        where not p.erased
        """;

    /// <summary>Keeps them.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="people">What was told, with one stamp for all.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>A task.</returns>
    public async Task KeepAsync(string site, IReadOnlyList<PersonTold> people, CancellationToken cancellationToken)
    {
        foreach (var page in people.DistinctBy(person => person.UserId).Chunk(Page))
        {
            await using var command = database.CreateCommand(Keep);
            command.Parameters.Add(new() { Value = site });
            command.Parameters.Add(new() { Value = page.Select(person => person.UserId).ToArray() });
            foreach (var field in (Func<PersonTold, Told<string>?>[])[p => p.UserName, p => p.FullName, p => p.Email, p => p.IdNumber])
            {
                command.Parameters.Add(new()
                {
                    // PostgreSQL keeps no NUL in a text.
                    Value = page.Select(person => (object?)field(person)?.Value.Replace("\0", "", StringComparison.Ordinal) as string).ToArray(),
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
                });
            }

            command.Parameters.Add(new() { Value = (page[0].Stamp.Told * 4) + (long)page[0].Stamp.Rank });
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Erases persons whose accounts are gone, for good.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="users">Moodle's ids of the users.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>A task.</returns>
    public async Task EraseAsync(string site, IReadOnlyCollection<long> users, CancellationToken cancellationToken)
    {
        if (users.Count == 0)
        {
            return;
        }

        await using var batch = database.CreateBatch();
        foreach (var user in users.Order())
        {
            batch.BatchCommands.Add(Inbox.People.Erased(site, user));
        }

        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }
}
