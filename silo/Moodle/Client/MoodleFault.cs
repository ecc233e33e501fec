namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>Why a call failed. It holds no token, no password and no personal data, and may be shown and logged.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Site">The slug of the site.</param>
/// <param name="Function">The web-service function, or <c>login/token.php</c>.</param>
/// <param name="ErrorCode">Moodle's own error code; null where there is none. It can be a sentence.</param>
/// <param name="Detail">What else is known: the HTTP status, the class of Moodle's exception.</param>
/// <param name="RetryAfter">How long to wait at least, where it was told.</param>
internal sealed record MoodleFault(
    FaultKind Kind, string Site, string Function, string? ErrorCode = null, string? Detail = null, TimeSpan? RetryAfter = null)
{
    /// <summary>
    /// What an answer begins with that is no JSON; null for nothing. It may name persons, so that it is in no event and not in
    /// <see cref="ToString"/>.
    /// </summary>
    public string? Begins { get; init; }

    /// <summary>The fault in one line, with what the answer begins with, for a person who looks for the cause.</summary>
    public string Shown => Begins is null ? ToString() : $"{ToString()} The answer {Begins}.";

    /// <summary>What a person does about it.</summary>
    public string Remedy => Remedies.For(this);

    /// <summary>Whether it concerns the whole site or the token, so that every other call would fail as well.</summary>
    public bool ConcernsSite => Kind is FaultKind.TokenInvalid or FaultKind.LoginRefused or FaultKind.ServiceNotAvailable
        or FaultKind.WebServicesOff or FaultKind.AccountNotReady or FaultKind.Maintenance or FaultKind.TooManyRequests
            or FaultKind.Unreachable;

    /// <summary>Whether it may concern the whole site or this call alone: only another call tells.</summary>
    public bool MayConcernSite => Kind is FaultKind.ServerError or FaultKind.TimedOut or FaultKind.WrongAddress or FaultKind.Blocked;

    /// <summary>Whether Moodle refused what was asked for, so that a smaller question may be answered.</summary>
    public bool MayBeOneItem => Kind is FaultKind.PhpError or FaultKind.InvalidResponse or FaultKind.InvalidParameter or FaultKind.Gone
        or FaultKind.NotVisible or FaultKind.BadAnswer or FaultKind.AnswerTooLarge;

    /// <summary>The fault without site, function and remedy, for a report that names the object.</summary>
    public string Short => ErrorCode is null ? Kind.ToString() : $"{Kind} ({ErrorCode})";

    /// <summary>The fault in one line, with its remedy.</summary>
    public override string ToString() =>
        $"{Site}: {Function}: {Kind}{(ErrorCode is null ? "" : $" ({ErrorCode})")}{(Detail is null ? "" : $", {Detail}")}. {Remedy}";
}

/// <summary>A call that failed.</summary>
/// <param name="fault">Why.</param>
/// <param name="done">Of a write that went in several requests: how many of its items were accepted before.</param>
/// <param name="inner">What the transport threw, if it was that.</param>
internal sealed class MoodleFaultException(MoodleFault fault, int done = 0, Exception? inner = null) : Exception(fault.ToString(), inner)
{
    /// <summary>Why.</summary>
    public MoodleFault Fault { get; } = fault;

    /// <summary>Of a write that went in several requests: how many of its items were accepted before this one failed.</summary>
    public int Done { get; } = done;
}
