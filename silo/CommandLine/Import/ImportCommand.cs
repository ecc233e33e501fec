using MoodleGrains.ClientApi.Hooks;
using MoodleGrains.ClientApi.Sites;

namespace MoodleGrains.Silo.CommandLine.Import;

/// <summary>Puts webhook bodies from files into the inbox, in order, as if they had just arrived.</summary>
internal static class ImportCommand
{
    // Given at once, stored in the order given: one commit takes them all.
    private const int AtOnce = 64;
    private const int ShownRefusals = 20;

    internal static async Task<int> ExecuteAsync(
        IImportTarget target, Screen screen, string path, string site, CancellationToken cancellationToken)
    {
        if (!Site.IsSlug(site))
        {
            throw new CommandFailure($"'{site}' is no name for a site. Use 1 to 32 of a-z and 0-9, such as 'campus'.", ExitCode.Usage);
        }

        var bodies = ImportFiles.Read(path, cancellationToken);
        var tally = new Tally();
        try
        {
            await screen.Progress($"Importing into {site}", progress => Import(target, bodies, site, tally, progress, cancellationToken));
        }
        finally
        {
            Summarise(tally, screen);
        }

        return tally.Refusals.Count == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    private static async Task Import(
        IImportTarget target, IAsyncEnumerable<ImportedBody> bodies, string site, Tally tally, IProgress<double> progress,
        CancellationToken cancellationToken)
    {
        await foreach (var chunk in bodies.Chunk(AtOnce).WithCancellation(cancellationToken))
        {
            var waiting = new List<Task<Receipt>>();
            foreach (var body in chunk)
            {
                var reading = target.Read(site, RecordedWrapper.Unwrap(body.Bytes));
                if (reading.Received is { } received)
                {
                    waiting.Add(target.Accept(received, cancellationToken).AsTask());
                }
                else if (reading.NotKept)
                {
                    tally.NotKept++;
                }
                else
                {
                    tally.Refusals.Add($"{body.Place}: {reading.Refusal}");
                }
            }

            foreach (var stored in waiting)
            {
                tally.Count(await stored);
            }

            progress.Report(chunk[^1].Done);
        }
    }

    private static void Summarise(Tally tally, Screen screen)
    {
        screen.Line(
            $"{tally.Accepted} accepted, {tally.Duplicates} duplicate, {tally.NotKept} of kinds not kept, "
                + $"{tally.Refusals.Count} rejected.");
        foreach (var refusal in tally.Refusals.Take(ShownRefusals))
        {
            screen.Error(refusal);
        }

        if (tally.Refusals.Count > ShownRefusals)
        {
            screen.Error($"and {tally.Refusals.Count - ShownRefusals} more.");
        }
    }

    private sealed class Tally
    {
        public long Accepted { get; private set; }

        public long Duplicates { get; private set; }

        public long NotKept { get; set; }

        public List<string> Refusals { get; } = [];

        public void Count(Receipt receipt)
        {
            if (receipt.Duplicate)
            {
                Duplicates++;
            }
            else
            {
                Accepted++;
            }
        }
    }
}
