using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;

namespace MoodleGrains.Silo.Rosters.Source;

/// <summary>What is said of sources that gave nothing.</summary>
internal static class SourceWords
{
    /// <summary>It answered with another status than 200.</summary>
    /// <param name="at">The address.</param>
    /// <param name="status">The status.</param>
    /// <param name="settings">Where its login stands: <c>Rosters:{name}</c>.</param>
    /// <returns>The fault.</returns>
    public static SourceFailedException OfStatus(Uri at, int status, string settings) => new(
        Place.Of(at),
        $"answered {status}" + status switch
        {
            401 => ": it wants another login",
            403 => ": this login may not read it",
            404 or 410 => ": there is no roster",
            429 => ": it was asked too often",
            >= 500 => ": it failed itself",
            _ => ", not 200",
        },
        status switch
        {
            401 => $"Set {settings}:Token, or :Username and :Password, or :Header and :HeaderValue; after a redirect to another host none "
                + $"of them is sent.",
            403 => $"Let the account of {settings} read it.",
            429 => "Run the roster later, and less often.",
            >= 500 => "Run the roster again later; if it stays, look into the registrar's system.",
            _ => "Correct the address of the roster.",
        });

    /// <summary>No whole answer came.</summary>
    /// <param name="at">The address.</param>
    /// <param name="failed">What happened.</param>
    /// <returns>The fault.</returns>
    public static SourceFailedException OfTransport(Uri at, Exception failed)
    {
        var place = Place.Of(at);
        for (var cause = failed; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case PrivateAddressException refused:
                    return Private(place, refused);
                case AuthenticationException:
                    return new(
                        place, "shows a certificate that this machine does not trust",
                        "Renew it, or install the authority that signed it on this machine; it is never left unchecked.");
                case SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain }:
                    return NoSuchHost(place, at);
                case SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted }:
                    return Cut(place);
                case SocketException socket:
                    return new(
                        place, $"cannot be reached ({socket.SocketErrorCode})", "Look whether it runs and whether this machine may "
                            + "call it.");
            }
        }

        return failed is HttpIOException or HttpRequestException { InnerException: HttpIOException }
            ? Cut(place)
            : new(place, "cannot be read", "Look whether it is a web server and whether this machine may call it.");
    }

    /// <summary>It took too long.</summary>
    /// <param name="place">The place.</param>
    /// <param name="seconds">How long was waited.</param>
    /// <returns>The fault.</returns>
    public static SourceFailedException TooSlow(string place, int seconds) =>
        new(place, $"did not answer whole within {seconds} s", "Run the roster again later, or raise source.timeoutSeconds.");

    /// <summary>It is larger than allowed.</summary>
    /// <param name="place">The place.</param>
    /// <param name="maxBytes">The limit.</param>
    /// <returns>The fault.</returns>
    public static SourceFailedException TooLarge(string place, long maxBytes) =>
        new(place, $"is larger than {maxBytes} bytes", "Raise source.maxBytes if the roster is meant to be so large.");

    /// <summary>It ended before its end.</summary>
    /// <param name="place">The place.</param>
    /// <returns>The fault.</returns>
    public static SourceFailedException Cut(string place) =>
        new(place, "was cut off before its end", "Run the roster again; if it stays, look into the registrar's system.");

    /// <summary>It is a page for people.</summary>
    /// <param name="place">The place.</param>
    /// <param name="begins">What it begins with.</param>
    /// <returns>The fault.</returns>
    public static SourceFailedException Page(string place, string? begins) => new(
        place, "gave a page of HTML, no roster", "Often it is the page of a login or of a proxy: look at it in a browser, and correct "
            + "address or login.")
    {
        Begins = begins,
    };

    /// <summary>There are more pages than were read.</summary>
    /// <param name="place">The place.</param>
    /// <param name="pages">How many were read.</param>
    /// <param name="said">The fields that say so.</param>
    /// <returns>The fault.</returns>
    public static SourceFailedException OnePage(string place, int pages, string said) => new(
        place, string.Create(CultureInfo.InvariantCulture, $"is page {pages} of several, and not the whole roster ({said})"),
        "Let the registrar's system give the whole roster, or name the next page in a header Link with rel=\"next\" (RFC 8288), which is "
            + "followed.");

    /// <summary>Its address is private.</summary>
    /// <param name="place">The place.</param>
    /// <param name="refused">The address.</param>
    /// <returns>The fault.</returns>
    public static SourceFailedException Private(string place, PrivateAddressException refused) =>
        new(place, $"is at {refused.Address}, which is not public", "Set source.allowPrivate if the roster is meant to come from inside.");

    /// <summary>Its name is unknown.</summary>
    /// <param name="place">The place.</param>
    /// <param name="at">The address.</param>
    /// <returns>The fault.</returns>
    public static SourceFailedException NoSuchHost(string place, Uri at) =>
        new(
            place,
            $"cannot be reached: the name {at.Host} is not known",
            "Correct the address of the roster, or look at this machine's name server.");
}
