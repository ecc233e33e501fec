using System.Net.Mail;
using MoodleGrains.Notices;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Mail;

/// <summary>Mails notices to the operators.</summary>
/// <param name="settings">How mail leaves.</param>
/// <param name="transport">The mail server.</param>
/// <param name="to">The operators' addresses.</param>
/// <param name="language">Their language.</param>
internal sealed class NoticeMail(MailSettings settings, IMailTransport transport, IReadOnlyList<MailAddress> to, string language)
    : IDeliverer<SendNotice>
{
    /// <inheritdoc/>
    public async ValueTask<Delivered> DeliverAsync(Due<SendNotice> effect, CancellationToken cancellationToken)
    {
        if (settings.From is not { } from || to.Count == 0)
        {
            return new Delivered.Dead(
                "There is no mail server, or nobody to mail notices to.",
                "Set Smtp:Host, Smtp:From and Notices:Mail.");
        }

        var notice = effect.Body.Notice;
        var words = LetterWords.Of(language);
        List<LetterLine> lines = [new(notice.Text)];
        if (notice.Remedy is { } remedy)
        {
            lines.Add(new(LetterWords.Filled(words.Remedy, remedy)));
        }

        if (notice.Command is { } command)
        {
            lines.Add(new(LetterWords.Filled(words.Command, command)));
        }

        var text = new LetterText(words.Language, notice.Title, [new(null, lines)], [new("MoodleGrains")]);
        var thread = MessageId.Of(notice.Thread, from);
        var answer = await transport.SendAsync(
            new(
                to,
                text.Subject,
                text.Plain(),
                text.Html(),
                notice.First ? thread : MessageId.Of(effect.Id, from),
                notice.First ? null : thread,
                null),
            cancellationToken);
        return answer switch
        {
            MailAnswer.Refused refused => new Delivered.Dead(refused.Reason, refused.Remedy),
            MailAnswer.NotNow notNow => new Delivered.Failed(notNow.Reason),
            _ => new Delivered.Done(),
        };
    }
}
