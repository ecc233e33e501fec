using MoodleGrains.Rosters;

namespace MoodleGrains.Silo.Rosters.Source;

/// <summary>How a source is named where people read it: an address without its query, which may hold a secret, or a path.</summary>
internal static class Place
{
    /// <summary>The name of an address.</summary>
    /// <param name="address">An http or https address.</param>
    /// <returns>Scheme, host, port and path.</returns>
    public static string Of(Uri address) => $"{address.Scheme}://{address.Authority}{address.AbsolutePath}";

    /// <summary>The name of a source.</summary>
    /// <param name="source">The source.</param>
    /// <returns>The name.</returns>
    public static string Of(RosterSource source) =>
        source.Kind == RosterSource.File ? IsPath(source.Address) ? Path.GetFullPath(source.Address) : "the roster's file"
        : Http(source) is { } address ? Of(address)
        : "the roster's address";

    /// <summary>The address of a source.</summary>
    /// <param name="source">The source.</param>
    /// <returns>The address; null if it is none that can be called.</returns>
    public static Uri? Http(RosterSource source) =>
        Uri.TryCreate(source.Address, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
        && address.UserInfo == ""
            ? address
            : null;

    private static bool IsPath(string address) => address != "" && !address.Contains('\0', StringComparison.Ordinal);
}
