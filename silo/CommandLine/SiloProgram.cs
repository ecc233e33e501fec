using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;

namespace MoodleGrains.Silo.CommandLine;

/// <summary>The program from its arguments to its exit code.</summary>
internal static class SiloProgram
{
    /// <summary>Does what the arguments say.</summary>
    /// <param name="arguments">The command and the settings, in any order.</param>
    /// <param name="parts">The rest of the silo.</param>
    /// <param name="screen">Where to write.</param>
    /// <param name="time">The clock.</param>
    /// <returns>See <see cref="ExitCode"/>.</returns>
    internal static async Task<int> Run(string[] arguments, IProgramParts parts, Screen screen, TimeProvider time)
    {
        try
        {
            var (words, settings) = SettingArguments.Split(arguments);
            var parsed = new Commands(parts, settings, screen, time).Build().Parse(words);
            if (parsed.Errors.Count > 0)
            {
                throw new CommandFailure($"{parsed.Errors[0].Message} See '{Path(parsed.CommandResult)} --help'.", ExitCode.Usage);
            }

            using var stop = new CancellationTokenSource();
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
            using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

            // Its own handler would end the process after two seconds, in the middle of draining.
            var invocation = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
                Output = screen.Writer,
            };
            return await parsed.InvokeAsync(invocation, stop.Token);

            void Stop(PosixSignalContext signal)
            {
                signal.Cancel = true;
                stop.Cancel();
            }
        }
        catch (Exception failure)
        {
            var (exitCode, lines) = FailureLines.Of(failure);
            foreach (var line in lines)
            {
                screen.Error(line);
            }

            return exitCode;
        }
    }

    private static string Path(CommandResult command) =>
        command.Parent is CommandResult parent ? $"{Path(parent)} {command.Command.Name}" : "silo";
}
