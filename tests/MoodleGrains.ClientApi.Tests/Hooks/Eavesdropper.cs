using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace MoodleGrains.ClientApi.Tests.Hooks;

/// <summary>
/// Writes down all logs, activities and measurements of the process while it lives, so that a test can grep them for a secret.
/// </summary>
internal sealed class Eavesdropper : IDisposable
{
    private readonly ActivityListener activities;
    private readonly IDisposable diagnostics;
    private readonly MeterListener meters = new();

    public Eavesdropper()
    {
        // Hosting itself writes url.path and the like into its activity only then.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
        var written = Written;
        activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal),
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => Note(written, options.Tags),
            ActivityStarted = a => written.Enqueue($"{a.DisplayName} {Tags(a.TagObjects)}"),
            ActivityStopped = a => written.Enqueue(
                $"{a.DisplayName} {Tags(a.TagObjects)} {string.Join(' ', a.Events.Select(e => e.Name + Tags(e.Tags)))} {Tags(a.Baggage!)}"),
        };
        ActivitySource.AddActivityListener(activities);
        diagnostics = DiagnosticListener.AllListeners.Subscribe(new Diagnostics(written));
        meters.InstrumentPublished = (instrument, l) => l.EnableMeasurementEvents(instrument);
        meters.SetMeasurementEventCallback<long>((i, v, tags, _) => written.Enqueue($"{i.Name} {Tags(tags.ToArray())}"));
        meters.SetMeasurementEventCallback<double>((i, v, tags, _) => written.Enqueue($"{i.Name} {Tags(tags.ToArray())}"));
        meters.Start();
    }

    public ConcurrentQueue<string> Written { get; } = new();

    public void Dispose()
    {
        activities.Dispose();
        diagnostics.Dispose();
        meters.Dispose();
    }

    private static ActivitySamplingResult Note(ConcurrentQueue<string> written, IEnumerable<KeyValuePair<string, object?>>? tags)
    {
        written.Enqueue("sampled " + Tags(tags ?? []));
        return ActivitySamplingResult.AllDataAndRecorded;
    }

    private static string Tags<T>(IEnumerable<KeyValuePair<string, T>> tags) => string.Concat(tags.Select(t => $"{t.Key}={t.Value} "));

    public void Hear(ILoggingBuilder logging)
    {
        logging.SetMinimumLevel(LogLevel.Trace);

        // A rule for one provider is the hardest to overrule: it must not open what the edge keeps quiet.
        logging.AddFilter<Provider>(null, LogLevel.Trace);
        logging.Services.AddSingleton<ILoggerProvider>(new Provider(Written));
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

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter) =>
            written.Enqueue($"{formatter(state, exception)} {Text(state)} {exception}");

        public void Dispose()
        {
        }

        private static string Text<TState>(TState state)
            => state is IEnumerable<KeyValuePair<string, object?>> values ? Tags(values) : state?.ToString() ?? "";
    }

    /// <summary>Old-style diagnostics make hosting create its activity, whatever the listeners of sources say.</summary>
    private sealed class Diagnostics(ConcurrentQueue<string> written) :
        IObserver<DiagnosticListener>,
        IObserver<KeyValuePair<string, object?>>
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
