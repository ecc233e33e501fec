using Microsoft.Extensions.Logging;
using MoodleGrains.Silo.Tests.Database;

namespace MoodleGrains.Silo.Tests.Polling;

/// <summary>What a reconcile logs. A value that is not there is left out of the line: .NET writes "(null)" in its place.</summary>
[Collection(PostgresCollection.Polling)]
public sealed class PollLogTests(PostgresServer postgres)
{
    [Fact]
    public async Task A_reconcile_without_remarks_logs_a_line_without_null()
    {
        using var log = new Heard();
        await using var polled = await Polled.Start(postgres, site => site.Courses(1), loggers: log);
        (await polled.Poll()).Outcome.ShouldBe("done");

        log.Logger.Texts.ShouldContain(line => line.Contains("reconcile (full) done", StringComparison.Ordinal));
        log.Logger.Texts.ShouldAllBe(line => !line.Contains("(null)", StringComparison.Ordinal));
    }

    private sealed class Heard : ILoggerFactory
    {
        public HeardLogger<PollLogTests> Logger { get; } = new();

        public ILogger CreateLogger(string categoryName) => Logger;

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
