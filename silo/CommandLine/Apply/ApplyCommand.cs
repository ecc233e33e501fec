using MoodleGrains.ClientApi.Json;
using MoodleGrains.ClientApi.Rules;

namespace MoodleGrains.Silo.CommandLine.Apply;

/// <summary>Makes things as a file says. All of it is read and checked before anything is changed.</summary>
internal static class ApplyCommand
{
    private const string Unchanged = "is so already";

    private static readonly string[] Columns = ["what", "change"];

    internal static async Task<int> ExecuteAsync(
        IReadOnlyList<IDocumentKind> kinds, Screen screen, string file, bool dryRun, string by, CancellationToken cancellationToken)
    {
        var wishes = Read(kinds, screen, file, await Bytes(file, cancellationToken));
        if (wishes is null)
        {
            return ExitCode.Usage;
        }

        var rows = new List<string[]>();
        var refused = 0;
        foreach (var wish in wishes)
        {
            var difference = await wish.DifferenceAsync(cancellationToken);
            if (!dryRun && difference is not null && await wish.ApplyAsync(by, cancellationToken) is { } refusal)
            {
                refused++;
                screen.Error($"{wish.Subject}: {refusal}");
            }

            rows.Add([wish.Subject, difference ?? Unchanged]);
        }

        screen.Table(Columns, rows);
        var changed = rows.Count(row => row[1] != Unchanged) - refused;
        screen.Line(dryRun
            ? $"{changed} of {rows.Count} would change. Nothing was changed."
            : $"{changed} of {rows.Count} changed.{(refused > 0 ? $" {refused} refused." : "")}");
        return refused == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    /// <summary>What the file wants; null if something in it is wrong, which was told.</summary>
    private static List<IWish>? Read(IReadOnlyList<IDocumentKind> kinds, Screen screen, string file, byte[] bytes)
    {
        var faults = new List<DocumentFault>();
        var wishes = new List<IWish>();
        if (JsonFields.Parse(bytes, faults) is { } document)
        {
            var lists = kinds.ToDictionary(kind => kind, kind => document.Items(kind.Field, "a list […]"));
            if (faults.Count == 0 && lists.Values.All(list => list is null))
            {
                document.FaultAt(document.Path, $"there is nothing in it; give one of: {string.Join(", ", kinds.Select(kind => kind.Field))}.");
            }

            foreach (var (kind, list) in lists)
            {
                foreach (var (item, path) in list ?? [])
                {
                    Take(kind, item, path);
                }
            }

            document.Close();
        }

        faults.ForEach(fault => screen.Error($"{file}: {fault}"));
        return faults.Count == 0 ? wishes : null;

        void Take(IDocumentKind kind, System.Text.Json.JsonElement item, string path)
        {
            if (kind.Read(item, path, faults) is not { } wish)
            {
                return;
            }

            if (wishes.Any(other => other.Subject == wish.Subject))
            {
                faults.Add(new(path, $"the {wish.Subject} stands in this document twice; keep one of them."));
            }

            wishes.Add(wish);
        }
    }

    private static async Task<byte[]> Bytes(string file, CancellationToken cancellationToken)
    {
        try
        {
            return await File.ReadAllBytesAsync(file, cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"'{file}' cannot be read: {fault.Message}", ExitCode.Usage);
        }
    }
}
