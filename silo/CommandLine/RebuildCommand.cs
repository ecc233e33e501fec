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
            var known = string.Join(", ", rebuilds.ReadModels.Order(StringComparer.Ordinal));
            throw new CommandFailure($"There is no read model '{readModel}'. The read models are: {known}.", ExitCode.Usage);
        }

        var since = Stopwatch.GetTimestamp();
        var events = 0L;
        string[] wanted = readModel is null ? [] : [readModel];
        await screen.Progress(
            "Rebuilding",
            async progress => events = await rebuilds.Rebuild(wanted, new Part(progress), cancellationToken));
        var rebuilt = string.Join(", ", readModel is null ? rebuilds.ReadModels : wanted);
        var seconds = Stopwatch.GetElapsedTime(since).TotalSeconds;
        screen.Line(string.Create(CultureInfo.InvariantCulture, $"{rebuilt}: {events} events in {seconds:0.0} s; live now."));
        return ExitCode.Ok;
    }

    /// <summary>Positions of the log, as the part done.</summary>
    private sealed class Part(IProgress<double> progress) : IProgress<(long Done, long Of)>
    {
        public void Report((long Done, long Of) value) => progress.Report(value.Of > 0 ? (double)value.Done / value.Of : 1);
    }
}
