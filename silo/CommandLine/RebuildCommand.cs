using System.Diagnostics;
using System.Globalization;

namespace MoodleGrains.Silo.CommandLine;

/// <summary>Makes read models anew from the streams, beside the live ones.</summary>
internal static class RebuildCommand
{
    internal static async Task<int> ExecuteAsync(IRebuilds rebuilds, Screen screen, string? readModel, CancellationToken cancellationToken)
    {
        if (readModel is not null && !rebuilds.ReadModels.Contains(readModel))
        {
            throw new CommandFailure(
                $"There is no read model '{readModel}'. The read models are: {string.Join(", ", rebuilds.ReadModels.Order(StringComparer.Ordinal))}.", ExitCode.Usage);
        }

        foreach (var each in readModel is null ? rebuilds.ReadModels : [readModel])
        {
            var since = Stopwatch.GetTimestamp();
            var events = 0L;
            await screen.Progress($"Rebuilding {each}", async progress => events = await rebuilds.Rebuild(each, progress, cancellationToken));
            screen.Line(string.Create(CultureInfo.InvariantCulture, $"{each}: {events} events in {Stopwatch.GetElapsedTime(since).TotalSeconds:0.0} s; the new one is live."));
        }

        return ExitCode.Ok;
    }
}
