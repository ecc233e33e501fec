using System.Diagnostics.Metrics;
using MoodleGrains.Silo.Log;
using MoodleGrains.Silo.Moodle.Client;
using MoodleGrains.Silo.Outbox;
using MoodleGrains.Silo.PrivatePostgres;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace MoodleGrains.Silo.Telemetry;

/// <summary>
/// The meters of the engine, and the export of these and of what ASP.NET Core and Npgsql measure themselves, where an OTLP
/// endpoint is set. Each part that advances tells what waits and since when nothing moved.
/// </summary>
internal sealed class SiloTelemetry : IDisposable
{
    private readonly Meter meter = new("MoodleGrains.Silo");
    private readonly MeterProvider? metrics;
    private readonly TracerProvider? traces;

    private SiloTelemetry(SiloRuntime runtime, string? endpoint)
    {
        Part("dispatcher", runtime.Dispatcher);
        Part("projections", runtime.Daemon);
        OutboxMeters.Add(meter, runtime);
        meter.CreateObservableGauge("moodlegrains.writer.waiting", Waiting, "{items}", "Items that wait for their commit.");
        meter.CreateObservableGauge("moodlegrains.activations", () => runtime.Grains.Count, "{grains}", "Grains in memory.");
        if (string.IsNullOrEmpty(endpoint))
        {
            return;
        }

        var resource = ResourceBuilder.CreateDefault().AddService("moodlegrains", serviceInstanceId: runtime.Id);
        metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(
                meter.Name, "MoodleGrains.Hooks", CallTelemetry.Name, Moodle.Polling.PollSiteDeliverer.MeterName, "MoodleGrains.Discord", "System.Net.Http",
                "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql", "System.Runtime")
            .AddOtlpExporter(otlp => otlp.Endpoint = new(endpoint))
            .Build();
        traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource("Microsoft.AspNetCore", "Npgsql", CallTelemetry.Name, EffectDelivery.Source)
            .AddOtlpExporter(otlp => otlp.Endpoint = new(endpoint))
            .Build();

        IEnumerable<Measurement<int>> Waiting() =>
        [
            new(runtime.Inbox.Waiting, new KeyValuePair<string, object?>("log", LogName.Inbox.Name)),
            new(runtime.Events.Waiting, new KeyValuePair<string, object?>("log", LogName.Events.Name)),
        ];
    }

    /// <summary>Starts measuring.</summary>
    /// <param name="runtime">What is measured.</param>
    /// <param name="endpoint">Where to export to by OTLP; null for nowhere.</param>
    /// <returns>To be disposed at the stop: what was measured last is sent then.</returns>
    public static SiloTelemetry Start(SiloRuntime runtime, string? endpoint) => new(runtime, endpoint);

    /// <inheritdoc/>
    public void Dispose()
    {
        metrics?.Dispose();
        traces?.Dispose();
        meter.Dispose();
    }

    private void Part(string name, LogConsumer part)
    {
        KeyValuePair<string, object?> tag = new("part", name);
        meter.CreateObservableGauge(
            $"moodlegrains.{name}.waiting",
            () => new Measurement<long>(part.Position < 0 ? 0 : part.HighWater - part.Position, tag),
            "{positions}",
            "Positions between the watermark and the slowest shard of this silo.");
        meter.CreateObservableGauge(
            $"moodlegrains.{name}.still",
            () => new Measurement<double>((Environment.TickCount64 - part.AdvancedAt) / 1000.0, tag),
            "s",
            "How long nothing has advanced; near 0 also where nothing waits.");
    }
}
