using MoodleGrains.Silo;
using MoodleGrains.Silo.Tests;

namespace MoodleGrains.Benchmarks;

/// <summary>
/// Where the time between a webhook and Discord goes, by the times that the tables keep of each conference that was named.
/// </summary>
internal static class NotifyHops
{
    // An event bears the time of its append, an effect that of its claim (first_tried) and of its outcome (done_at).
    private const string Query = """
        with renamed as (
          select distinct on (e.stream_id) substring(e.stream_id from '[0-9]+$') as id, e.version, e.timestamp as at
          from mt_events e where e.type = 'conference_renamed' order by e.stream_id, e.version desc),
        ordered as (
          select distinct on (e.stream_id) split_part(e.stream_id, '-', 3) as id, e.stream_id, e.data ->> 'number' as number, e.timestamp as at
          from mt_events e where e.type = 'post_ordered' order by e.stream_id, e.version desc),
        received as (select distinct on (object_id) object_id::text as id, received_at as at from mg_inbox order by object_id, position desc),
        hops as (
          select extract(epoch from (array[r.at - i.at, a.first_tried - r.at, o.at - a.first_tried, p.done_at - o.at])[n]) * 1000 as ms, n
          from renamed r
          join received i on i.id = r.id
          join mg_effects a on a.id = 'announce-bench-conference-' || r.id || '/' || r.version
          join ordered o on o.id = r.id
          join mg_effects p on p.id = o.stream_id || '/post/' || o.number
          cross join generate_series(1, 4) as n)
        select round(percentile_cont(0.5) within group (order by ms)::numeric, 1)::text from hops group by n order by n
        """;

    private static readonly string[] names =
    [
        "received to the conference's commit", "to the claim of the reconcile", "to the announcement's commit", "to the post's outcome",
    ];

    /// <summary>Reads them.</summary>
    /// <param name="silo">The silo.</param>
    /// <returns>A median for each hop, milliseconds.</returns>
    public static async Task<string> ReadAsync(SiloHarness silo)
    {
        List<string> medians = [];
        await using var command = silo.Database.CreateCommand(Query);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            medians.Add($"{names[medians.Count]} {reader.GetString(0)}");
        }

        return string.Join(", ", medians);
    }
}
