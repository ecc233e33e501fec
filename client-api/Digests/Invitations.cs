using Dapper;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.ClientApi.Calendar;
using MoodleGrains.Digests;
using Npgsql;

namespace MoodleGrains.ClientApi.Digests;

/// <summary>What became of an invitation.</summary>
/// <param name="Id">Its number; null in a dry run.</param>
/// <param name="Users">How many people it invites.</param>
/// <param name="Waits">Whether it waits for a person because they are too many.</param>
/// <param name="Limit">How many may be invited without another person's word: <c>Mail:MaxRecipients</c>.</param>
public sealed record InvitationAnswer(long? Id, int Users, bool Waits, int Limit);

/// <summary>An invitation that waits for a person.</summary>
public sealed record WaitingInvitation
{
    /// <summary>The slug of the site.</summary>
    public required string Site { get; init; }

    /// <summary>Its number.</summary>
    public required long Id { get; init; }

    /// <summary>The course whose participants it invites; null for the whole site.</summary>
    public long? CourseId { get; init; }

    /// <summary>How many people it invites.</summary>
    public required long Users { get; init; }

    /// <summary>When it was started, UTC.</summary>
    public required DateTime StartedAt { get; init; }
}

/// <summary>Starts invitations to the digest, and lists those that wait.</summary>
public static class Invitations
{
    // Whoever has a digest of any kind was asked or decided. Whether each may be mailed is asked of Moodle when the letter goes.
    private const string Recipients = """
        select p.user_id from mg_people p
        left join mg_users u on u.site = p.site and u.id = p.user_id
        left join mg_digests d on d.site = p.site and d.user_id = p.user_id
        where p.site = @site and p.email <> '' and not p.erased and p.confirmed is not false
          and u.deleted_at is null and u.suspended is not true and d.user_id is null
          and exists (select 1 from mg_enrolments e join mg_courses c on c.site = e.site and c.id = e.course_id
            where e.site = p.site and e.user_id = p.user_id and e.active is not false and c.deleted_at is null and c.visible is not false
              and (@course::bigint is null or e.course_id = @course))
        order by p.user_id
        """;

    /// <summary>Starts one, or counts whom it would invite.</summary>
    /// <param name="database">The database.</param>
    /// <param name="streams">Reads what was decided.</param>
    /// <param name="commands">The caller's commands; null for a dry run.</param>
    /// <param name="site">The slug of the site.</param>
    /// <param name="course">The course whose participants are meant; null for the whole site.</param>
    /// <param name="limit">How many may be invited without a person's further word.</param>
    /// <param name="language">The invitation's language.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>What became of it, or why it was refused.</returns>
    internal static async Task<(InvitationAnswer? Answer, Refusal? Refusal)> StartAsync(
        NpgsqlDataSource database,
        IEventReader streams,
        CallerCommands? commands,
        string site,
        long? course,
        int limit,
        string language,
        CancellationToken cancellationToken)
    {
        if (!DigestWish.Languages.Contains(language))
        {
            return (null, new("wrong_language", $"language is '{language}': say en, fr or de."));
        }

        var subject = CalendarSubject.Of(site, course, null, null)!;
        if (!await new CalendarTokens(database).Knows(subject, cancellationToken))
        {
            return (null, new("unknown_course", subject.Unknown));
        }

        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        long[] users = [.. await connection.QueryAsync<long>(new(Recipients, new { site, course }, cancellationToken: cancellationToken))];
        if (commands is null)
        {
            return (new(null, users.Length, users.Length > limit, limit), null);
        }

        // Numbered by the key, so that the same request finds what it started, else by the second; two of one number take the next.
        for (var id = commands.KeyedNumber ?? commands.Now; ; id++)
        {
            var grain = StreamKey.For(Invitation.Kind, site, id);
            var outcome = await commands.Send(
                grain, new StartInvitation(users, course, limit, language, commands.Now), cancellationToken);
            if (outcome.Refusal is { } refusal)
            {
                return (null, refusal);
            }

            if (outcome.Events > 0)
            {
                // Of a request that was here before, there may be nobody left to invite.
                var started = await streams.Read(grain, outcome.Version - 1, cancellationToken).FirstAsync(cancellationToken);
                return (started.Event is InvitationHeld held
                    ? new(id, held.Users.Count, true, held.Limit)
                    : new(id, ((InvitationReleased)started.Event).Users.Count, false, limit), null);
            }
        }
    }

    /// <summary>Those that wait for a person.</summary>
    /// <param name="database">The database.</param>
    /// <param name="site">The slug of the site; null for all.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The invitations, oldest first.</returns>
    public static async Task<IReadOnlyList<WaitingInvitation>> WaitingAsync(
        NpgsqlDataSource database, string? site, CancellationToken cancellationToken)
    {
        const string sql = """
            select site, id, course_id as CourseId, users, started_at as StartedAt from mg_invitations
            where released_at is null and (@site::text is null or site = @site) order by started_at
            """;
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<WaitingInvitation>(new(sql, new { site }, cancellationToken: cancellationToken))];
    }
}
