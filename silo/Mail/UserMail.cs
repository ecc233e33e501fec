using MoodleGrains.ClientApi.Digests;
using MoodleGrains.Digests;
using MoodleGrains.Mail;
using MoodleGrains.Silo.Outbox;
using Npgsql;

namespace MoodleGrains.Silo.Mail;

/// <summary>Writes letters to users and hands them to the mail server; tells a digest what became of its turn.</summary>
internal sealed class UserMail(
    MailSettings settings, IMailTransport transport, Addressees addressees, DigestQueries digests, NpgsqlDataSource database,
    IAggregateClient grains, TimeProvider time)
    : IDeliverer<SendMail>
{
    /// <inheritdoc/>
    public async ValueTask<Delivered> DeliverAsync(Due<SendMail> effect, CancellationToken cancellationToken)
    {
        var mail = effect.Body;
        var grain = StreamKey.For(Digest.Kind, mail.Site, mail.UserId);
        if (settings is not { Host: not null, From: { } from, PublicUrl: { } publicUrl })
        {
            return new Delivered.Dead(
                "There is no mail server, or no address for links in letters.",
                "Set Smtp:Host, Smtp:From and PublicUrl, then replay.");
        }

        // Whoever switched it off meanwhile gets nothing any more, and a turn that a newer one overtook is told by that one.
        var isDigest = mail.Letter == Letter.Digest;
        if (isDigest && await grains.Latest<Digest>(grain, cancellationToken) is var digest
            && (digest.Wish is null || !digest.Waiting || digest.DueAt != mail.DueAt))
        {
            return new Delivered.Done();
        }

        var addressee = await addressees.FindAsync(mail.Site, mail.UserId, cancellationToken);
        if (addressee.Address is null)
        {
            return await EndAsync(addressee.Untold ? SkipReason.NotTold : SkipReason.NotReachable, null);
        }

        var now = time.GetUtcNow();
        var facts = isDigest
            ? await digests.ReadAsync(mail, now.ToUnixTimeSeconds(), cancellationToken)
            : null;
        if (facts is { Any: false })
        {
            return await EndAsync(SkipReason.NothingToTell, facts.Through);
        }

        var links = await DigestPages.SignerAsync(database, cancellationToken);
        var subject = new LinkSubject(mail.Site, mail.UserId);
        var change = DigestPages.SettingsLink(publicUrl, links, subject, now);
        var end = DigestPages.UnsubscribeLink(publicUrl, links, subject, now);
        var text = facts is null
            ? DigestLetter.Invite(mail.Language, change)
            : DigestLetter.Write(facts, mail.Language, mail.Zone ?? "UTC", change, end);
        var answer = await transport.SendAsync(
            new(
                [addressee.Address],
                text.Subject,
                text.Plain(),
                text.Html(),
                MessageId.Of(effect.Id, from),
                isDigest ? MessageId.Of(grain.Value, from) : null,
                end),
            cancellationToken);
        return answer switch
        {
            MailAnswer.Refused refused => new Delivered.Dead(refused.Reason, refused.Remedy),
            MailAnswer.NotNow notNow => new Delivered.Failed(notNow.Reason),
            _ => await EndAsync(null, facts?.Through),
        };

        async Task<Delivered> EndAsync(string? skipped, long? through)
        {
            if (isDigest)
            {
                // The letter is out: that it is told must not hang on the stop of the silo.
                await grains.Send(grain, new(new ReportDigest(mail.DueAt, skipped, through)), CancellationToken.None);
            }

            return new Delivered.Done();
        }
    }
}
