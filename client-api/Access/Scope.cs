using System.Security.Claims;
using MoodleGrains.ClientApi.Sites;

namespace MoodleGrains.ClientApi.Access;

/// <summary>What a key opens: <c>read:*</c> for every site, <c>read:{site}</c> for one.</summary>
internal static class Scope
{
    /// <summary>The type of the claims that carry scopes.</summary>
    public const string Claim = "scope";

    /// <summary>Reading of every site.</summary>
    public const string ReadAll = "read:*";

    private const string ReadPrefix = "read:";

    /// <summary>The scope for reading one site.</summary>
    /// <param name="site">Its slug.</param>
    /// <returns>The scope.</returns>
    public static string Read(string site) => ReadPrefix + site;

    /// <summary>Whether a caller may read a site.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="site">The slug.</param>
    /// <returns>True if so.</returns>
    public static bool MayRead(this ClaimsPrincipal caller, string site) =>
        caller.HasClaim(Claim, ReadAll) || caller.HasClaim(Claim, Read(site));

    /// <summary>Whether a text in the configuration is a scope.</summary>
    /// <param name="text">The text.</param>
    /// <returns>True if so.</returns>
    public static bool IsKnown(string text) =>
        text == ReadAll || (text.StartsWith(ReadPrefix, StringComparison.Ordinal) && Site.IsSlug(text[ReadPrefix.Length..]));
}
