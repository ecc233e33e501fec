using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using MoodleGrains.ClientApi.Access;

namespace MoodleGrains.ClientApi.Api;

/// <summary>Reads a page of what has a name within its site.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="sites">The sites that are asked for; null for every one.</param>
/// <param name="after">Only what is behind this site and name.</param>
/// <param name="rows">How many at most.</param>
/// <param name="cancellationToken">Cancels the wait.</param>
/// <returns>The rows, by site and name.</returns>
internal delegate Task<IReadOnlyList<T>> ReadBySiteAndName<T>(
    string[]? sites, (string Site, string Name) after, int rows, CancellationToken cancellationToken);

/// <summary>Lists of what has a name within its site, such as rules and rosters.</summary>
internal static class SiteAndName
{
    /// <summary>The condition, order and length of a page, of a table with the columns <c>site</c> and <c>name</c>.</summary>
    public const string Page = """
        where (@sites::text[] is null or site = any(@sites)) and (site, name) > (@site, @name)
        order by site, name
        limit @rows
        """;

    /// <summary>A page of the sites that the caller reads.</summary>
    /// <typeparam name="T">What is listed.</typeparam>
    /// <param name="page">Which page.</param>
    /// <param name="only">The one site that is asked for; null for all.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="read">Reads the rows.</param>
    /// <param name="keyOf">The site and name of a row.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The page, or the scope that is missing.</returns>
    public static async Task<Results<Ok<Page<T>>, ProblemHttpResult>> List<T>(
        this PageQuery page, string? only, ClaimsPrincipal caller, ReadBySiteAndName<T> read, Func<T, (string Site, string Name)> keyOf,
        CancellationToken cancellationToken)
    {
        if (only is not null && !caller.MayRead(only))
        {
            return Problems.ScopeMissing(Scope.Read(only));
        }

        // Neither a slug nor such a name has a slash.
        var after = (page.AfterText() ?? "/").Split('/', 2);
        var sites = only is null ? caller.Readable() : [only];
        var rows = await read(sites, (after[0], after[^1]), page.Take() + 1, cancellationToken);
        return TypedResults.Ok(page.Of(rows, row => string.Join('/', keyOf(row).Site, keyOf(row).Name)));
    }
}
