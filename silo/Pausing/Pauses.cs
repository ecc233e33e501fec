using Microsoft.Extensions.Logging;
using Npgsql;

namespace MoodleGrains.Silo.Pausing;

/// <summary>What people have paused, read anew twice a second on every silo. What is received goes on being stored.</summary>
internal sealed class Pauses(NpgsqlDataSource database, ILogger<Pauses> logger)
{
    /// <summary>The dispatcher: the inbox fills, grains are told nothing.</summary>
    public const string Dispatch = "dispatch";

    /// <summary>Before the slug of a site: what is done outside for that site stands still.</summary>
    public const string SitePrefix = "site:";

    /// <summary>Before site and name of a roster, <c>roster:{site}/{name}</c>: its runs stand still.</summary>
    public const string RosterPrefix = "roster:";

    private HashSet<string> paused = [];

    /// <summary>The slugs of the paused sites.</summary>
    public string[] Sites { get; private set; } = [];

    /// <summary>Whether a part is paused.</summary>
    /// <param name="part">The part.</param>
    /// <returns>True if it is.</returns>
    public bool Paused(string part) => paused.Contains(part);

    /// <summary>Reads them until cancelled.</summary>
    /// <param name="cancellationToken">The stop.</param>
    /// <returns>A task.</returns>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        try
        {
            do
            {
                await ReadAsync(cancellationToken);
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    /// <summary>Reads them once.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = database.CreateCommand("select part from mg_pauses");
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            HashSet<string> now = new(StringComparer.Ordinal);
            while (await reader.ReadAsync(cancellationToken))
            {
                now.Add(reader.GetString(0));
            }

            paused = now;
            Sites = [.. now.Where(part => part.StartsWith(SitePrefix, StringComparison.Ordinal)).Select(part => part[SitePrefix.Length..])];
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException or InvalidOperationException)
        {
            logger.LogDebug("Pauses could not be read, the last known hold: {Message}", e.Message);
        }
    }
}
