namespace MoodleGrains.Silo.CommandLine;

/// <summary>A command cannot do what it was asked. The message is one line for a person.</summary>
internal class CommandFailure(string message, int exitCode = ExitCode.Failed) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
