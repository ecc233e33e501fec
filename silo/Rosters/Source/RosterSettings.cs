using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using MoodleGrains.ClientApi;

namespace MoodleGrains.Silo.Rosters.Source;

/// <summary>
/// How the silo logs in at the sources of rosters: of each roster <c>Rosters:{name}:Token</c>, or <c>:Username</c> and <c>:Password</c>, or
/// <c>:Header</c> and <c>:HeaderValue</c>, with the <c>:Host</c> that gets it; or nothing.
/// </summary>
/// <param name="Logins">By the roster's name, a secret.</param>
internal sealed partial record RosterSettings(IReadOnlyDictionary<string, SourceLogin> Logins)
{
    /// <summary>The hosts that the configuration names, <c>Rosters:{name}:Host</c>, by the roster's name.</summary>
    public IReadOnlyDictionary<string, string> Hosts { get; init; } = new Dictionary<string, string>();

    // The words of roles stand beside the rosters: Rosters:Roles:{word}.
    private const string RolesSection = "Roles";
    private const string Authorization = "Authorization";

    private static readonly string[] OursToSend =
    [
        "Accept", "Accept-Encoding", "Connection", "Content-Length", "Host", "If-None-Match", "Range", "Transfer-Encoding", "Upgrade",
        "User-Agent",
    ];

    /// <summary>Reads them; a wrong one is left out and told.</summary>
    /// <param name="configuration">The whole configuration.</param>
    /// <param name="problems">Takes what is wrong.</param>
    /// <returns>The settings.</returns>
    public static RosterSettings Read(IConfiguration configuration, ICollection<SettingProblem> problems)
    {
        Dictionary<string, SourceLogin> logins = new(StringComparer.Ordinal);
        foreach (var roster in configuration.GetSection("Rosters").GetChildren())
        {
            if (!roster.Key.Equals(RolesSection, StringComparison.OrdinalIgnoreCase) && Login(roster, problems) is { } login)
            {
                logins[roster.Key] = login;
            }
        }

        return new(logins)
        {
            Hosts = configuration.GetSection("Rosters").GetChildren().Where(roster => roster["Host"] is { Length: > 0 })
                .ToDictionary(roster => roster.Key, roster => roster["Host"]!, StringComparer.Ordinal),
        };
    }

    /// <summary>Names no secret.</summary>
    /// <returns>A text for logs.</returns>
    public override string ToString() => $"logins of rosters: {string.Join(", ", Logins.Keys)}";

    private static SourceLogin? Login(IConfigurationSection roster, ICollection<SettingProblem> problems)
    {
        var (token, username, password) = (roster["Token"], roster["Username"], roster["Password"]);
        var (header, value, host) = (roster["Header"], roster["HeaderValue"], roster["Host"]);
        var before = problems.Count;
        if ((token ?? username ?? password ?? header ?? value) is null)
        {
            return null;
        }

        if (!RosterName().IsMatch(roster.Key))
        {
            problems.Add(new(roster.Path, "It is no name of a roster.", "Write lower-case letters, digits and _, at most 64."));
        }

        if (new[] { token, username ?? password, header ?? value }.Count(kind => kind is not null) > 1)
        {
            problems.Add(new(
                roster.Path, "There is more than one login.", "Keep one of the three: Token, Username and Password, or Header and "
                    + "HeaderValue."));
        }

        // Who may edit a roster could otherwise send its login wherever they like.
        Wrong(host is null, "Host", "It is missing.", "Name the only host that gets the login, such as 'registrar.example.edu'.");
        Wrong(
            host is not null && Uri.CheckHostName(host) == UriHostNameType.Unknown,
            "Host",
            "It is no host.",
            "Write a name such as 'registrar.example.edu', without scheme, port and path.");
        Both(roster, "Username", "Password", problems);
        Both(roster, "Header", "HeaderValue", problems);
        Wrong(
            token is not null && !Visible().IsMatch(token),
            "Token",
            "It is no bearer token.",
            "Copy it without 'Bearer ' before it and without spaces.");
        Wrong(
            username?.Contains(':', StringComparison.Ordinal) is true,
            "Username",
            "There is a colon in it, which basic authentication cannot carry.",
            "Use a name without one.");
        Wrong(
            header is not null && (!HeaderName().IsMatch(header) || OursToSend.Contains(header, StringComparer.OrdinalIgnoreCase)),
            "Header", "It is no header that a login can have.", "Write one such as 'X-Api-Key'.");
        Wrong(
            value is not null && !Line().IsMatch(value),
            "HeaderValue",
            "It cannot stand in a header.",
            "Write it without line breaks, in ASCII.");
        return problems.Count > before ? null
            : token is not null ? new(Authorization, $"Bearer {token}", host!)
            : username is not null
                ? new(Authorization, $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{password}"))}", host!)
                : new(header!, value!, host!);

        void Wrong(bool isWrong, string setting, string problem, string remedy)
        {
            if (isWrong)
            {
                problems.Add(new($"{roster.Path}:{setting}", problem, remedy));
            }
        }
    }

    private static void Both(IConfigurationSection roster, string one, string other, ICollection<SettingProblem> problems)
    {
        if (roster[one] is null != roster[other] is null)
        {
            problems.Add(new($"{roster.Path}:{(roster[one] is null ? one : other)}", "It is missing.", $"Give both {one} and {other}."));
        }
    }

    [GeneratedRegex("^[a-z0-9_]{1,64}$")]
    private static partial Regex RosterName();

    [GeneratedRegex(@"^[\x21-\x7e]+$")]
    private static partial Regex Visible();

    [GeneratedRegex(@"^[\x20-\x7e]+$")]
    private static partial Regex Line();

    // RFC 9110, 5.6.2: a token.
    [GeneratedRegex(@"^[!#$%&'*+.^_`|~0-9A-Za-z-]+$")]
    private static partial Regex HeaderName();
}

/// <summary>The header by which the silo logs in at a source.</summary>
/// <param name="Header">Its name, such as <c>Authorization</c>.</param>
/// <param name="Value">Its value, a secret.</param>
/// <param name="Host">The only host that gets it.</param>
internal sealed record SourceLogin(string Header, string Value, string Host)
{
    /// <summary>Sees that it goes to nobody else.</summary>
    /// <param name="address">Where a roster is said to be.</param>
    /// <param name="settings">What its setting is called: <c>Rosters:{name}</c>.</param>
    /// <exception cref="SourceFailedException">The roster is elsewhere.</exception>
    public void GoesTo(Uri address, string settings)
    {
        if (!address.IdnHost.Equals(Host, StringComparison.OrdinalIgnoreCase)
            && !address.Host.Equals(Host, StringComparison.OrdinalIgnoreCase))
        {
            throw new SourceFailedException(
                Place.Of(
                    address), $"is not at {Host}, which alone gets the login of {settings}", $"Correct the roster's address, or "
                        + $"{settings}:Host.");
        }
    }

    /// <summary>All that must not be repeated, should a source send it back.</summary>
    public IEnumerable<string> Secrets => Value.Split(' ', 2) is [var scheme, var proof]
        ? [proof, .. scheme == "Basic" ? Encoding.UTF8.GetString(Convert.FromBase64String(proof)).Split(':', 2) : []]
        : [Value];

    /// <summary>Names no secret.</summary>
    /// <returns>A text for logs.</returns>
    public override string ToString() => Header;
}
