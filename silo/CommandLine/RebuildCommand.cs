using System.Globalization;
using System.Net;
using MoodleGrains.ClientApi.Operations;
using MoodleGrains.Silo.CommandLine.Api;

namespace MoodleGrains.Silo.CommandLine;

/// <summary>Has a silo make read models anew from the streams, and looks on until they are through.</summary>
internal static class RebuildCommand
{
    private const string Address = "api/v1/rebuild";

    private static readonly TimeSpan lookEvery = TimeSpan.FromMilliseconds(200);

    internal static async Task<int> ExecuteAsync(
        SiloApi silo, Screen screen, TimeProvider time, string? readModel, CancellationToken cancellationToken)
    {
        var run = await Begin(silo, screen, readModel, cancellationToken);
        await screen.Progress("Rebuilding", async progress =>
        {
            while (run.State == RebuildState.Running)
            {
                await Task.Delay(lookEvery, time, cancellationToken);
                var now = await silo.Find<RebuildState>(Address, cancellationToken);
                run = now?.Id == run.Id ? now
                    : throw new CommandFailure("The silo was restarted meanwhile: the read models are as they were. Repeat this.");
                progress.Report(run.Of > 0 ? (double)run.Done / run.Of : 0);
            }
        });
        if (run.State == RebuildState.Failed)
        {
            throw new CommandFailure($"The rebuild failed, and the read models are as they were: {run.Error}");
        }

        screen.Line(string.Create(
            CultureInfo.InvariantCulture, $"{string.Join(", ", run.ReadModels)}: {run.Events} events in {run.Seconds:0.0} s."));
        return ExitCode.Ok;
    }

    // Whoever was interrupted looks on again by the same command.
    private static async Task<RebuildState> Begin(SiloApi silo, Screen screen, string? readModel, CancellationToken cancellationToken)
    {
        try
        {
            return await silo.Post<RebuildState>(Address, new RebuildBody(readModel), cancellationToken);
        }
        catch (ApiRefusal busy) when (busy.Status == HttpStatusCode.Conflict)
        {
            if (await silo.Find<RebuildState>(Address, cancellationToken) is { } running
                && (readModel is null ? running.ReadModels.Count > 1 : running.ReadModels is [var only] && only == readModel))
            {
                screen.Error("The silo is at it already; this shows how far it is.");
                return running;
            }

            throw;
        }
    }
}
