using MoodleGrains.ClientApi.Operations;
using MoodleGrains.Silo.CommandLine.Api;

namespace MoodleGrains.Silo.CommandLine.Import;

/// <summary>Has a silo put webhook bodies from files into its inbox, in order, as if they had just arrived.</summary>
internal static class ImportCommand
{
    // Sent at once, stored in the order given: one commit takes them all.
    private const int AtOnce = 128;
    private const int BytesAtOnce = 8 * 1024 * 1024;
    private const int ShownRefusals = 20;

    internal static async Task<int> ExecuteAsync(
        SiloApi silo, Screen screen, IAsyncEnumerable<BodyInFile> bodies, string site, CancellationToken cancellationToken)
    {
        var tally = new Tally();
        try
        {
            await screen.Progress($"Importing into {site}", progress => Import(silo, bodies, site, tally, progress, cancellationToken));
        }
        finally
        {
            Summarise(tally, screen);
        }

        if (!tally.SiteKnown)
        {
            screen.Error($"The site '{site}' is not in the silo's configuration: the API shows nothing of it until Sites:{site} is there.");
        }

        return tally.Refusals.Count == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    private static async Task Import(
        SiloApi silo,
        IAsyncEnumerable<BodyInFile> bodies,
        string site,
        Tally tally,
        IProgress<double> progress,
        CancellationToken cancellationToken)
    {
        var (waiting, bytes) = (new List<BodyInFile>(), 0);
        await foreach (var body in bodies.WithCancellation(cancellationToken))
        {
            waiting.Add(body);
            bytes += body.Bytes.Length;
            if (waiting.Count == AtOnce || bytes >= BytesAtOnce)
            {
                await Send();
            }
        }

        if (waiting.Count > 0)
        {
            await Send();
        }

        async Task Send()
        {
            var batch = new ImportBody(site, [.. waiting.Select(body => RecordedWrapper.Unwrap(body.Bytes).ToArray())]);
            var answer = await silo.Post<ImportAnswer>("api/v1/imports", batch, cancellationToken);
            tally.SiteKnown = answer.SiteKnown;
            foreach (var (body, became) in waiting.Zip(answer.Bodies))
            {
                tally.Count(body.Place, became);
            }

            progress.Report(waiting[^1].Done);
            waiting.Clear();
            bytes = 0;
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
        public bool SiteKnown { get; set; } = true;

        public long Accepted { get; private set; }

        public long Duplicates { get; private set; }

        public long NotKept { get; private set; }

        public List<string> Refusals { get; } = [];

        public void Count(string place, ImportedBody body)
        {
            switch (body.Outcome)
            {
                case ImportOutcome.Accepted:
                    Accepted++;
                    break;
                case ImportOutcome.Duplicate:
                    Duplicates++;
                    break;
                case ImportOutcome.NotKept:
                    NotKept++;
                    break;
                default:
                    Refusals.Add($"{place}: {body.Reason}");
                    break;
            }
        }
    }
}
