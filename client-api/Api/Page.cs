using System.Globalization;
using Microsoft.AspNetCore.Mvc;

namespace MoodleGrains.ClientApi.Api;

/// <summary>One page of a list.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Items">The items of this page.</param>
/// <param name="Next">The <c>cursor</c> of the next page; null on the last one.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>Which page is wanted.</summary>
internal sealed record PageQuery
{
    private const int DefaultLimit = 50;
    private const int MaxLimit = 500;

    /// <summary>How many items at most, 1 to 500; 50 if left out.</summary>
    [FromQuery(Name = "limit")]
    public string? Limit { get; init; }

    /// <summary>The <c>next</c> of the page before.</summary>
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }

    /// <summary>How many items are wanted.</summary>
    /// <returns>The number.</returns>
    public int Take() => Limit is null
        ? DefaultLimit
        : Input.Number(Limit) is long limit and >= 1 and <= MaxLimit
            ? (int)limit
            : throw BadInputException.Of("limit", Limit, "give a whole number from 1 to 500, or leave it out for 50.");

    /// <summary>The last key of the page before.</summary>
    /// <returns>The key; null for the first page.</returns>
    public string? AfterText() => Cursor is null ? null : ClientApi.Api.Cursor.Read(Cursor) ?? throw BadCursor(Cursor);

    /// <summary>The last key of the page before, where keys are numbers.</summary>
    /// <returns>The key; null for the first page.</returns>
    public long? After() => AfterText() is { } key ? Input.Number(key) ?? throw BadCursor(Cursor!) : null;

    /// <summary>As <see cref="After"/>, where keys may be below 0: entries of Moodle's calendar are numbered so.</summary>
    /// <returns>The key; null for the first page.</returns>
    public long? AfterAny() => AfterText() is { } key
        ? long.TryParse(key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number
            : throw BadCursor(Cursor!)
        : null;

    /// <summary>Makes a page of one row more than wanted, which tells whether there is a next one.</summary>
    /// <typeparam name="T">What is listed.</typeparam>
    /// <param name="rows">The rows, at most <see cref="Take"/> + 1.</param>
    /// <param name="keyOf">The key the list is ordered by.</param>
    /// <returns>The page.</returns>
    public Page<T> Of<T>(IEnumerable<T> rows, Func<T, string> keyOf)
    {
        var items = rows.ToList();
        var take = Take();
        if (items.Count <= take)
        {
            return new(items, null);
        }

        items.RemoveRange(take, items.Count - take);
        return new(items, ClientApi.Api.Cursor.Write(keyOf(items[^1])));
    }

    /// <summary>As <see cref="Of{T}(IEnumerable{T}, Func{T, string})"/>, where keys are numbers.</summary>
    /// <typeparam name="T">What is listed.</typeparam>
    /// <param name="rows">The rows, at most <see cref="Take"/> + 1.</param>
    /// <param name="keyOf">The key the list is ordered by.</param>
    /// <returns>The page.</returns>
    public Page<T> Of<T>(IEnumerable<T> rows, Func<T, long> keyOf) =>
        Of(rows, row => keyOf(row).ToString(CultureInfo.InvariantCulture));

    private static BadInputException BadCursor(string cursor) =>
        BadInputException.Of("cursor", cursor, "send back the `next` of the page before as it was, or leave it out for the first page.");
}
