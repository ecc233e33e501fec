using System.Net.Mail;
using MoodleGrains.Digests;
using MoodleGrains.Mail;
using MoodleGrains.Notices;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Mail;

/// <summary>Mail's part of the composition.</summary>
internal static class MailSetup
{
    /// <summary>What does the effects that are mails.</summary>
    /// <param name="settings">How mail leaves.</param>
    /// <param name="runtime">The silo.</param>
    /// <param name="ask">Asks Moodle whether a user may be mailed.</param>
    /// <param name="operators">Who gets notices.</param>
    /// <param name="language">The language of notices.</param>
    /// <param name="transport">The mail server; null for that of the settings.</param>
    /// <returns>One handler a type of effect.</returns>
    public static IReadOnlyList<EffectHandler> Deliverers(
        MailSettings settings,
        SiloRuntime runtime,
        AskMoodle ask,
        IReadOnlyList<MailAddress> operators,
        string language,
        IMailTransport? transport = null)
    {
        transport ??= new SmtpTransport(settings);
        return
        [
            EffectHandler.For(
                SendMail.Effect,
                new UserMail(settings, transport, new(runtime.Database, ask), runtime.Database, runtime.Grains, runtime.Time),
                OutboxParts.Mail,
                mail => mail.Site),
            EffectHandler.For(InviteUsers.Effect, new Inviter(runtime.Grains), OutboxParts.Mail, invited => invited.Site),
            EffectHandler.For(SendNotice.Effect, new NoticeMail(settings, transport, operators, language), OutboxParts.Mail, _ => null),
        ];
    }

    /// <summary>What mails of runs of rosters.</summary>
    /// <param name="settings">How mail leaves.</param>
    /// <param name="rosters">Who is told of which roster.</param>
    /// <param name="language">Their language.</param>
    /// <param name="runtime">The silo.</param>
    /// <param name="transport">The mail server; null for that of the settings.</param>
    /// <returns>It.</returns>
    public static IDeliverer<MailRun> Runs(
        MailSettings settings, RosterMailSettings rosters, string language, SiloRuntime runtime, IMailTransport? transport = null) =>
        new RunMail(settings, transport ?? new SmtpTransport(settings), rosters, language, runtime.Database, runtime.Grains);
}
