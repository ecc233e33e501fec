using System.Security.Claims;
using MoodleGrains.ClientApi.Sites;

namespace MoodleGrains.ClientApi.Access;

/// <summary>
/// What a key opens: <c>read:*</c> for every site, <c>read:{site}</c> for one; to change what the silo does, <c>admin</c> for every
/// site, <c>admin:{site}</c> for one; to change and run rosters, <c>roster</c> for every site, <c>roster:{site}</c> for one. None includes
/// another.
/// </summary>
internal static class Scope
{
    /// <summary>The type of the claims that carry scopes.</summary>
    public const string Claim = "scope";

    /// <summary>Reading of every site.</summary>
    public const string ReadAll = "read:*";

    /// <summary>Changing what the silo does at any site.</summary>
    public const string AdminAll = "admin";

    /// <summary>Changing and running the rosters of any site.</summary>
    public const string RosterAll = "roster";

    private const string ReadPrefix = "read:";
    private const string AdminPrefix = "admin:";
    private const string RosterPrefix = "roster:";

    /// <summary>The scope for reading one site.</summary>
    /// <param name="site">Its slug.</param>
    /// <returns>The scope.</returns>
    public static string Read(string site) => ReadPrefix + site;

    /// <summary>The scope for changing what the silo does at one site.</summary>
    /// <param name="site">Its slug.</param>
    /// <returns>The scope.</returns>
    public static string Admin(string site) => AdminPrefix + site;

    /// <summary>The scope for changing and running the rosters of one site.</summary>
    /// <param name="site">Its slug.</param>
    /// <returns>The scope.</returns>
    public static string Roster(string site) => RosterPrefix + site;

    /// <summary>Whether a caller may read a site.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="site">The slug.</param>
    /// <returns>True if so.</returns>
    public static bool MayRead(this ClaimsPrincipal caller, string site) =>
        caller.HasClaim(Claim, ReadAll) || caller.HasClaim(Claim, Read(site));

    /// <summary>The sites that a caller reads.</summary>
    /// <param name="caller">The caller.</param>
    /// <returns>Their slugs; null for every site.</returns>
    public static string[]? Readable(this ClaimsPrincipal caller) => caller.HasClaim(Claim, ReadAll)
        ? null
        : [.. caller.FindAll(Claim).Select(
            claim => claim.Value).Where(scope => NamesSite(scope, ReadPrefix)).Select(scope => scope[ReadPrefix.Length..])];

    /// <summary>Whether a caller may change what the silo does at a site.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="site">The slug.</param>
    /// <returns>True if so.</returns>
    public static bool MayAdminister(this ClaimsPrincipal caller, string site) =>
        caller.HasClaim(Claim, AdminAll) || caller.HasClaim(Claim, Admin(site));

    /// <summary>Whether a caller may change and run the rosters of a site.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="site">The slug.</param>
    /// <returns>True if so.</returns>
    public static bool MayMirror(this ClaimsPrincipal caller, string site) =>
        caller.HasClaim(Claim, RosterAll) || caller.HasClaim(Claim, Roster(site));

    /// <summary>Whether a text in the configuration is a scope.</summary>
    /// <param name="text">The text.</param>
    /// <returns>True if so.</returns>
    public static bool IsKnown(string text) =>
        text is ReadAll or AdminAll or RosterAll || NamesSite(text, ReadPrefix) || NamesSite(text, AdminPrefix)
            || NamesSite(text, RosterPrefix);

    private static bool NamesSite(string text, string prefix) =>
        text.StartsWith(prefix, StringComparison.Ordinal) && Site.IsSlug(text[prefix.Length..]);
}
