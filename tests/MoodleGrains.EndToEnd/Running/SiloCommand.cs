using System.Diagnostics;

namespace MoodleGrains.EndToEnd;

/// <summary>What a command of the program came to.</summary>
internal sealed record Said(int ExitCode, string Out, string Error);

/// <summary>Runs a command of the program to its end, as a person or a script does.</summary>
internal static class SiloCommand
{
    public static async Task<Said> Run(string folder, IEnumerable<KeyValuePair<string, string>> settings, params string[] arguments)
    {
        using var process = new Process { StartInfo = SiloProgramFile.Start(folder, settings, arguments) };
        process.Start();
        try
        {
            using var late = new CancellationTokenSource(TimeSpan.FromMinutes(3));
            var (said, complained) = (process.StandardOutput.ReadToEndAsync(late.Token), process.StandardError.ReadToEndAsync(late.Token));
            await process.WaitForExitAsync(late.Token);
            return new(process.ExitCode, await said, await complained);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill();
            }
        }
    }
}
