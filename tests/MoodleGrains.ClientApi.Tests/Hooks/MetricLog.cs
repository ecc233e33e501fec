using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using MoodleGrains.ClientApi.Hooks;

namespace MoodleGrains.ClientApi.Tests.Hooks;

/// <summary>What the edge counted, as <c>site/shape/outcome/cause</c>.</summary>
internal sealed class MetricLog : IDisposable
{
    private readonly MeterListener listener = new();

    public MetricLog(Edge edge)
    {
        // Tests run side by side; each edge has a meter factory of its own, which is the scope of its meters.
        var factory = edge.Services.GetRequiredService<IMeterFactory>();
        listener.InstrumentPublished = (instrument, l) =>
        {
            if (instrument.Meter.Name == HookMetrics.Meter && instrument.Name == HookMetrics.Counter
                && ReferenceEquals(instrument.Meter.Scope, factory))
                l.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((_, _, tags, _) =>
        {
            var values = new Dictionary<string, object?>(tags.ToArray());
            Counted.Enqueue($"{values["site"]}/{values["shape"]}/{values["outcome"]}/{values["cause"]}");
        });
        listener.Start();
    }

    public ConcurrentQueue<string> Counted { get; } = new();

    public void Dispose() => listener.Dispose();
}
