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
    // A field is taken if it was told and is not older than what is there; a damaged text only where nothing exact is.
    private const string Tell = """
        insert into mg_people as p (site, user_id, user_name, user_name_stamp, full_name, full_name_stamp, email, email_stamp, id_number, id_number_stamp,
          confirmed, confirmed_stamp)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        on conflict (site, user_id) do update set
          user_name = case when excluded.user_name_stamp >= coalesce(p.user_name_stamp, 0) then excluded.user_name else p.user_name end,
          user_name_stamp = greatest(p.user_name_stamp, excluded.user_name_stamp),
          full_name = case when excluded.full_name_stamp >= coalesce(p.full_name_stamp, 0) then excluded.full_name else p.full_name end,
          full_name_stamp = greatest(p.full_name_stamp, excluded.full_name_stamp),
          email = case when excluded.email_stamp >= coalesce(p.email_stamp, 0) then excluded.email else p.email end,
          email_stamp = greatest(p.email_stamp, excluded.email_stamp),
          id_number = case when excluded.id_number_stamp >= coalesce(p.id_number_stamp, 0) then excluded.id_number else p.id_number end,
          id_number_stamp = greatest(p.id_number_stamp, excluded.id_number_stamp),
          confirmed = case when excluded.confirmed_stamp >= coalesce(p.confirmed_stamp, 0) then excluded.confirmed else p.confirmed end,
          confirmed_stamp = greatest(p.confirmed_stamp, excluded.confirmed_stamp)
        where not p.erased
        """;

    private const string Erase = """
        insert into mg_people (site, user_id, erased) values ($1, $2, true)
        on conflict (site, user_id) do update set erased = true, user_name = null, full_name = null, email = null, id_number = null
        """;

    /// <summary>The statement that keeps what was told of a person.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="person">What was told.</param>
    /// <returns>The command.</returns>
    public static NpgsqlBatchCommand Told(string site, PersonTold person)
    {
        var command = new NpgsqlBatchCommand(Tell) { Parameters = { new() { Value = site }, new() { Value = person.UserId } } };
        foreach (var field in (ReadOnlySpan<Told<string>?>)[person.UserName, person.FullName, person.Email, person.IdNumber])
        {
            command.Parameters.Add(new() { Value = (object?)field?.Value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
            command.Parameters.Add(new() { Value = (object?)StampOf(field, person.Stamp) ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint });
        }

        command.Parameters.Add(new() { Value = (object?)person.Confirmed ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Boolean });
        command.Parameters.Add(new()
        {
            Value = person.Confirmed is null ? DBNull.Value : (person.Stamp.Told * 4) + (int)person.Stamp.Rank,
            NpgsqlDbType = NpgsqlDbType.Bigint,
        });
        return command;
    }

    /// <summary>The statement that erases a person, for good.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="userId">Moodle's id of the user.</param>
    /// <returns>The command.</returns>
    public static NpgsqlBatchCommand Erased(string site, long userId) =>
        new(Erase) { Parameters = { new() { Value = site }, new() { Value = userId } } };

    private static long? StampOf(Told<string>? field, Stamp stamp) =>
        field is not { } told ? null : told.Damaged ? 0 : (stamp.Told * 4) + (int)stamp.Rank;
}
