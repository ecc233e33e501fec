using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using MoodleGrains.Categories;
using MoodleGrains.Courses;
using MoodleGrains.Silo.EventStore;
using MoodleGrains.Users;
using Npgsql;

namespace MoodleGrains.Silo.Moodle.Polling;

/// <summary>
/// Sends what was read to the grains, many at once, and leaves out what cannot change anything: the same words as last time,
/// to a grain whose stream has not grown since.
/// </summary>
internal sealed class Observations(IAggregateClient grains, NpgsqlDataSource database, ILogger<Observations> logger)
{
    private const int Page = 1000;
    private const int AtOnce = 64;

    // Settled is a grain only if it had stood still before the question was asked: then nothing it knows was told after the answer.
    private const string Settle = """
        insert into mg_poll_told as t (grain, hash, version)
        select g.grain, g.hash, g.version from unnest($1, $2, $3) as g(grain, hash, version)
        join mg_streams s on s.id = g.grain and s.version = g.version and s.changed_at < $4
        on conflict (grain) do update set hash = excluded.hash, version = excluded.version
        """;

    private const string Settled = """
        select g.grain from unnest($1, $2) as g(grain, hash)
        join mg_poll_told t on t.grain = g.grain and t.hash = g.hash
        join mg_streams s on s.id = g.grain and s.version = t.version
        """;

    /// <summary>The database's clock, to be asked for before Moodle is.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Its time.</returns>
    public async Task<DateTime> ClockAsync(CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand("select clock_timestamp()");
        return (DateTime)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Sends observations; a grain that cannot take one is logged and stops no other.</summary>
    /// <param name="run">The reconcile, which counts the events.</param>
    /// <param name="told">What was read; several for one grain travel together.</param>
    /// <param name="asked">From <see cref="ClockAsync"/>, before Moodle was asked.</param>
    /// <param name="cancellationToken">Stops the sending.</param>
    /// <returns>The grains that something followed for.</returns>
    public async Task<IReadOnlySet<StreamKey>> TellAsync(
        PollRun run, IReadOnlyList<(StreamKey Grain, ICommand Command)> told, DateTime asked, CancellationToken cancellationToken)
    {
        var changed = new HashSet<StreamKey>();
        foreach (var page in told.GroupBy(one => one.Grain, one => one.Command).Chunk(Page))
        {
            var hashes = page.ToDictionary(grain => grain.Key, grain => HashOf([.. grain]));
            var settled = await SettledAsync(hashes, cancellationToken);
            var versions = new Dictionary<StreamKey, long>();
            await Parallel.ForEachAsync(
                page.Where(grain => !settled.Contains(grain.Key.Value)),
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (grain, stop) =>
                {
                    if (await SendAsync(grain.Key, [.. grain], stop) is not { } outcome)
                    {
                        return;
                    }

                    run.Led(outcome.Events);
                    lock (changed)
                    {
                        if (outcome.Events > 0)
                        {
                            changed.Add(grain.Key);
                        }
                        else if (hashes[grain.Key] is not null)
                        {
                            versions[grain.Key] = outcome.Version;
                        }
                    }
                });
            await SettleAsync(versions, hashes, asked, cancellationToken);
        }

        return changed;
    }

    private async Task<Outcome?> SendAsync(StreamKey grain, IReadOnlyList<ICommand> commands, CancellationToken cancellationToken)
    {
        try
        {
            return await grains.Send(grain, new(commands), cancellationToken);
        }
        catch (Exception e) when (e is not OperationCanceledException && !Faults.Passing(e))
        {
            logger.LogError(e, "{Grain} could not take what was read from Moodle", grain);
            return null;
        }
    }

    private async Task<HashSet<string>> SettledAsync(Dictionary<StreamKey, Guid?> hashes, CancellationToken cancellationToken)
    {
        var asked = hashes.Where(grain => grain.Value is not null).ToList();
        var settled = new HashSet<string>(StringComparer.Ordinal);
        if (asked.Count == 0)
        {
            return settled;
        }

        await using var command = database.CreateCommand(Settled);
        command.Parameters.Add(new() { Value = asked.Select(grain => grain.Key.Value).ToArray() });
        command.Parameters.Add(new() { Value = asked.Select(grain => grain.Value!.Value).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            settled.Add(reader.GetString(0));
        }

        return settled;
    }

    private async Task SettleAsync(
        Dictionary<StreamKey, long> versions, Dictionary<StreamKey, Guid?> hashes, DateTime asked, CancellationToken cancellationToken)
    {
        if (versions.Count == 0)
        {
            return;
        }

        await using var command = database.CreateCommand(Settle);
        command.Parameters.Add(new() { Value = versions.Keys.Select(grain => grain.Value).ToArray() });
        command.Parameters.Add(new() { Value = versions.Keys.Select(grain => hashes[grain]!.Value).ToArray() });
        command.Parameters.Add(new() { Value = versions.Values.ToArray() });
        command.Parameters.Add(new() { Value = asked });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // Records write all their fields. When it was told is left out: it differs each time.
    private static Guid? HashOf(IReadOnlyList<ICommand> commands)
    {
        if (commands.Count != 1)
        {
            return null;
        }

        var words = commands[0] switch
        {
            ObserveCourse c => (c with { Stamp = c.Stamp with { Told = 0 } }).ToString(),
            ObserveCategory c => (c with { Stamp = c.Stamp with { Told = 0 } }).ToString(),
            ObserveUser c => (c with { Stamp = c.Stamp with { Told = 0 } }).ToString(),
            _ => null,
        };
        return words is null ? null : new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(words)).AsSpan(0, 16));
    }
}
