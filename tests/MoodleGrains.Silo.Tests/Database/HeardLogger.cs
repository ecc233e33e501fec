using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace MoodleGrains.Silo.Tests.Database;

/// <summary>Keeps what was logged, so that a test can ask whether a person would have been told.</summary>
internal sealed class HeardLogger<T> : ILogger<T>
{
    private readonly ConcurrentQueue<(LogLevel Level, string Text)> heard = new();

    public IReadOnlyList<string> Texts => [.. heard.Select(line => line.Text)];

    public IReadOnlyList<string> Warnings => [.. heard.Where(line => line.Level >= LogLevel.Warning).Select(line => line.Text)];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter) => heard.Enqueue((logLevel, formatter(state, exception)));
}
