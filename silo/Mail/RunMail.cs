using System.Globalization;
using MoodleGrains.ClientApi.Rosters;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.Outbox;
using Npgsql;

namespace MoodleGrains.Silo.Mail;

/// <summary>Mails what became of a roster's run to those of <c>Rosters:{name}:Mail</c>, where the roster wants it.</summary>
/// <param name="settings">How mail leaves.</param>
/// <param name="transport">The mail server.</param>
/// <param name="rosters">Who is told.</param>
/// <param name="language">Their language.</param>
/// <param name="database">The runs.</param>
/// <param name="grains">The rosters.</param>
internal sealed class RunMail(
    MailSettings settings, IMailTransport transport, RosterMailSettings rosters, string language, NpgsqlDataSource database,
    IAggregateClient grains)
    : IDeliverer<MailRun>
{
    private const string Deeds = """
        select course_key, action, count(*)::int, coalesce((array_agg(name order by number) filter (where name is not null))[1:3], '{}')
        from mg_roster_items where site = $1 and roster = $2 and run = $3
        group by course_key, action order by min(min(number)) over (partition by course_key), min(number)
        """;

    private readonly RosterRuns runs = new(database);
    private readonly RosterPlans plans = new(database);

    /// <inheritdoc/>
    public async ValueTask<Delivered> DeliverAsync(Due<MailRun> effect, CancellationToken cancellationToken)
    {
        var (site, roster) = (effect.Body.Site, effect.Body.Roster);
        if (await grains.Latest<Roster>(Roster.Id(site, roster), cancellationToken) is not { Terms.Mail: true })
        {
            return new Delivered.Done();
        }

        if (settings.From is not { } from || rosters.To.GetValueOrDefault(roster) is not { } to)
        {
            return new Delivered.Dead(
                $"The roster {site}/{roster} wants its runs mailed, but there is no mail server, or nobody to write to.",
                $"Set Smtp:Host, Smtp:From and Rosters:{roster}:Mail and replay, or set its mail to false and drop this.");
        }

        var place = new RunPlace(site, roster, effect.Body.Run);
        if (await runs.One(place, cancellationToken) is not { } run || IsBehind(run, effect.Body.What))
        {
            return new Delivered.Failed($"The read model does not show yet how run {place.Run} of {site}/{roster} stands.");
        }

        var findings = await plans.Findings(place, 0, RunLetter.MostFindings, cancellationToken);
        var missing = await plans.Missing(place, cancellationToken);
        var deeds = await DeedsAsync(place, cancellationToken);
        var text = RunLetter.Of(new(effect.Body.What, run, deeds, findings), language);
        var answer = await transport.SendAsync(
            new(to, text.Subject, text.Plain(), text.Html(), MessageId.Of(effect.Id, from), null, null, Attached(place, missing)),
            cancellationToken);
        return answer switch
        {
            MailAnswer.Refused refused => new Delivered.Dead(refused.Reason, refused.Remedy),
            MailAnswer.NotNow notNow => new Delivered.Failed(notNow.Reason),
            _ => new Delivered.Done(),
        };
    }

    private static bool IsBehind(RunAnswer run, string what) => what is "waits" ? run.Hash is null : run.EndedAt is null;

    private static LetterAttachment? Attached(RunPlace run, IReadOnlyList<MissingUser> missing) => missing.Count == 0
        ? null
        : new(
            string.Create(
                CultureInfo.InvariantCulture,
                $"missing-users-{run.Roster}-{run.Run}.csv"), "text/csv; charset=utf-8", MissingUsersCsv.Write(missing));

    private async Task<List<CourseDeed>> DeedsAsync(RunPlace run, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(Deeds);
        command.Parameters.Add(new() { Value = run.Site });
        command.Parameters.Add(new() { Value = run.Roster });
        command.Parameters.Add(new() { Value = (int)run.Run });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<CourseDeed> deeds = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            deeds.Add(new(reader.GetString(0), reader.GetString(1), reader.GetInt32(2), reader.GetFieldValue<string[]>(3)));
        }

        return deeds;
    }
}
