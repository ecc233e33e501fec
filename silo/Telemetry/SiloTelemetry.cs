using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using MoodleGrains.Silo.Database;
using MoodleGrains.Silo.EventStore;
using MoodleGrains.Silo.Inbox;
using MoodleGrains.Silo.Moodle.Client;
using MoodleGrains.Silo.Outbox;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace MoodleGrains.Silo.Telemetry;

/// <summary>
/// The meters of the engine, and the export of these and of what ASP.NET Core and Npgsql measure themselves, where an OTLP
/// endpoint is set. Each part that advances tells what waits and since when nothing moved.
/// </summary>
internal sealed class SiloTelemetry : IHostedService, IDisposable
{
    private readonly Meter meter = new("MoodleGrains.Silo");
    private readonly SiloId silo;
    private readonly string? endpoint;
    private MeterProvider? metrics;
    private TracerProvider? traces;

    /// <summary>Makes the meters; nothing is exported yet.</summary>
    /// <param name="silo">The id of this silo.</param>
    /// <param name="dispatcher">Inbox to grains.</param>
    /// <param name="outbox">Does effects.</param>
    /// <param name="upkeep">Counts effects.</param>
    /// <param name="inbox">Stores deliveries.</param>
    /// <param name="events">Writes streams.</param>
    /// <param name="configuration">Names the OTLP endpoint, where there is one.</param>
    public SiloTelemetry(
        SiloId silo, Dispatcher dispatcher, Outbox.Outbox outbox, EffectUpkeep upkeep, InboxWriter inbox, UnitWriter events,
        IConfiguration configuration)
    {
        (this.silo, endpoint) = (silo, configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        Part("dispatcher", dispatcher);
        OutboxMeters.Add(meter, outbox, upkeep);
        meter.CreateObservableGauge("moodlegrains.writer.waiting", Waiting, "{items}", "Items that wait for their commit.");

        IEnumerable<Measurement<int>> Waiting() =>
        [
            new(inbox.Waiting, new KeyValuePair<string, object?>("log", LogName.Inbox.Name)),
            new(events.Waiting, new KeyValuePair<string, object?>("log", "events")),
        ];
    }

    /// <summary>Begins to export, where an endpoint is set.</summary>
    /// <param name="cancellationToken">Not needed: nothing is waited for.</param>
    /// <returns>A task.</returns>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(endpoint))
        {
            return Task.CompletedTask;
        }

        var resource = ResourceBuilder.CreateDefault().AddService("moodlegrains", serviceInstanceId: silo.Value);
        metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(
                meter.Name, "MoodleGrains.Hooks", CallTelemetry.Name, Moodle.Polling.PollSiteDeliverer.MeterName, "MoodleGrains.Discord",
                "System.Net.Http", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "Npgsql", "Marten",
                "Microsoft.Orleans", "System.Runtime")
            .AddOtlpExporter(otlp => otlp.Endpoint = new(endpoint))
            .Build();
        traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource(
                "Microsoft.AspNetCore", "Npgsql", "Marten", "Microsoft.Orleans.*",
                CallTelemetry.Name, EffectDelivery.Source)
            .AddOtlpExporter(otlp => otlp.Endpoint = new(endpoint))
            .Build();
        return Task.CompletedTask;
    }

    /// <summary>Sends what was measured last.</summary>
    /// <param name="cancellationToken">Not needed.</param>
    /// <returns>A task.</returns>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

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
