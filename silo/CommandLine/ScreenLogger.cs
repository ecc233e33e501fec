using Microsoft.Extensions.Logging;

namespace MoodleGrains.Silo.CommandLine;

/// <summary>The log of a command: what a person should know, as plain lines on standard error.</summary>
internal sealed class ScreenLogger(Screen screen) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            screen.Error(formatter(state, exception));
        }
    }
}
