namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>What a failed exchange means: for a write it matters whether Moodle can have done it.</summary>
internal static class CallFaults
{
    /// <summary>Whether an exception came from the connection rather than from us.</summary>
    /// <param name="thrown">The exception.</param>
    /// <returns>True if it did.</returns>
    public static bool IsTransport(Exception thrown) => thrown is HttpRequestException or IOException or OperationCanceledException;

    /// <summary>A fault that the reply told: a server error after a write was sent says nothing of what was done.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="isWrite">Whether it was a write.</param>
    /// <returns>The fault to tell.</returns>
    public static MoodleFault OfReply(MoodleFault fault, bool isWrite) =>
        isWrite && (fault.Kind is FaultKind.ServerError or FaultKind.TimedOut or FaultKind.BadAnswer or FaultKind.AnswerTooLarge
            || fault.Detail == MoodleReply.NoJson)
            ? fault with { Kind = FaultKind.UnknownOutcome } : fault;

    /// <summary>A fault of the connection.</summary>
    /// <param name="site">The slug of the site.</param>
    /// <param name="function">What was called.</param>
    /// <param name="thrown">What the transport threw; its message names the host, never the form.</param>
    /// <param name="isWrite">Whether it was a write.</param>
    /// <returns>The fault.</returns>
    public static MoodleFault OfTransport(string site, string function, Exception thrown, bool isWrite)
    {
        var detail = thrown is HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } http
            ? http.HttpRequestError.ToString()
            : thrown.GetType().Name;
        var kind = thrown is OperationCanceledException ? FaultKind.TimedOut : FaultKind.Unreachable;
        return new(isWrite && !NeverSent(thrown) ? FaultKind.UnknownOutcome : kind, site, function, Detail: detail);
    }

    private static bool NeverSent(Exception thrown) => thrown is HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
    };
}
