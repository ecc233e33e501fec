using MoodleGrains.ClientApi.Apply;
using MoodleGrains.Silo.CommandLine.Api;

namespace MoodleGrains.Silo.CommandLine;

/// <summary>Has a silo make rules and rosters as a file says. All of it is read and checked there before anything is changed.</summary>
internal static class ApplyCommand
{
    private const string Unchanged = "is so already";

    private static readonly string[] Columns = ["what", "change"];

    internal static async Task<int> ExecuteAsync(
        SiloApi silo, Screen screen, string file, byte[] document, bool dryRun, CancellationToken cancellationToken)
    {
        ApplyAnswer answer;
        try
        {
            answer = await silo.Command<ApplyAnswer>($"api/v1/apply{(dryRun ? "?dryRun=true" : "")}", document, cancellationToken);
        }
        catch (ApiRefusal faulty) when (faulty.Errors.Count > 0)
        {
            foreach (var fault in faulty.Errors)
            {
                screen.Error($"{file}: {fault}");
            }

            return ExitCode.Usage;
        }

        foreach (var warning in answer.Warnings)
        {
            screen.Error(warning);
        }

        foreach (var item in answer.Items.Where(item => item.Refusal is not null))
        {
            screen.Error($"{item.Subject}: {item.Refusal}");
        }

        screen.Table(Columns, answer.Items.Select(item => new[] { item.Subject, item.Change ?? Unchanged }));
        var refused = answer.Items.Count(item => item.Refusal is not null);
        var changed = answer.Items.Count(item => item.Change is not null) - refused;
        screen.Line(dryRun
            ? $"{changed} of {answer.Items.Count} would change. Nothing was changed."
            : $"{changed} of {answer.Items.Count} changed.{(refused > 0 ? $" {refused} refused." : "")}");
        return refused == 0 ? ExitCode.Ok : ExitCode.Failed;
    }

    /// <summary>Reads the file.</summary>
    /// <param name="file">Its path.</param>
    /// <returns>What stands in it.</returns>
    /// <exception cref="CommandFailure">It cannot be read.</exception>
    internal static byte[] Read(string file)
    {
        try
        {
            return File.ReadAllBytes(file);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"'{file}' cannot be read: {fault.Message}", ExitCode.Usage);
        }
    }
}
