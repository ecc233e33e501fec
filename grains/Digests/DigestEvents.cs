namespace MoodleGrains.Digests;

/// <summary>A user wants the digest, or wants it otherwise.</summary>
/// <param name="Wish">When and in which language.</param>
/// <param name="NextAt">Its next turn, Unix seconds.</param>
/// <param name="At">When it was said, Unix seconds.</param>
public sealed record DigestSubscribed(DigestWish Wish, long NextAt, long At) : IEvent;

/// <summary>A user does not want the digest any more.</summary>
/// <param name="At">When it was said, Unix seconds.</param>
public sealed record DigestUnsubscribed(long At) : IEvent;

/// <summary>A user is invited to the digest, once and never again.</summary>
/// <param name="Language">The invitation's language.</param>
/// <param name="At">When, Unix seconds.</param>
public sealed record DigestInvited(string Language, long At) : IEvent;

/// <summary>The digest's turn has come.</summary>
/// <param name="DueAt">The turn, Unix seconds.</param>
/// <param name="Since">The log position up to which earlier digests told of changes; null before the first.</param>
/// <param name="Wish">How it is wanted.</param>
/// <param name="NextAt">The turn after it, Unix seconds.</param>
public sealed record DigestFellDue(long DueAt, long? Since, DigestWish Wish, long NextAt) : IEvent;

/// <summary>A digest was handed to the mail server.</summary>
/// <param name="DueAt">Which turn, Unix seconds.</param>
/// <param name="Through">The log position up to which it told of changes.</param>
public sealed record DigestSent(long DueAt, long Through) : IEvent;

/// <summary>A turn passed without a mail.</summary>
/// <param name="DueAt">Which turn, Unix seconds.</param>
/// <param name="Reason">A reason of <see cref="SkipReason"/>.</param>
/// <param name="Through">The log position up to which there was nothing to tell; null where nobody looked.</param>
public sealed record DigestSkipped(long DueAt, string Reason, long? Through) : IEvent;

/// <summary>Why a turn passed without a mail.</summary>
public static class SkipReason
{
    /// <summary>There was nothing to tell.</summary>
    public const string NothingToTell = "nothing_to_tell";

    /// <summary>The account is deleted, suspended or unconfirmed, its owner stopped all mail, or no address is known.</summary>
    public const string NotReachable = "not_reachable";

    /// <summary>Moodle does not tell our account whether this user may be mailed: then nothing is.</summary>
    public const string NotTold = "not_told";
}
