using System.Collections.Frozen;

namespace MoodleGrains.Conferences;

/// <summary>Tells the address of a meeting from that of anything else which people link to beside it: agendas, pictures, help.</summary>
public static class MeetingLinks
{
    private static readonly string[] Zoom = ["/j/", "/my/", "/w/", "/wc/", "/meeting/"];
    private static readonly string[] Teams = ["/l/meetup-join/", "/meet/"];

    // A server, its subdomains included, and what the paths of its meetings hold.
    private static readonly (string Host, string[] Paths)[] Servers =
    [
        ("zoom.us", Zoom), ("zoom.com", Zoom), ("zoomgov.com", Zoom), ("zoom-x.de", Zoom),
        ("teams.microsoft.com", Teams), ("teams.microsoft.us", Teams), ("teams.live.com", Teams),
        ("webex.com", ["/meet/", "/join/", "/j.php", "/wbxmjs/", "/m/", "/meeting/"]),
        ("meet.google.com", ["/"]), ("g.co", ["/meet/"]),
        ("meet.jit.si", ["/"]), ("8x8.vc", ["/"]), ("moderated.jitsi.net", ["/"]), ("framatalk.org", ["/"]),
        ("whereby.com", ["/"]), ("gotomeet.me", ["/"]), ("meet.goto.com", ["/"]), ("gotomeeting.com", ["/join/"]),
        ("bluejeans.com", ["/"]), ("join.skype.com", ["/"]), ("meet.lync.com", ["/"]), ("adobeconnect.com", ["/"]), ("bbcollab.com", ["/"]),
        ("meeting.tencent.com", ["/"]), ("voovmeeting.com", ["/"]), ("ringcentral.com", ["/join/"]), ("meet.zoho.com", ["/"]),
        ("alfaview.com", ["/join/", "/room/"]), ("senfcall.de", ["/"]), ("conf.dfn.de", ["/"]),
        ("webinaire.numerique.gouv.fr", ["/meeting/"]), ("visio.numerique.gouv.fr", ["/"]), ("rendez-vous.renater.fr", ["/"]),
    ];

    // What universities call the servers of their own: bbb2.uni.example, jitsi.uni.example, meet.uni.example.
    private static readonly string[] OwnServers = ["bbb", "bigbluebutton", "greenlight", "jitsi", "meet"];

    private static readonly string[] Activities = ["bigbluebuttonbn", "zoom", "jitsi", "googlemeet", "msteams"];

    private static readonly FrozenSet<string> Files = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "png", "jpg", "jpeg", "gif", "svg", "webp", "bmp", "ico", "tif", "tiff", "heic", "pdf", "doc", "docx", "odt", "rtf", "txt",
        "xls", "xlsx", "ods", "csv", "ppt", "pptx", "odp", "key", "epub", "zip", "rar", "7z", "gz", "ics", "vcf", "mp3", "m4a", "wav",
        "ogg", "mp4", "m4v", "mov", "avi", "mkv", "webm", "css", "js");

    /// <summary>Whether an address leads into a meeting, as far as its server is known.</summary>
    /// <param name="url">The address.</param>
    /// <returns>True if so.</returns>
    public static bool IsMeeting(string url) =>
        ConferenceLinks.IsGuestPage(url)
        || (Uri.TryCreate(url, UriKind.Absolute, out var address) && (IsActivity(address) || IsRoom(address)));

    /// <summary>Whether an address is that of a file: one of Moodle's own, or by its ending.</summary>
    /// <param name="url">The address.</param>
    /// <returns>True if so.</returns>
    public static bool IsFile(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var address)
        && (address.AbsolutePath.Contains("pluginfile.php", StringComparison.OrdinalIgnoreCase)
            || address.AbsolutePath.Contains("/draftfile.php", StringComparison.OrdinalIgnoreCase)
            || (address.Segments[^1].LastIndexOf('.') is >= 0 and var dot && Files.Contains(address.Segments[^1][(dot + 1)..])));

    private static bool IsActivity(Uri address) =>
        ConferenceLinks.IsViewPage(address.AbsoluteUri)
        && Activities.Any(module => address.AbsolutePath.EndsWith($"/mod/{module}/view.php", StringComparison.Ordinal));

    private static bool IsRoom(Uri address)
    {
        var (host, path) = (address.IdnHost, address.AbsolutePath);
        return path.Length > 1
            && (Servers.Any(
                server => IsOn(server.Host, host) && server.Paths.Any(part => path.Contains(part, StringComparison.OrdinalIgnoreCase)))
                || host.Split('.')[..^1]
                    .Any(label => OwnServers.Contains(label.TrimEnd("0123456789".ToCharArray()), StringComparer.OrdinalIgnoreCase))
                || path.Contains("/bigbluebutton/", StringComparison.OrdinalIgnoreCase)
                || (path.Contains("/rooms/", StringComparison.OrdinalIgnoreCase)
                    && path.EndsWith("/join", StringComparison.OrdinalIgnoreCase)));
    }

    private static bool IsOn(string server, string host) =>
        host.Equals(server, StringComparison.OrdinalIgnoreCase)
        || (host.EndsWith(server, StringComparison.OrdinalIgnoreCase) && host[^(server.Length + 1)] == '.');
}
