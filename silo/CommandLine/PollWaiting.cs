using MoodleGrains.ClientApi.Operations;
using MoodleGrains.Silo.CommandLine.Api;

namespace MoodleGrains.Silo.CommandLine;

/// <summary>Waits for the end of a poll that a person wished.</summary>
internal static class PollWaiting
{
    private const int LooksBeforeHint = 30;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Waits.</summary>
    /// <param name="silo">The silo.</param>
    /// <param name="screen">Where it is told.</param>
    /// <param name="site">The site.</param>
    /// <param name="poll">The poll.</param>
    /// <param name="cancellationToken">Cancels the wait; the poll goes on.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> ForAsync(SiloApi silo, Screen screen, string site, string poll, CancellationToken cancellationToken)
    {
        for (var looks = 1; ; looks++)
        {
            var now = await silo.Get<PollState>($"api/v1/polls/{Uri.EscapeDataString(poll)}", cancellationToken);
            if (now.Begun && now.Outcome != "running")
            {
                var line = $"{site}: {now.Outcome}: {now.Calls} calls, {now.Events} events.{(now.Detail is null ? "" : " " + now.Detail)}";
                return now.Outcome == "done" ? Said(screen, line) : throw new CommandFailure(line);
            }

            if (now is { Begun: false, Taken: true })
            {
                throw new CommandFailure(
                    $"{site}: the running silo does not poll it: restart the silo, so that it reads its settings again; 'silo doctor' "
                        + $"tells more.");
            }

            if (looks == LooksBeforeHint && !now.Begun)
            {
                screen.Error($"{site}: no silo has begun yet. Stop waiting with Ctrl+C; the poll is done all the same.");
            }

            await Task.Delay(Pause, cancellationToken);
        }
    }

    private static int Said(Screen screen, string line)
    {
        screen.Line(line);
        return ExitCode.Ok;
    }
}
