using System.Security.Claims;
using Microsoft.AspNetCore.Http.HttpResults;
using MoodleGrains.ClientApi.Access;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.ClientApi.Sites;
using MoodleGrains.Rosters;
using MoodleGrains.Rules;

namespace MoodleGrains.ClientApi.Rosters;

/// <summary>What a caller wants of a roster.</summary>
[Flags]
internal enum RosterRight
{
    /// <summary>To read it, persons in it too.</summary>
    Read = 1,

    /// <summary>To change it or to run it.</summary>
    Change = 2,
}

/// <summary>A roster that was found.</summary>
/// <param name="Site">The slug of its site.</param>
/// <param name="Name">Its name.</param>
/// <param name="State">Its grain's state; it has terms, unless it was found for a request that was here before.</param>
internal sealed record FoundRoster(string Site, string Name, Roster State)
{
    /// <summary>Its grain.</summary>
    public StreamKey Grain => Roster.Id(Site, Name);
}

/// <summary>
/// Finds rosters by their name, among the sites that the caller's key opens for what is wanted. It asks the grains and not the
/// read model, so that a roster can be run as soon as it was put.
/// </summary>
internal sealed class RosterFinder(ConfiguredSites sites, IAggregateClient grains)
{
    /// <summary>Finds one.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="right">What for.</param>
    /// <param name="name">The roster's name.</param>
    /// <param name="site">The site; null where the name is enough.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The roster, or why not.</returns>
    /// <exception cref="BadInputException">Several sites have one of that name.</exception>
    public async Task<(FoundRoster? Roster, ProblemHttpResult? Refusal)> Find(
        ClaimsPrincipal caller, RosterRight right, string name, string? site, CancellationToken cancellationToken)
    {
        if (site is not null)
        {
            return Missing(caller, right, site) is { } scope ? (null, Problems.ScopeMissing(scope))
                : sites.Find(site) is null ? (null, Problems.NoSite(site))
                : await At(site, name, cancellationToken) is { } one ? (one, null)
                : (null, NoRoster(name));
        }

        // Where it stands is told to those only who read that site or change its rosters.
        var known = sites.All.Select(one => one.Slug).Where(one => caller.MayRead(one) || caller.MayMirror(one)).ToList();
        var found = (await Task.WhenAll(known.Select(slug => At(slug, name, cancellationToken)))).OfType<FoundRoster>().ToList();
        var open = found.Where(one => Missing(caller, right, one.Site) is null).ToList();
        return open switch
        {
            [var only] => (only, null),
            [] when found.Count > 0 => (null, Problems.ScopeMissing(Missing(caller, right, found[0].Site)!)),
            [] when known.Count == 0 => (null, Problems.ScopeMissing(right.HasFlag(RosterRight.Change) ? Scope.RosterAll : Scope.ReadAll)),
            [] => (null, NoRoster(name)),
            _ => throw new BadInputException("site", $"site is missing: {Listed(open)} each have a roster '{name}'; say which, such as "
                + $"?site={open[0].Site}."),
        };
    }

    /// <summary>
    /// Finds the roster that a caller wants to change: for a request that was here before, the one that it changed then, even if it is
    /// deleted now.
    /// </summary>
    /// <param name="commands">The caller's commands.</param>
    /// <param name="name">The roster's name.</param>
    /// <param name="site">The site; null where the name is enough.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The roster, or why not.</returns>
    /// <exception cref="BadInputException">Several sites have one of that name.</exception>
    public async Task<(FoundRoster? Roster, ProblemHttpResult? Refusal)> FindFor(
        CallerCommands commands, string name, string? site, CancellationToken cancellationToken)
    {
        var caller = commands.Http.User;
        foreach (var slug in sites.All.Select(one => one.Slug).Where(one => (site ?? one) == one && caller.MayMirror(one)))
        {
            if (Rule.IsName(name) && (await commands.Earlier(Roster.Id(slug, name), cancellationToken)).Events > 0)
            {
                return (new(slug, name, await grains.Latest<Roster>(Roster.Id(slug, name), cancellationToken)), null);
            }
        }

        return await Find(caller, RosterRight.Change, name, site, cancellationToken);
    }

    /// <summary>The scope that a caller lacks.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="right">What for.</param>
    /// <param name="site">Of which site.</param>
    /// <returns>The scope; null if none is missing.</returns>
    public static string? Missing(ClaimsPrincipal caller, RosterRight right, string site) =>
        right.HasFlag(RosterRight.Change) && !caller.MayMirror(site) ? Scope.Roster(site)
        : right.HasFlag(RosterRight.Read) && !caller.MayRead(site) ? Scope.Read(site)
        : null;

    /// <summary>The answer where there is no such roster.</summary>
    /// <param name="name">The name that was asked for.</param>
    /// <returns>The problem.</returns>
    public static ProblemHttpResult NoRoster(string name) =>
        Problems.NotFound($"There is no roster '{name}'; GET /api/v1/rosters lists those there are.");

    private async Task<FoundRoster?> At(string site, string name, CancellationToken cancellationToken) =>
        Rule.IsName(name) && await grains.Latest<Roster>(Roster.Id(site, name), cancellationToken) is { Terms: not null } roster
            ? new(site, name, roster)
            : null;

    private static string Listed(List<FoundRoster> some) =>
        $"{string.Join(", ", some.SkipLast(1).Select(one => one.Site))} and {some[^1].Site}";
}
