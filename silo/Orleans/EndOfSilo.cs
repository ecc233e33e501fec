using MoodleGrains.Silo.CommandLine;
using Orleans.Runtime;

namespace MoodleGrains.Silo.Orleans;

/// <summary>
/// Ends the process where Orleans cannot go on, above all when the other silos have declared this one dead. Whoever started it is to start
/// it again. Nothing is finished before: the others have taken over its grains already, and whatever was acknowledged is stored. Orleans'
/// own handler would print stacks, wait, and abort, which looks like a fault of the program.
/// </summary>
internal sealed class EndOfSilo : IFatalErrorHandler
{
    private int ended;

    /// <inheritdoc/>
    public bool IsUnexpected(Exception exception) => true;

    /// <inheritdoc/>
    public void OnFatalException(object? sender, string? context, Exception? exception)
    {
        // A second failure while the process ends has nothing to add.
        if (Interlocked.Exchange(ref ended, 1) == 0)
        {
            Console.Error.WriteLine(Line(context, exception));
            Environment.Exit(ExitCode.Failed);
        }
    }

    private static string Line(string? context, Exception? exception) =>
        context?.Contains("I have been told I am dead", StringComparison.Ordinal) == true
            ? "The other silos have declared this one dead, because it did not answer them. It ends and is to be started again."
            : $"Orleans cannot go on ({context}{(exception is null ? "" : $": {exception.GetType().Name}: {exception.Message}")})"
                .ReplaceLineEndings(" ") + ". This silo ends and is to be started again.";
}
