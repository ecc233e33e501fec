using MoodleGrains.Silo.CommandLine;

namespace MoodleGrains.Silo.Tests.CommandLine;

/// <summary>A screen that keeps what it was told, and the exit code that came with it.</summary>
internal sealed record Told(int ExitCode, string Output, string Error)
{
    public static async Task<Told> By(Func<Screen, Task<int>> work)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var exitCode = await work(new Screen(output, error, terminal: null));
        return new Told(exitCode, output.ToString(), error.ToString());
    }

    public static Task<Told> ByRunning(FakeParts parts, params string[] arguments) =>
        By(screen => SiloProgram.Run(arguments, parts, screen, TimeProvider.System));

    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
