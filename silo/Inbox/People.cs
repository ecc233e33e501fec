using MoodleGrains.Convergence;
using MoodleGrains.Users;
using Npgsql;
using NpgsqlTypes;

namespace MoodleGrains.Silo.Inbox;

/// <summary>
/// Writes the people table: everything personal, erasable, under the same law of convergence as the streams. A deleted
/// user's row is emptied and stays empty.
/// </summary>
internal static class People
{
    private static readonly Field[] Fields =
    [
        new("user_name", NpgsqlDbType.Text, person => Text(person.UserName, person.Stamp)),
        new("full_name", NpgsqlDbType.Text, person => Text(person.FullName, person.Stamp)),
        new("email", NpgsqlDbType.Text, person => Text(person.Email, person.Stamp)),
        new("id_number", NpgsqlDbType.Text, person => Text(person.IdNumber, person.Stamp)),
        new("confirmed", NpgsqlDbType.Boolean, person => (person.Confirmed, person.Confirmed is null ? null : Number(person.Stamp))),
    ];

    private static readonly string Tell = Statement("");

    // Whoever reads everything again and again must not write it all again.
    private static readonly string TellNews = Statement($"""
        left join mg_people k on k.site = $1 and k.user_id = t.user_id
        where k.user_id is null or (not k.erased and ({string.Join(" or ", Fields.Select(f =>
            $"(t.{f.Name} is not null and t.{f.Name} is distinct from k.{f.Name} and coalesce(k.{f.Name}_stamp, 0) <= "
                + $"t.{f.Name}_stamp)"))}))
        """);

    private static readonly string Erase = $"""
        insert into mg_people (site, user_id, erased) values ($1, $2, true)
        on conflict (site, user_id) do update set erased = true, {string.Join(", ", Fields.Select(f => $"{f.Name} = null"))}
        """;

    /// <summary>The statement that keeps what was told of a person.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="person">What was told.</param>
    /// <returns>The command.</returns>
    public static NpgsqlBatchCommand Told(string site, ObservedPerson person) => Command(Tell, site, [person]);

    /// <summary>The statement that keeps what is news of many; of whom everything is as it was, nothing is written.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="people">What was told, of nobody twice.</param>
    /// <returns>The command.</returns>
    public static NpgsqlBatchCommand News(string site, IReadOnlyList<ObservedPerson> people) => Command(TellNews, site, people);

    /// <summary>The statement that erases a person, for good.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="userId">Moodle's id of the user.</param>
    /// <returns>The command.</returns>
    public static NpgsqlBatchCommand Erased(string site, long userId) =>
        new(Erase) { Parameters = { new() { Value = site }, new() { Value = userId } } };

    // A field is taken if it was told and is not older than what is there; a damaged text only where nothing exact is.
    private static string Statement(string which) => $"""
        insert into mg_people as p (site, user_id, {Listed("", "")})
        select $1, t.user_id, {Listed("t.", "t.")}
        from unnest($2, {string.Join(", ", Enumerable.Range(3, Fields.Length * 2).Select(n => $"${n}"))}) as t(user_id, {Listed("", "")})
        {which}
        order by t.user_id
        on conflict (site, user_id) do update set {string.Join(", ", Fields.Select(f => $"""
          {f.Name} = case when excluded.{f.Name}_stamp >= coalesce(p.{f.Name}_stamp, 0) then excluded.{f.Name} else p.{f.Name} end,
          {f.Name}_stamp = greatest(p.{f.Name}_stamp, excluded.{f.Name}_stamp)
        """))}
        where not p.erased
        """;

    private static string Listed(string value, string stamp) =>
        string.Join(", ", Fields.Select(f => $"{value}{f.Name}, {stamp}{f.Name}_stamp"));

    private static NpgsqlBatchCommand Command(string sql, string site, IReadOnlyList<ObservedPerson> people)
    {
        var command = new NpgsqlBatchCommand(sql)
        {
            Parameters = { new() { Value = site }, new() { Value = people.Select(person => person.UserId).ToArray() } },
        };
        foreach (var field in Fields)
        {
            command.Parameters.Add(new()
            {
                Value = field.Type == NpgsqlDbType.Boolean
                    ? people.Select(person => (bool?)field.Of(person).Value).ToArray()
                    : people.Select(person => (string?)field.Of(person).Value).ToArray(),
                NpgsqlDbType = NpgsqlDbType.Array | field.Type,
            });
            command.Parameters.Add(new()
            {
                Value = people.Select(person => field.Of(person).Stamp).ToArray(),
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint,
            });
        }

        return command;
    }

    // PostgreSQL keeps no NUL in a text.
    private static (object? Value, long? Stamp) Text(Observed<string>? field, FieldVersion stamp) => field is { } told
        ? (told.Value.Replace("\0", "", StringComparison.Ordinal), told.Damaged ? 0 : Number(stamp))
        : (null, null);

    private static long Number(FieldVersion stamp) => (stamp.Told * 4) + (int)stamp.Rank;

    private sealed record Field(string Name, NpgsqlDbType Type, Func<ObservedPerson, (object? Value, long? Stamp)> Of);
}
