using System.Net;

namespace MoodleGrains.Silo.CommandLine.Api;

/// <summary>The silo refused what a command asked of it.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="message">Why, in one line.</param>
/// <param name="wrong">Which field is wrong; null if none is named.</param>
/// <param name="errors">All that is wrong with a document, each with its path.</param>
/// <param name="again">When the silo wants to be asked again; null if it does not say.</param>
internal sealed class ApiRefusal(
    HttpStatusCode status, string message, string? wrong = null, IReadOnlyList<string>? errors = null, TimeSpan? again = null)
    : CommandFailure(message, IsUsage(status) ? CommandLine.ExitCode.Usage : CommandLine.ExitCode.Failed)
{
    /// <summary>The HTTP status.</summary>
    public HttpStatusCode Status => status;

    /// <summary>Which field is wrong; null if none is named.</summary>
    public string? Field => wrong;

    /// <summary>All that is wrong with a document, each with its path; empty if it is none.</summary>
    public IReadOnlyList<string> Errors => errors ?? [];

    /// <summary>When the silo wants to be asked again; null if it does not say.</summary>
    public TimeSpan? Again => again;

    /// <summary>Whether there is no such thing, though there is the site.</summary>
    public bool IsNotThere => status == HttpStatusCode.NotFound && wrong != "site";

    private static bool IsUsage(HttpStatusCode status) =>
        status is HttpStatusCode.BadRequest or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
}

/// <summary>No silo answers at the address.</summary>
/// <param name="message">Which address, why, and the remedy.</param>
/// <param name="broken">Whether the connection broke when it had been made, so that the silo may have got what was sent.</param>
internal sealed class SiloAway(string message, bool broken) : CommandFailure(message)
{
    /// <summary>Whether the silo may have got what was sent.</summary>
    public bool Broken => broken;
}
