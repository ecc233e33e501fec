using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using MoodleGrains.ClientApi.Hooks;
using Npgsql;

namespace MoodleGrains.Silo.Inbox;

/// <summary>
/// Counts in memory and writes the sums every second, so that counting costs a hook nothing. A crash loses at most the
/// counts of its last second, never a delivery.
/// </summary>
internal sealed class HookLedger(NpgsqlDataSource database, ILogger<HookLedger> logger) : IHookLedger
{
    private static readonly string[] Columns = ["accepted", "duplicates", "not_kept", "refused", "damaged", "lost"];

    private ConcurrentDictionary<(string Site, string Shape), long[]> counts = new();

    /// <inheritdoc/>
    public void Count(string site, string shape, HookOutcome outcome) =>
        Interlocked.Increment(ref counts.GetOrAdd((site, shape), static _ => new long[Columns.Length])[(int)outcome]);

    /// <summary>Writes the sums until cancelled, and once more then.</summary>
    /// <param name="cancellationToken">The stop.</param>
    /// <returns>A task.</returns>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1));
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                await FlushAsync();
            }
        }
        catch (OperationCanceledException)
        {
            await FlushAsync();
        }
    }

    private async Task FlushAsync()
    {
        var taken = Interlocked.Exchange(ref counts, new());
        if (taken.IsEmpty)
        {
            return;
        }

        try
        {
            await using var batch = database.CreateBatch();
            foreach (var ((site, shape), sums) in taken)
            {
                batch.BatchCommands.Add(Add(site, shape, sums));
            }

            await batch.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or InvalidOperationException)
        {
            logger.LogInformation("Counts kept for the next second: {Message}", e.Message);
            foreach (var (key, sums) in taken)
            {
                var now = counts.GetOrAdd(key, static _ => new long[Columns.Length]);
                for (var i = 0; i < sums.Length; i++)
                {
                    Interlocked.Add(ref now[i], sums[i]);
                }
            }
        }
    }

    private static NpgsqlBatchCommand Add(string site, string shape, long[] sums)
    {
        var command = new NpgsqlBatchCommand($"""
            insert into mg_site_counts as c (site, shape, {string.Join(", ", Columns)}) values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict (site, shape) do update set {string.Join(", ", Columns.Select(name => $"{name} = c.{name} + "
                + $"excluded.{name}"))}, last_at = now()
            """)
        {
            Parameters = { new() { Value = site }, new() { Value = shape } },
        };
        foreach (var sum in sums)
        {
            command.Parameters.Add(new() { Value = sum });
        }

        return command;
    }
}
