namespace MoodleGrains.Silo.Mail;

/// <summary>Hands letters to a mail server.</summary>
internal interface IMailTransport
{
    /// <summary>
    /// Hands over one letter. The same letter may come again after a crash; its Message-ID then tells that it is the same.
    /// </summary>
    /// <param name="letter">The letter.</param>
    /// <param name="cancellationToken">Stops it; whether the server took it is not known then.</param>
    /// <returns>What the server said.</returns>
    ValueTask<MailAnswer> SendAsync(OutgoingLetter letter, CancellationToken cancellationToken);
}

/// <summary>A letter, ready to go.</summary>
/// <param name="To">The addresses; they are one another's to see, so there is more than one only for operators.</param>
/// <param name="Subject">The subject; line breaks are not carried over.</param>
/// <param name="Text">The letter as plain text.</param>
/// <param name="Html">The letter as a page.</param>
/// <param name="MessageId">Without angle brackets; the same at each attempt.</param>
/// <param name="Thread">The Message-ID that it follows; null if it begins something.</param>
/// <param name="Unsubscribe">Where a single POST without cookies ends these letters (RFC 8058); null for none.</param>
/// <param name="Attached">A file that goes with it; null for none.</param>
internal sealed record OutgoingLetter(
    IReadOnlyList<System.Net.Mail.MailAddress> To,
    string Subject,
    string Text,
    string Html,
    string MessageId,
    string? Thread,
    Uri? Unsubscribe,
    LetterAttachment? Attached = null);

/// <summary>A file that goes with a letter.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its media type, charset included.</param>
/// <param name="Bytes">What it holds.</param>
internal sealed record LetterAttachment(string Name, string Type, byte[] Bytes);

/// <summary>What the mail server said to a letter.</summary>
internal abstract record MailAnswer
{
    private MailAnswer()
    {
    }

    /// <summary>It takes care of it.</summary>
    public sealed record Taken : MailAnswer;

    /// <summary>It will never take it (5xx).</summary>
    /// <param name="Reason">Why, without addresses or secrets.</param>
    /// <param name="Remedy">What to do.</param>
    public sealed record Refused(string Reason, string Remedy) : MailAnswer;

    /// <summary>Not now (4xx), or it could not be reached.</summary>
    /// <param name="Reason">Why, without addresses or secrets.</param>
    public sealed record NotNow(string Reason) : MailAnswer;
}
