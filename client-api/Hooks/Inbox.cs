namespace MoodleGrains.ClientApi.Hooks;

/// <summary>The durable log of what was received, as the edge sees it.</summary>
public interface IInbox
{
    /// <summary>Commits one delivery. When this returns, the delivery survives any crash.</summary>
    /// <param name="received">The delivery.</param>
    /// <param name="cancellationToken">Cancels the wait; the delivery may be committed all the same.</param>
    /// <returns>Where it stands.</returns>
    /// <exception cref="InboxFullException">Too much is waiting; nothing was stored.</exception>
    /// <exception cref="InboxUnavailableException">The database is away or refused; the sender must send again.</exception>
    ValueTask<Receipt> Accept(Received received, CancellationToken cancellationToken);
}

/// <summary>A delivery that passed the edge: authenticated, limited, tokens and keys cut out of the body.</summary>
/// <param name="Site">The slug of the site.</param>
/// <param name="DeliveryId">The sender's id where there is one, else a hash of site and whole body (before the cut).</param>
/// <param name="SentId">Whether the id is the sender's own: then a second one with the same id is not stored.</param>
/// <param name="Envelope">What the body says, whichever plugin sent it.</param>
/// <param name="Body">The body, UTF-8 JSON.</param>
/// <param name="TraceParent">The W3C trace context of the request, if it had one.</param>
/// <param name="Imported">Whether it came from a file: it is history, and nothing is announced because of it.</param>
public record Received(
    string Site,
    string DeliveryId,
    bool SentId,
    WebhookEnvelope Envelope,
    ReadOnlyMemory<byte> Body,
    string? TraceParent,
    bool Imported = false);

/// <summary>What the inbox says of a delivery.</summary>
/// <param name="Position">Its place in the inbox; that of the first one if it is not stored again.</param>
/// <param name="Duplicate">Whether the same id was there before.</param>
public readonly record struct Receipt(long Position, bool Duplicate);

/// <summary>Too much is waiting to be committed.</summary>
public sealed class InboxFullException(string message) : Exception(message);

/// <summary>The database is away, slow or refuses.</summary>
public sealed class InboxUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>What became of a hook, for the counts a site's page shows.</summary>
public enum HookOutcome
{
    /// <summary>Stored.</summary>
    Accepted,

    /// <summary>Its delivery id had been seen.</summary>
    Duplicate,

    /// <summary>Its kind is not kept; it was counted only.</summary>
    NotKept,

    /// <summary>Answered 4xx.</summary>
    Refused,

    /// <summary>A text arrived as a number: its original is lost.</summary>
    Damaged,

    /// <summary>A poll found a change that no webhook had told.</summary>
    Lost,
}

/// <summary>Counts what each plugin of a site sends. Counting never blocks and never fails a hook.</summary>
public interface IHookLedger
{
    /// <summary>Counts one.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="shape">Which plugin; <c>unknown</c> where the body did not tell.</param>
    /// <param name="outcome">What became of it.</param>
    void Count(string site, string shape, HookOutcome outcome);
}
