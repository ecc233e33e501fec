using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using MoodleGrains.Sandbox.Scenarios;
using MoodleGrains.Sandbox.Serving;
using MoodleGrains.Sandbox.WebService;
using MoodleGrains.Silo.Moodle.Client;

namespace MoodleGrains.Silo.Tests.Moodle;

/// <summary>Whatever goes wrong, neither token nor password is in a log, an exception, a trace or a metric.</summary>
public sealed class SecretsTests
{
    private const string AdminToken = "aaaaaaaabbbbbbbbccccccccdddddddd";
    private static readonly CancellationToken Go = CancellationToken.None;
    private readonly ConcurrentQueue<string> said = new();

    [Fact]
    public async Task No_secret_is_ever_said()
    {
        var academy = new ExampleAcademy();
        await using var standIn = await StandIn.Start(academy.University, AdminToken, 0, Go);
        using var meters = Meters();
        using var traces = Traces();
        using var loggers = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new Ears(said)));
        var url = standIn.Address.GetLeftPart(UriPartial.Authority);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Sites:admin:Url"] = url,
            ["Sites:admin:Token"] = AdminToken,
            ["Sites:admin:Calls:Timeout"] = "1",
            ["Sites:ada:Url"] = url,
            ["Sites:ada:Username"] = "dev.user01",
            ["Sites:ada:Password"] = Accounts.Password,
        }).Build();
        await using var sites = MoodleSites.Open(SiteAccount.Read(configuration, []), TimeProvider.System, loggers);

        foreach (var site in sites.All)
        {
            await Say(() => site.CategoriesAsync(Go));
            foreach (var trouble in Enum.GetValues<Trouble>().Where(one => one is not Trouble.None and not Trouble.TimeOut))
            {
                standIn.Troubles.Switch(trouble, times: 1);
                await Say(() => site.CategoriesAsync(Go));
                standIn.Troubles.Switch(trouble, times: 1);
                await Say(() => site.EnrolAsync([new(6, 3, 5)], Go));
            }
        }

        var studentToken = standIn.Service.Accounts.TokenOf(3);
        said.Count.ShouldBeGreaterThan(50);
        said.ShouldContain(line => line.Contains("moodlegrains.moodle.call.duration", StringComparison.Ordinal));
        said.ShouldContain(line => line.StartsWith("enrol_manual_enrol_users", StringComparison.Ordinal));
        said.ShouldContain(line => line.Contains("System.Net.Http.HttpRequestOut", StringComparison.Ordinal));
        foreach (var secret in (string[])[AdminToken, Accounts.Password, Uri.EscapeDataString(Accounts.Password), studentToken, "wstoken"])
        {
            said.Where(line => line.Contains(secret, StringComparison.OrdinalIgnoreCase)).Take(3).ShouldBeEmpty();
        }
    }

    private async Task Say(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (MoodleFaultException told)
        {
            said.Enqueue($"{told} {told.Fault}");
        }
    }

    private MeterListener Meters()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, into) =>
            {
                if (instrument.Meter.Name is CallTelemetry.Name or "System.Net.Http")
                {
                    into.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
            said.Enqueue($"{instrument.Name} {value} {string.Join(' ', tags.ToArray())}"));
        listener.Start();
        return listener;
    }

    private ActivityListener Traces()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is CallTelemetry.Name or "System.Net.Http",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => said.Enqueue(
                $"{activity.OperationName} {activity.DisplayName} {activity.StatusDescription} {string.Join(' ', activity.TagObjects)} "
                    + $"{string.Join(' ', activity.Events)}"),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private sealed class Ears(ConcurrentQueue<string> said) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            said.Enqueue($"{state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            said.Enqueue($"{formatter(state, exception)} {exception}");
    }
}
