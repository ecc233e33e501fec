using System.Globalization;
using MoodleGrains.Silo.Diagnostics;
using MoodleGrains.Silo.Outbox;
using Npgsql;

namespace MoodleGrains.Silo.CommandLine.Doctor;

/// <summary>Whether what is to be done outside is done.</summary>
internal static class OutboxCheck
{
    /// <summary>By then a failing effect is a dead letter: what waits longer is not being tried.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(2);

    internal static async Task<Finding> Run(NpgsqlDataSource database, TimeProvider time, CancellationToken cancellationToken)
    {
        var counts = await OutboxCounts.ReadAsync(database, time.GetUtcNow(), cancellationToken);
        await using var command = database.CreateCommand("select coalesce(string_agg(part, ', ' order by part), '') from mg_pauses");
        return Judge(counts, (string)(await command.ExecuteScalarAsync(cancellationToken))!);
    }

    internal static Finding Judge(OutboxCounts counts, string paused)
    {
        var dead = counts.Types.Where(type => type.Dead > 0).ToList();
        var waiting = counts.Types.Sum(type => type.Waiting);
        var oldest = counts.Types.Min(type => type.OldestSince);
        var found = string.Create(CultureInfo.InvariantCulture, $"{dead.Sum(type => type.Dead)} dead letters, {waiting} wait")
            + (oldest is null ? "" : string.Create(CultureInfo.InvariantCulture, $", the oldest since {oldest:yyyy-MM-dd HH:mm:ss} UTC"))
            + (paused == "" ? "" : $"; paused: {paused}");
        if (dead.Count > 0)
        {
            return Finding.Bad(
                "outbox",
                $"{found} ({string.Join(", ", dead.Select(type => $"{type.Type}: {type.Dead}"))})",
                "'silo outbox list' shows the causes; when they are mended: silo outbox replay --all-dead");
        }

        return counts.At - oldest > Longest && paused == ""
            ? Finding.Bad("outbox", found, "Look whether a silo runs on this database, and into its log.")
            : Finding.Good("outbox", found);
    }
}
