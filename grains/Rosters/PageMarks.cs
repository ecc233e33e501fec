using System.Globalization;
using System.Text.Json;

namespace MoodleGrains.Rosters;

/// <summary>What a JSON document says beside its courses of pages: whether it is only a part of a roster.</summary>
public static class PageMarks
{
    private const int Deepest = 2;

    private static readonly HashSet<string> Around = ["links", "paging", "pagination", "page", "meta", "metadata", "pageinfo"];

    private static readonly HashSet<string> Next =
    [
        "next", "nextpage", "nextlink", "nexturl", "nexthref", "nexttoken", "nextpagetoken", "nextcursor", "odatanextlink",
        "continuationtoken",
    ];

    private static readonly HashSet<string> More = ["more", "hasmore", "hasnext", "hasnextpage", "istruncated", "truncated"];

    private static readonly HashSet<string> Totals =
    [
        "count", "total", "totalcount", "totalcourses", "totalelements", "totalhits", "totalitems", "totalrecords", "totalresults",
        "totalsize",
    ];

    private static readonly HashSet<string> Pages = ["lastpage", "numpages", "pagecount", "pages", "totalpages"];
    private static readonly HashSet<string> Number = ["currentpage", "page", "pageno", "pagenumber"];

    // They say where the page is, not whether it is the only one.
    private static readonly HashSet<string> Others =
        ["first", "last", "limit", "number", "offset", "pagesize", "perpage", "prev", "previous", "self", "size", "start"];

    /// <summary>Whether a field is about pages.</summary>
    /// <param name="field">Its name.</param>
    /// <returns>True if it is.</returns>
    public static bool Is(string field)
    {
        var bare = Bare(field);
        return ((HashSet<string>[])[Around, Next, More, Totals, Pages, Number, Others]).Any(words => words.Contains(bare));
    }

    /// <summary>By which fields a document says that there is more than what was read.</summary>
    /// <param name="root">The last page that was read.</param>
    /// <param name="pages">How many pages were read.</param>
    /// <param name="courses">How many courses stand in all of them.</param>
    /// <param name="participants">How many participants: a total may be theirs.</param>
    /// <returns>The fields, with numbers where they are numbers; null if it does not say so.</returns>
    public static string? Rest(JsonElement root, int pages, int courses, int participants)
    {
        List<string> said = [];
        Look(root, 0);
        return said.Count == 0 ? null : string.Join(", ", said);

        void Look(JsonElement element, int depth)
        {
            foreach (var field in element.ValueKind == JsonValueKind.Object ? element.EnumerateObject() : default)
            {
                var (bare, number) = (Bare(field.Name), Whole(field.Value));
                if ((Next.Contains(bare) && Leads(field.Value)) || (More.Contains(bare) && field.Value.ValueKind == JsonValueKind.True)
                    || (bare == "last" && field.Value.ValueKind == JsonValueKind.False))
                {
                    said.Add(field.Name);
                }
                else if ((Totals.Contains(bare) && number > courses && number != participants) || (Pages.Contains(bare) && number > pages)
                    || (Number.Contains(bare) && pages == 1 && number > 1))
                {
                    said.Add(string.Create(CultureInfo.InvariantCulture, $"{field.Name} {number}"));
                }
                else if (depth < Deepest && Around.Contains(bare))
                {
                    Look(field.Value, depth + 1);
                }
            }
        }
    }

    private static string Bare(string field) => string.Concat(field.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private static bool Leads(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetRawText().Length > 2,
        JsonValueKind.Number => Whole(value) != 0,
        JsonValueKind.Object or JsonValueKind.True => true,
        _ => false,
    };

    private static long? Whole(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number when value.TryGetInt64(out var number) => number,
        JsonValueKind.String when long.TryParse(
            value.GetRawText().AsSpan()[1..^1],
            NumberStyles.None,
            CultureInfo.InvariantCulture,
            out var number) => number,
        _ => null,
    };
}
