using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MoodleGrains.Silo.Tests.Api;

/// <summary>
/// The plans of whatever a data source runs, with the rows that each node really touched: PostgreSQL's own auto_explain sends each
/// as a notice, which Npgsql logs. So it is the real statement with its real parameters that is judged.
/// </summary>
internal sealed class Plans(string mode) : ILoggerProvider, ILogger
{
    private const string Begin = "plan:";

    private readonly ConcurrentQueue<Scan> scans = new();

    /// <summary>How one table was read.</summary>
    public sealed record Scan(string Node, string Table, string? Index, double Touched)
    {
        public override string ToString() => $"{Node} on {Table} by {Index ?? "nothing"}, {Touched:0} rows touched";
    }

    public void Listen(NpgsqlDataSourceBuilder source)
    {
        source.ConnectionStringBuilder.Options = string.Join(
            " -c ",
            "-c session_preload_libraries=auto_explain", "client_min_messages=notice", "auto_explain.log_level=notice",
            "auto_explain.log_min_duration=0", "auto_explain.log_analyze=on", "auto_explain.log_timing=off", "auto_explain.log_format=json",
            $"plan_cache_mode={mode}");
        source.UseLoggerFactory(LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(this)));
    }

    /// <summary>What was read since the last time.</summary>
    public IReadOnlyList<Scan> Taken()
    {
        List<Scan> taken = [];
        while (scans.TryDequeue(out var scan)) taken.Add(scan);
        return taken;
    }

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        var text = formatter(state, exception);
        var at = text.IndexOf(Begin, StringComparison.Ordinal);
        if (at < 0) return;
        var json = new Utf8JsonReader(System.Text.Encoding.UTF8.GetBytes(text[(at + Begin.Length)..]));
        Walk(JsonElement.ParseValue(ref json).GetProperty("Plan"));
    }

    public void Dispose()
    {
    }

    private void Walk(JsonElement node)
    {
        if (node.TryGetProperty("Relation Name", out var table))
        {
            var rows = Number(node, "Actual Rows") + Number(node, "Rows Removed by Filter") + Number(node, "Rows Removed by Index Recheck");
            scans.Enqueue(new(
                node.GetProperty("Node Type").GetString()!,
                table.GetString()!,
                node.TryGetProperty("Index Name", out var index) ? index.GetString() : null,
                rows * Number(node, "Actual Loops")));
        }

        if (node.TryGetProperty("Plans", out var within))
        {
            foreach (var one in within.EnumerateArray()) Walk(one);
        }
    }

    private static double Number(JsonElement node, string name) => node.TryGetProperty(name, out var number) ? number.GetDouble() : 0;
}
