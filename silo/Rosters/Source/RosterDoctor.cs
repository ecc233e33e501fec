using System.Net;
using System.Net.Sockets;
using MoodleGrains.Rosters;
using MoodleGrains.Silo.Diagnostics;
using Npgsql;
using Finding = MoodleGrains.Silo.Diagnostics.Finding;

namespace MoodleGrains.Silo.Rosters.Source;

/// <summary>Doctor's lines about rosters: whether their sources can be asked. Nothing is downloaded.</summary>
/// <param name="settings">The logins at the sources.</param>
internal sealed class RosterDoctor(RosterSettings settings) : IDoctorCheck
{
    private const string Check = "rosters";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Finding>> LookAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        await LookAsync(await ReadAsync(connection, cancellationToken), settings, null, cancellationToken);

    /// <summary>Which rosters there are.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>Sites, names and terms.</returns>
    public static async Task<IReadOnlyList<(string Site, string Name, RosterTerms Terms)>> ReadAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        List<(string, string, RosterTerms)> rosters = [];
        await using var there = new NpgsqlCommand("select to_regclass('mg_rosters') is not null", connection);
        if (await there.ExecuteScalarAsync(cancellationToken) is not true)
        {
            return rosters;
        }

        await using var ask = new NpgsqlCommand(
            "select site, name, terms from mg_rosters where terms is not null order by site, name",
            connection);
        await using var reader = await ask.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            rosters.Add((reader.GetString(0), reader.GetString(1), RosterTerms.FromJson(reader.GetString(2))));
        }

        return rosters;
    }

    /// <summary>Looks at what the rosters name.</summary>
    /// <param name="rosters">The rosters.</param>
    /// <param name="settings">The logins at the sources.</param>
    /// <param name="resolve">Resolves names; null for the machine's way.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The findings.</returns>
    public static async Task<IReadOnlyList<Finding>> LookAsync(
        IReadOnlyList<(string Site, string Name, RosterTerms Terms)> rosters, RosterSettings settings,
        Func<string, CancellationToken, Task<IPAddress[]>>? resolve, CancellationToken cancellationToken)
    {
        var logins = settings.Logins;
        List<Finding> findings = [];
        foreach (var (site, name, terms) in rosters)
        {
            var roster = $"{site}/{name}";
            try
            {
                findings.Add(terms.Source.Kind == RosterSource.File
                    ? File(roster, terms.Source)
                    : await HttpAsync(
                        roster, name, terms.Source, logins.GetValueOrDefault(name), settings.Hosts.GetValueOrDefault(name), resolve
                            ?? Dns.GetHostAddressesAsync,
                        cancellationToken));
            }
            catch (SourceFailedException failed)
            {
                findings.Add(Finding.Bad(Check, $"{roster}: {failed.Fault}", failed.Remedy));
            }
        }

        var unused = logins.Keys.Except(rosters.Select(roster => roster.Name), StringComparer.Ordinal).Order(StringComparer.Ordinal)
            .ToList();
        return unused.Count == 0 ? findings
            : [.. findings, Finding.Warned(
                Check,
                $"there is no roster {string.Join(", ", unused)}, but a login for it",
                "Make the roster, or take Rosters:{name} out of the configuration.")];
    }

    private static Finding File(string roster, RosterSource source)
    {
        FileSource.Look(Place.Of(source));
        return Finding.Good(Check, $"{roster}: {Place.Of(source)} is there");
    }

    private static async Task<Finding> HttpAsync(
        string roster, string name, RosterSource source, SourceLogin? login, string? named, Func<string, CancellationToken,
        Task<IPAddress[]>> resolve,
        CancellationToken cancellationToken)
    {
        var place = Place.Of(source);
        var address = Place.Http(source)
            ?? throw new SourceFailedException(place, "is no http or https address without a user", "Correct the address of the roster.");
        login?.GoesTo(address, $"Rosters:{name}");
        IPAddress[] allowed;
        try
        {
            if (ProxyGuard.Takes(HttpClient.DefaultProxy, address))
            {
                if (!source.AllowPrivate)
                {
                    await ProxyGuard.JudgeAsync(address, named, $"Rosters:{name}", resolve, cancellationToken);
                }

                return Finding.Good(
                    Check,
                    $"{roster}: {place} is read through the proxy {HttpClient.DefaultProxy.GetProxy(address)!.Authority}");
            }

            allowed = GuardedConnect.Allowed(await resolve(address.Host, cancellationToken), source.AllowPrivate);
        }
        catch (PrivateAddressException refused)
        {
            throw SourceWords.Private(place, refused);
        }
        catch (SocketException)
        {
            throw SourceWords.NoSuchHost(place, address);
        }

        return login is not null && address.Scheme == Uri.UriSchemeHttp && !Array.TrueForAll(allowed, IPAddress.IsLoopback)
            ? Finding.Warned(Check, $"{roster}: the login for {place} is sent without encryption", "Use https.")
            : Finding.Good(Check, $"{roster}: {place} is at {allowed[0]}{(login is not null ? ", with a login" : "")}");
    }
}
