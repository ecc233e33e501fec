using System.Net.Mail;
using Npgsql;

namespace MoodleGrains.Silo.Mail;

/// <summary>Asks Moodle about a user's account at this moment; null where our account there may not know.</summary>
/// <param name="site">The slug of the site.</param>
/// <param name="userId">Moodle's id of the user.</param>
/// <param name="cancellationToken">Cancels the wait.</param>
/// <returns>What Moodle says. It throws where Moodle cannot be reached: the letter is then tried again.</returns>
internal delegate ValueTask<AccountToday> AskMoodle(string site, long userId, CancellationToken cancellationToken);

/// <summary>What Moodle says of an account; null where it does not tell.</summary>
/// <param name="Usable">Whether it is there, confirmed and not suspended.</param>
/// <param name="MailStopped">Whether its owner stopped all mail (Moodle's emailstop).</param>
internal sealed record AccountToday(bool? Usable, bool? MailStopped);

/// <summary>Whom a letter goes to.</summary>
/// <param name="Address">The address; null: nobody may be written to.</param>
/// <param name="Untold">Whether that is because Moodle does not tell.</param>
internal sealed record Addressee(MailAddress? Address, bool Untold = false);

/// <summary>
/// Looks up who may be mailed, when the letter is about to go: nobody deleted, suspended or unconfirmed, nobody who stopped
/// mail, and nobody of whom that is not known.
/// </summary>
internal sealed class Addressees(NpgsqlDataSource database, AskMoodle ask)
{
    private const string Sql = """
        select p.email, p.confirmed from mg_people p
        left join mg_users u on u.site = p.site and u.id = p.user_id
        where p.site = $1 and p.user_id = $2 and not p.erased and u.deleted_at is null and u.suspended is not true
          and p.confirmed is not false
        """;

    /// <summary>Looks one up.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="userId">Moodle's id of the user.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Whom to write to, or why not.</returns>
    public async Task<Addressee> FindAsync(string site, long userId, CancellationToken cancellationToken)
    {
        string? email;
        bool? confirmed;
        await using (var command = database.CreateCommand(Sql))
        {
            command.Parameters.Add(new() { Value = site });
            command.Parameters.Add(new() { Value = userId });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            if (!await reader.ReadAsync(cancellationToken))
            {
                return new(null);
            }

            email = reader.IsDBNull(0) ? null : reader.GetString(0);
            confirmed = reader.IsDBNull(1) ? null : reader.GetBoolean(1);
        }

        if (MailAddresses.Read(email) is not { } address)
        {
            return new(null);
        }

        var today = await ask(site, userId, cancellationToken);
        return (today.Usable ?? confirmed, today.MailStopped) switch
        {
            (false, _) or (_, true) => new(null),
            (true, false) => new(address),
            _ => new(null, Untold: true),
        };
    }
}
