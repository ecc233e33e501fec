using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MoodleGrains.ClientApi.Hooks;

namespace MoodleGrains.ClientApi.Tests.Hooks;

/// <summary>Posts with a known key while all logs, activities and measurements of the process are written down, and greps them for it.</summary>
public class KeysNeverLeakTests
{
    private readonly string key = "leak-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    [Fact]
    public async Task No_key_reaches_a_log_a_trace_a_metric_or_an_answer()
    {
        // Hosting itself writes url.path and the like into its activity only then.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
        var written = new ConcurrentQueue<string>();
        using var activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => Note(written, options.Tags),
            ActivityStarted = a => written.Enqueue($"{a.DisplayName} {Tags(a.TagObjects)}"),
            ActivityStopped = a => written.Enqueue($"{a.DisplayName} {Tags(a.TagObjects)} {string.Join(' ', a.Events.Select(e => e.Name + Tags(e.Tags)))} {Tags(a.Baggage!)}"),
        };
        ActivitySource.AddActivityListener(activities);
        using var diagnostics = DiagnosticListener.AllListeners.Subscribe(new Diagnostics(written));
        using var meters = new MeterListener();
        meters.InstrumentPublished = (instrument, l) => l.EnableMeasurementEvents(instrument);
        meters.SetMeasurementEventCallback<long>((i, v, tags, _) => written.Enqueue($"{i.Name} {Tags(tags.ToArray())}"));
        meters.SetMeasurementEventCallback<double>((i, v, tags, _) => written.Enqueue($"{i.Name} {Tags(tags.ToArray())}"));
        meters.Start();

        await using var edge = await Edge.Start(
            new() { ["Sites:campus:Webhooks:Key"] = key, ["Sites:campus:Webhooks:Rate"] = "0.4", ["Hooks:AnswerWithin"] = "0.3", ["Logging:Everything:LogLevel:Default"] = "Trace" },
            logging => Everything(logging, written));
        var answers = new List<string>();

        // A raw socket: an HttpClient would write its own address into its own traces.
        async Task Send(string target, string body, string expected, string headers = "Content-Type: application/json\r\n", string version = "1.1")
        {
            var length = Encoding.UTF8.GetByteCount(body);
            var answer = await edge.Raw($"POST {target} HTTP/{version}\r\nHost: x\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n{body}", version == "1.1" ? null : "\r\n\r\n");
            answer.ShouldStartWith($"HTTP/1.1 {expected} ", customMessage: target);
            answers.Add(answer);
        }

        var path = $"/hooks/campus/{key}";
        await Send(path, Bodies.Nosey, "202");
        await Send(path + "/further/?and=" + key, Bodies.Nosey.Replace(":", ": ", StringComparison.Ordinal), "202");
        await Send("/hooks/campus", Bodies.Flat.Replace(Bodies.RecordedToken, key, StringComparison.Ordinal), "202");
        foreach (var stored in edge.Inbox.Stored) $"{stored} {Encoding.UTF8.GetString(stored.Body.Span)}".ShouldNotContain(key);
        await Send(path, "{\"token\":\"" + key, "400");
        await Send(path, Bodies.Nosey, "429");
        edge.Clock.Advance(TimeSpan.FromMinutes(1));
        await Send(path, "x", "415", "Content-Type: text/plain\r\n");
        await Send($"/hooks/campus/{key}x", Bodies.Nosey, "401");
        await Send($"/hooks/campus/x/{key}", Bodies.Nosey, "401");
        await Send($"/hooks/campus?key={key}", Bodies.Nosey, "401");
        await Send($"/hooks/{key}", Bodies.Nosey, "404");
        await Send($"//hooks/campus/{key}", Bodies.Nosey, "404");
        await Send($"/prefix/hooks/campus/{key}", Bodies.Nosey, "404");
        await Send($"http://x/hooks/campus/{key}", Bodies.Nosey, "202");
        await Send($"/hooks/campus/{key}/%00", Bodies.Nosey, "400");
        await Send($"/hooks/campus/{key} /", Bodies.Nosey, "400");
        foreach (var failure in new Exception[] { new InboxFullException("full"), new InboxUnavailableException("away"), new InvalidOperationException("fault") })
        {
            edge.Inbox.Instead = _ => Task.FromException<Receipt>(failure);
            edge.Clock.Advance(TimeSpan.FromMinutes(1));
            await Send(path, Bodies.Nosey, "503");
        }

        edge.Inbox.Instead = _ => new TaskCompletionSource<Receipt>().Task;
        await Send(path, Bodies.Nosey, "503");
        var slow = await edge.Raw($"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n{{", "\r\n\r\n");
        slow.ShouldStartWith("HTTP/1.1 408 ");
        answers.Add(slow);
        var large = await edge.Raw($"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\n\r\n", "\r\n\r\n");
        large.ShouldStartWith("HTTP/1.1 413 ");
        answers.Add(large);

        var logged = string.Join('\n', written);
        logged.ShouldContain("Request starting HTTP/1.1 POST http://x/hooks/campus ");
        logged.ShouldContain("url.path=/hooks/campus ");
        logged.ShouldContain("http.route=/hooks/{site}");
        logged.ShouldContain(HookMetrics.Counter);
        foreach (var line in written) line.ShouldNotContain(key);
        foreach (var answer in answers) answer.ShouldNotContain(key);
    }

    private static ActivitySamplingResult Note(ConcurrentQueue<string> written, IEnumerable<KeyValuePair<string, object?>>? tags)
    {
        written.Enqueue("sampled " + Tags(tags ?? []));
        return ActivitySamplingResult.AllDataAndRecorded;
    }

    private static string Tags<T>(IEnumerable<KeyValuePair<string, T>> tags) => string.Concat(tags.Select(t => $"{t.Key}={t.Value} "));

    private static void Everything(ILoggingBuilder logging, ConcurrentQueue<string> written)
    {
        logging.SetMinimumLevel(LogLevel.Trace);

        // A rule for one provider is the hardest to overrule: it must not open what the edge keeps quiet.
        logging.AddFilter<Provider>(null, LogLevel.Trace);
        logging.Services.AddSingleton<ILoggerProvider>(new Provider(written));
    }

    [ProviderAlias("Everything")]
    private sealed class Provider(ConcurrentQueue<string> written) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            written.Enqueue(Text(state));
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            written.Enqueue($"{formatter(state, exception)} {Text(state)} {exception}");

        public void Dispose()
        {
        }

        private static string Text<TState>(TState state) => state is IEnumerable<KeyValuePair<string, object?>> values ? Tags(values) : state?.ToString() ?? "";
    }

    /// <summary>Old-style diagnostics make hosting create its activity, whatever the listeners of sources say.</summary>
    private sealed class Diagnostics(ConcurrentQueue<string> written) : IObserver<DiagnosticListener>, IObserver<KeyValuePair<string, object?>>
    {
        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.AspNetCore") value.Subscribe(this);
        }

        public void OnNext(KeyValuePair<string, object?> value)
        {
            written.Enqueue($"{value.Key} {value.Value} {Activity.Current?.DisplayName}");

            // What instrumentation libraries read here.
            if (value.Value is HttpContext { Request: var request } context)
                written.Enqueue($"{request.GetEncodedUrl()} {context.Features.Get<IHttpRequestFeature>()!.RawTarget}");
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
