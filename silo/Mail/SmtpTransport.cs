using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Net.Mime;
using System.Text;

namespace MoodleGrains.Silo.Mail;

/// <summary>
/// SMTP by System.Net.Mail: a connection a letter, with STARTTLS and login where configured. The certificate must be good for
/// the host's name.
/// </summary>
internal sealed class SmtpTransport(MailSettings settings, TimeSpan? patience = null) : IMailTransport
{
    private readonly TimeSpan patience = patience ?? TimeSpan.FromMinutes(1);

    /// <inheritdoc/>
    public async ValueTask<MailAnswer> SendAsync(OutgoingLetter letter, CancellationToken cancellationToken)
    {
        if (settings is not { Host: { } host, From: { } from })
        {
            return new MailAnswer.Refused("There is no mail server.", "Set Smtp:Host and Smtp:From, then replay.");
        }

        using var message = Message(letter, from);
        using var client = new SmtpClient(host, settings.Port) { EnableSsl = settings.StartTls, Credentials = settings.Login };
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        waiting.CancelAfter(patience);
        try
        {
            await client.SendMailAsync(message, waiting.Token);
            return new MailAnswer.Taken();
        }
        catch (SmtpException e)
        {
            return Answer(e);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new MailAnswer.NotNow(string.Create(
                CultureInfo.InvariantCulture, $"Smtp:Host: {host} did not answer within {patience.TotalSeconds:0} s."));
        }
    }

    private MailMessage Message(OutgoingLetter letter, MailAddress from)
    {
        var message = new MailMessage
        {
            From = from,
            Subject = Line(letter.Subject),
            SubjectEncoding = Encoding.UTF8,
            HeadersEncoding = Encoding.UTF8,
        };
        foreach (var address in letter.To)
        {
            message.To.Add(address);
        }

        if (settings.ReplyTo is { } replyTo)
        {
            message.ReplyToList.Add(replyTo);
        }

        message.Headers.Add("Message-ID", $"<{letter.MessageId}>");
        message.Headers.Add("Auto-Submitted", "auto-generated");
        if (letter.Thread is { } thread)
        {
            message.Headers.Add("In-Reply-To", $"<{thread}>");
            message.Headers.Add("References", $"<{thread}>");
        }

        if (letter.Unsubscribe is { } unsubscribe)
        {
            message.Headers.Add("List-Unsubscribe", $"<{unsubscribe.AbsoluteUri}>");
            message.Headers.Add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }

        // The last alternative is the one preferred (RFC 2046).
        message.AlternateViews.Add(View(letter.Text, MediaTypeNames.Text.Plain));
        message.AlternateViews.Add(View(letter.Html, MediaTypeNames.Text.Html));
        if (letter.Attached is { } attached)
        {
            message.Attachments
                .Add(new(new MemoryStream(attached.Bytes, writable: false), new ContentType(attached.Type) { Name = attached.Name }));
        }

        return message;
    }

    private static AlternateView View(string text, string type)
    {
        var view = AlternateView.CreateAlternateViewFromString(text, Encoding.UTF8, type);
        view.TransferEncoding = TransferEncoding.Base64;
        return view;
    }

    private static MailAnswer Answer(SmtpException e)
    {
        var code = (int)e.StatusCode;
        if (code is < 400 or > 599)
        {
            // No answer of the server: it cannot be reached, or speaks no TLS.
            return new MailAnswer.NotNow($"Smtp:Host: {Line((e.InnerException ?? e).Message)}");
        }

        var reason = string.Create(CultureInfo.InvariantCulture, $"The mail server said {code} ({e.StatusCode}).");
        return code < 500 ? new MailAnswer.NotNow(reason) : new MailAnswer.Refused(reason, Remedy(code));
    }

    private static string Remedy(int code) => code switch
    {
        530 or 534 or 535 or 538 => "Look at Smtp:Username, Smtp:Password and Smtp:StartTls, then replay.",
        552 or 554 => "Ask whoever runs the mail server why it refuses these letters, then replay.",
        _ => "Mend the address in Moodle, or whether the mail server lets Smtp:From write; then replay, or drop it.",
    };

    /// <summary>One line: what could end it, or steer a terminal, becomes a space.</summary>
    private static string Line(string text) => string.Concat(text.Select(c => char.IsControl(c) || c is '\u2028' or '\u2029' ? ' ' : c));
}
