using System.Globalization;
using Microsoft.Extensions.Logging;
using MoodleGrains.Silo.Database;
using Npgsql;

namespace MoodleGrains.Silo.Inbox;

/// <summary>
/// Makes the inbox's daily partitions ahead of time, and drops those whose bodies are past their retention, whole. Only
/// what every shard has dispatched is dropped. Other entries of the feed go after as long a time.
/// </summary>
internal sealed class InboxPartitions(NpgsqlDataSource database, TimeSpan retention, ILogger<InboxPartitions> logger)
{
    /// <summary>How many days ahead partitions are made: a silo may be away that long while another one writes.</summary>
    private const int DaysAhead = 14;

    /// <summary>Makes and drops partitions once an hour, until cancelled.</summary>
    /// <param name="cancellationToken">The stop.</param>
    /// <returns>A task.</returns>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromHours(1));
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                try
                {
                    await KeepAsync(cancellationToken);
                }
                catch (NpgsqlException e)
                {
                    logger.LogWarning("Inbox partitions not kept, again in an hour: {Message}", e.Message);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    /// <summary>Makes and drops partitions, by the database's clock (UTC days).</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        // Silos that start together would make the same table at the same time.
        await using var held = await SessionLock.TakeAsync(database, "partitions", cancellationToken);
        var connection = held.Connection;
        await using var command = new NpgsqlCommand(
            "select (now() at time zone 'UTC')::date, array(select inhrelid::regclass::text from pg_inherits where inhparent = "
                + "'mg_inbox'::regclass)",
            connection);
        DateOnly today;
        HashSet<string> existing;
        await using (var reader = await command.ExecuteReaderAsync(cancellationToken))
        {
            await reader.ReadAsync(cancellationToken);
            today = await reader.GetFieldValueAsync<DateOnly>(0, cancellationToken);
            existing = [.. await reader.GetFieldValueAsync<string[]>(1, cancellationToken)];
        }

        for (var day = today.AddDays(-1); day <= today.AddDays(DaysAhead); day = day.AddDays(1))
        {
            if (!existing.Contains(NameOf(day)))
            {
                await Run($"create table if not exists {NameOf(day)} partition of mg_inbox for values from ('{day:yyyy-MM-dd} 00:00+00') "
                    + $"to ('{day.AddDays(1):yyyy-MM-dd} 00:00+00')");
            }
        }

        var oldest = today.AddDays(-(int)Math.Ceiling(retention.TotalDays));
        foreach (var partition in existing.Where(name => DayOf(name) < oldest).Order(StringComparer.Ordinal))
        {
            if (await Dispatched(connection, partition, cancellationToken))
            {
                await Run($"drop table {partition}");
                await Run($"delete from mg_deliveries where received_at < '{DayOf(partition).AddDays(1):yyyy-MM-dd} 00:00+00'");
                logger.LogInformation(
                    "Inbox partition {Partition} dropped: past its retention of {Days:F0} days",
                    partition,
                    retention.TotalDays);
            }
        }

        await Run($"delete from mg_feed_entries where received_at < '{oldest:yyyy-MM-dd} 00:00+00'");

        async Task Run(string sql)
        {
            await using var change = new NpgsqlCommand(sql, connection);
            await change.ExecuteNonQueryAsync(cancellationToken);
        }
    }

    private static async Task<bool> Dispatched(NpgsqlConnection connection, string partition, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            $"select coalesce((select max(position) from {partition}), 0) <= (select coalesce(min(position), 0) from mg_progress where "
                + $"name = 'inbox')",
            connection);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static string NameOf(DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"mg_inbox_{day:yyyyMMdd}");

    private static DateOnly DayOf(string partition) =>
        DateOnly.ParseExact(partition["mg_inbox_".Length..], "yyyyMMdd", CultureInfo.InvariantCulture);
}
