using System.Globalization;
using MoodleGrains.Silo.Diagnostics;
using MoodleGrains.Silo.Moodle.Polling;
using Npgsql;

namespace MoodleGrains.Silo.CommandLine.Doctor;

/// <summary>Since when each site's polls have not succeeded.</summary>
internal static class PollCheck
{
    // One reconcile may fail; three in a row are somebody's business.
    private const int Missed = 3;

    internal static async Task<IReadOnlyList<Finding>> Run(
        NpgsqlDataSource database, PollSettings settings, TimeProvider time, CancellationToken cancellationToken)
    {
        var polled = settings.Polled.ToList();
        if (polled.Count == 0)
        {
            return [];
        }

        var stand = new Dictionary<string, (long? Full, long? Conferences, string? Problem)>(StringComparer.Ordinal);
        await using (var command = database.CreateCommand(
            "select site, full_at, conferences_at, coalesce(full_problem, conferences_problem) from mg_poll_sites"))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                stand[reader.GetString(0)] = (
                    reader.IsDBNull(1) ? null : reader.GetInt64(1), reader.IsDBNull(2) ? null : reader.GetInt64(2),
                    reader.IsDBNull(3) ? null : reader.GetString(3));
            }
        }

        var underWay = new Dictionary<string, DateTime>(StringComparer.Ordinal);
        await using (var command = database.CreateCommand(
            "select site, max(started_at) from mg_poll_runs where ended_at is null group by site"))
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                underWay[reader.GetString(0)] = reader.GetDateTime(1);
            }
        }

        var now = time.GetUtcNow().ToUnixTimeSeconds();
        return
        [
            .. polled.Select(site =>
            {
                var (full, conferences, problem) = stand.GetValueOrDefault(site.Site);
                return Judge(
                    site,
                    full,
                    conferences,
                    problem,
                    now,
                    underWay.TryGetValue(site.Site, out var began) ? new DateTimeOffset(began).ToUnixTimeSeconds() : null);
            }),
        ];
    }

    internal static Finding Judge(SitePolling site, long? full, long? conferences, string? problem, long now, long? began = null)
    {
        // Polls of conferences come first: right after a start they are done before the first reading of everything begins.
        var first = began ?? conferences;
        if (full is null && problem is null && !Late(first, site.Full, now))
        {
            return Finding.Good(
                "polls",
                $"{site.Site}: the first reading is under way since {At(first)}; 'silo poll status' shows how far it is");
        }

        var found = $"{site.Site}: everything read {At(full)}, conferences {At(conferences)}";
        var late = Late(full, site.Full, now) || Late(conferences, site.Conferences, now);
        return late
            ? Finding.Bad(
                "polls",
                problem is null ? found : $"{found}; {problem}",
                "Look whether a silo runs; 'silo poll status' tells more, 'silo outbox list --timers' when the next is due.")
            : Finding.Good("polls", found);
    }

    private static bool Late(long? at, TimeSpan every, long now) => at is null || now - at > Missed * every.TotalSeconds;

    private static string At(long? at) => at is { } seconds
        ? DateTimeOffset.FromUnixTimeSeconds(seconds).ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)
        : "never";
}
