using System.Diagnostics;
using Microsoft.Extensions.Logging;
using MoodleGrains.ClientApi.Operations;

namespace MoodleGrains.Silo.EventStore;

/// <summary>Rebuilds that people ask of this silo: one at a time, going on when nobody looks any more, stopped with the silo.</summary>
/// <param name="rebuild">Does the work.</param>
/// <param name="models">The read models.</param>
/// <param name="logger">Where a failure is logged.</param>
internal sealed class RebuildRuns(Rebuild rebuild, ReadModels models, ILogger<RebuildRuns> logger) : IRebuilds, IAsyncDisposable
{
    private readonly CancellationTokenSource stopping = new();
    private readonly Lock gate = new();
    private Task running = Task.CompletedTask;
    private volatile RebuildState? last;

    /// <inheritdoc/>
    public IReadOnlyList<string> ReadModels { get; } = [.. models.All.Select(model => model.Name)];

    /// <inheritdoc/>
    public RebuildState? Last => last;

    /// <inheritdoc/>
    public RebuildState? Start(IReadOnlyCollection<string> readModels)
    {
        lock (gate)
        {
            if (!running.IsCompleted)
            {
                return null;
            }

            var begun = new RebuildState(
                Guid.NewGuid().ToString("N"), readModels.Count == 0 ? ReadModels : [.. readModels], RebuildState.Running, 0, 0);
            last = begun;
            running = Task.Run(() => RunAsync(begun), CancellationToken.None);
            return begun;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        stopping.Dispose();
    }

    private async Task RunAsync(RebuildState begun)
    {
        var since = Stopwatch.GetTimestamp();
        try
        {
            var events = await rebuild.RunAsync(begun.ReadModels, new Seen(this, begun), stopping.Token);
            last = last! with { State = RebuildState.Finished, Events = events, Seconds = Stopwatch.GetElapsedTime(since).TotalSeconds };
        }
        catch (OperationCanceledException)
        {
            last = last! with { State = RebuildState.Failed, Error = "The silo was stopped." };
        }
        catch (Exception fault)
        {
            // Whoever asked is told; the live tables are as they were.
            logger.LogError(fault, "The rebuild of {Models} failed", string.Join(", ", begun.ReadModels));
            last = last! with { State = RebuildState.Failed, Error = fault.Message.ReplaceLineEndings(" ") };
        }
    }

    private sealed class Seen(RebuildRuns runs, RebuildState begun) : IProgress<(long Done, long Of)>
    {
        public void Report((long Done, long Of) value) => runs.last = begun with { Done = value.Done, Of = value.Of };
    }
}
