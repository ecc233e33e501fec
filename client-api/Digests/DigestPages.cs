using Microsoft.Extensions.Configuration;
using Npgsql;

namespace MoodleGrains.ClientApi.Digests;

/// <summary>Where users change their digest, and the links that lead there.</summary>
public static class DigestPages
{
    /// <summary>How long a link to the settings opens them.</summary>
    public static readonly TimeSpan SettingsLast = TimeSpan.FromDays(30);

    /// <summary>How long a link in a letter ends the digest: letters are kept, and answered late.</summary>
    public static readonly TimeSpan UnsubscribeLasts = TimeSpan.FromDays(365);

    internal const string Path = "/digests/";

    internal const string Unsubscribe = "/unsubscribe";

    /// <summary>The link to a user's settings.</summary>
    /// <param name="publicUrl">Where users reach this silo.</param>
    /// <param name="links">Who signs.</param>
    /// <param name="subject">Whose digest.</param>
    /// <param name="now">Now.</param>
    /// <returns>The link.</returns>
    public static Uri SettingsLink(Uri publicUrl, SignedLinks links, LinkSubject subject, DateTimeOffset now) =>
        Link(publicUrl, links.Make(LinkPurpose.Settings, subject, (now + SettingsLast).ToUnixTimeSeconds()));

    /// <summary>The link that ends a user's digest by a single POST; a GET shows a button.</summary>
    /// <param name="publicUrl">Where users reach this silo.</param>
    /// <param name="links">Who signs.</param>
    /// <param name="subject">Whose digest.</param>
    /// <param name="now">Now.</param>
    /// <returns>The link.</returns>
    public static Uri UnsubscribeLink(Uri publicUrl, SignedLinks links, LinkSubject subject, DateTimeOffset now) =>
        Link(publicUrl, links.Make(LinkPurpose.Unsubscribe, subject, (now + UnsubscribeLasts).ToUnixTimeSeconds()) + Unsubscribe);

    /// <summary>Reads <c>PublicUrl</c>.</summary>
    /// <param name="configuration">The whole configuration.</param>
    /// <param name="problems">Takes what is wrong.</param>
    /// <returns>Where users reach this silo; null if not told.</returns>
    public static Uri? PublicUrl(IConfiguration configuration, ICollection<SettingProblem> problems)
    {
        const string name = "PublicUrl";
        if (configuration[name] is not { } text)
        {
            return null;
        }

        if (Uri.TryCreate(text, UriKind.Absolute, out var url)
            && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
            && url is { Query: "", Fragment: "", UserInfo: "" })
        {
            return url;
        }

        problems.Add(new(name, $"'{text}' is no https address.", "Write where users reach this silo: 'https://grains.example.org'."));
        return null;
    }

    /// <summary>Reads the key of this installation's links; it was made with the tables.</summary>
    /// <param name="database">The database.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Who signs.</returns>
    public static async ValueTask<SignedLinks> SignerAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select key from mg_secrets where name = 'links'");
        return new((byte[])(await command.ExecuteScalarAsync(cancellationToken)
            ?? throw new InvalidOperationException("The key of links is missing from mg_secrets: restore that table from a backup.")));
    }

    private static Uri Link(Uri publicUrl, string rest) => new($"{publicUrl.AbsoluteUri.TrimEnd('/')}{Path}{rest}");
}
