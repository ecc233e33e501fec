using MoodleGrains.ClientApi.Operations;
using MoodleGrains.Silo.CommandLine.Api;

namespace MoodleGrains.Silo.CommandLine;

/// <summary>Holds parts of every silo on the database, and lets them go on.</summary>
internal static class PauseCommand
{
    private const string Address = "api/v1/pauses";

    internal static async Task<int> Pause(SiloApi silo, Screen screen, string? part, CancellationToken cancellationToken)
    {
        foreach (var one in await silo.Post<PauseChange[]>(Address, new PauseBody(part), cancellationToken))
        {
            screen.Line(one.Changed
                ? $"{one.Part} is paused: {one.Effect}. Let it go on with: silo resume {one.Part}"
                : $"{one.Part} was paused already.");
        }

        return ExitCode.Ok;
    }

    internal static async Task<int> Resume(SiloApi silo, Screen screen, string? part, CancellationToken cancellationToken)
    {
        var which = part is null ? "" : $"?part={Uri.EscapeDataString(part)}";
        foreach (var one in await silo.Delete<PauseChange[]>(Address + which, cancellationToken))
        {
            screen.Line(one.Changed ? $"{one.Part} goes on." : $"{one.Part} was not paused.");
        }

        return ExitCode.Ok;
    }
}
