using Microsoft.Extensions.Configuration.Memory;
using MoodleGrains.ClientApi;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.ClientApi.Digests;
using MoodleGrains.ClientApi.Hooks;
using MoodleGrains.ClientApi.Rosters;
using MoodleGrains.Silo.Announcements;
using MoodleGrains.Silo.CommandLine;
using MoodleGrains.Silo.Configuration;
using MoodleGrains.Silo.PrivatePostgres;
using MoodleGrains.Silo.Rosters;
using MoodleGrains.Silo.Rosters.Runs;
using MoodleGrains.Silo.Rosters.Source;
using MoodleGrains.Silo.Telemetry;
using Npgsql;

namespace MoodleGrains.Silo.Hosting;

/// <summary>The silo at work: database, engine, web server; started in this order, stopped in the other.</summary>
internal static class SiloServer
{
    // Below every other source, so that a person's own setting of the same name holds. A start that fails is told in one line
    // by the command line; the host would add a stack trace.
    private static readonly Dictionary<string, string?> LogLevels = new()
    {
        ["Logging:LogLevel:Microsoft"] = "Warning",
        ["Logging:LogLevel:Npgsql"] = "Warning",
        ["Logging:LogLevel:MoodleGrains.ClientApi.Hooks"] = "Warning",
        ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "Critical",
    };

    /// <summary>Runs until cancelled.</summary>
    /// <param name="arguments">The command line's settings.</param>
    /// <param name="rules">What is looked at before anything starts.</param>
    /// <param name="cancellationToken">The stop; what was begun is finished.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        string[] arguments,
        IReadOnlyList<Func<IConfiguration, IEnumerable<SettingProblem>>> rules,
        CancellationToken cancellationToken)
    {
        var builder = SiloConfiguration.Open(arguments);
        var settings = SiloSettings.Read(builder.Configuration, rules);
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = LogLevels });
        Log(builder.Logging);
        using var loggers = LoggerFactory.Create(logging =>
        {
            logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
            Log(logging);
        });

        await using var postgres = settings.Postgres is null
            ? await PrivateDatabase.StartAsync(settings.ForPrivatePostgres(), loggers.CreateLogger<PrivateDatabase>(), cancellationToken)
            : null;
        await using var clock = await ClockAsync(settings, loggers, cancellationToken);
        var time = clock ?? TimeProvider.System;
        await using var adapters = new Adapters(builder.Configuration, settings, time, loggers);
        await using var runtime = new SiloRuntime(new()
        {
            Time = time,
            Handlers = adapters.Handlers,
            Hints = adapters.Hints,
            Scope = adapters.Scope,
            Outbox = new() { Retention = settings.OutboxRetention },
            ConnectionString = settings.Postgres ?? postgres!.ConnectionString,
            Retention = settings.InboxRetention,
            Loggers = loggers,
        });
        if (clock is not null)
        {
            clock.Moved = runtime.Outbox.TimeMoved;
        }

        await StartWhenUpAsync(runtime, loggers.CreateLogger("MoodleGrains.Silo"), cancellationToken);
        await adapters.StartAsync(runtime, cancellationToken);
        using var telemetry = SiloTelemetry.Start(runtime, builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);

        await using var app = Build(builder, settings, runtime, adapters);
        await app.StartAsync(cancellationToken);
        app.Logger.LogInformation("MoodleGrains is ready at {Urls}", string.Join(", ", app.Urls));

        // The web server ends by itself when one of its services fails: then nothing answers any more, and we must not stay.
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, app.Lifetime.ApplicationStopping);
        try
        {
            await Task.Delay(Timeout.Infinite, stop.Token);
        }
        catch (OperationCanceledException)
        {
            // Told to stop, or stopped.
        }

        await app.StopAsync(CancellationToken.None);
        return cancellationToken.IsCancellationRequested ? ExitCode.Ok : ExitCode.Failed;
    }

    private static async Task<RemoteClock?> ClockAsync(SiloSettings settings, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        if (settings.Clock is not { } url)
        {
            return null;
        }

        var logger = loggers.CreateLogger<RemoteClock>();
        logger.LogWarning("The time is that of {Url} (Clock:Url): for tests only", url);
        try
        {
            return await RemoteClock.StartAsync(url, logger, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or FormatException or TaskCanceledException)
        {
            throw new CommandFailure($"Clock:Url: {url} does not tell the time ({e.Message}). Leave it out for the machine's clock.", ExitCode.Usage);
        }
    }

    /// <summary>A database that says it is starting up, as after a crash of the machine, is waited for; any other failure is told.</summary>
    private static async Task StartWhenUpAsync(SiloRuntime runtime, ILogger logger, CancellationToken cancellationToken)
    {
        for (var told = false; ; told = true)
        {
            try
            {
                await runtime.StartAsync(cancellationToken);
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.CannotConnectNow)
            {
                if (!told)
                {
                    logger.LogWarning("Waiting for PostgreSQL: {Reason}", e.MessageText);
                }

                await Task.Delay(TimeSpan.FromMilliseconds(250), cancellationToken);
            }
        }
    }

    private static WebApplication Build(WebApplicationBuilder builder, SiloSettings settings, SiloRuntime runtime, Adapters adapters)
    {
        builder.WebHost.UseUrls(settings.Urls.Split(';'));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services
            .AddSingleton(runtime.Database)
            .AddSingleton(runtime.Time)
            .AddSingleton<IEventReader>(runtime.Reader)
            .AddSingleton<IAggregateClient>(runtime.Grains)
            .AddSingleton<IInbox>(runtime.Inbox)
            .AddSingleton<IHookLedger>(runtime.Ledger)
            .AddSingleton<IReadiness>(new Readiness(runtime, adapters.Discord))
            .AddSingleton(AnnouncementsSetup.Previews(runtime.Database, AnnouncementSettings.Read(builder.Configuration, []), runtime.Time))
            .AddSingleton(provider => new RosterReader(
                RosterSettings.Read(builder.Configuration, []), runtime.Time, provider.GetRequiredService<ILogger<RosterReader>>()))
            .AddSingleton(RunSettings.Read(builder.Configuration, []))
            .AddSingleton<IRosterChecks, SourceChecks>()
            .AddOperations(runtime)
            .AddSiloNote(settings.DataFolder)
            .AddHooks(builder.Configuration)
            .AddApi(builder.Configuration);
        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapHooks();
        app.MapApi();
        app.MapDigests();
        return app;
    }

    private static void Log(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.UseUtcTimestamp = true;
        });
    }
}
