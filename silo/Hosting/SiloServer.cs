using MoodleGrains.ClientApi;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.ClientApi.Hooks;
using MoodleGrains.Silo.Configuration;
using MoodleGrains.Silo.Postgres;
using MoodleGrains.Silo.Telemetry;

namespace MoodleGrains.Silo.Hosting;

/// <summary>The silo at work: database, engine, web server; started in this order, stopped in the other.</summary>
internal static class SiloServer
{
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
        var builder = WebApplication.CreateBuilder(arguments);
        var settings = SiloSettings.Read(builder.Configuration, rules);
        Log(builder.Logging);
        using var loggers = LoggerFactory.Create(logging =>
        {
            logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
            Log(logging);
        });

        await using var postgres = settings.Postgres is null
            ? await PrivatePostgres.StartAsync(settings.ForPrivatePostgres(), loggers.CreateLogger<PrivatePostgres>(), cancellationToken).ConfigureAwait(false)
            : null;
        await using var runtime = new SiloRuntime(new()
        {
            ConnectionString = settings.Postgres ?? postgres!.ConnectionString,
            Retention = settings.InboxRetention,
            Loggers = loggers,
        });
        await runtime.StartAsync(cancellationToken).ConfigureAwait(false);
        using var telemetry = SiloTelemetry.Start(runtime, builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);

        await using var app = Build(builder, settings, runtime);
        await app.StartAsync(cancellationToken).ConfigureAwait(false);
        app.Logger.LogInformation("MoodleGrains is ready at {Urls}", string.Join(", ", app.Urls));
        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }

        await app.StopAsync(CancellationToken.None).ConfigureAwait(false);
        return 0;
    }

    private static WebApplication Build(WebApplicationBuilder builder, SiloSettings settings, SiloRuntime runtime)
    {
        builder.WebHost.UseUrls(settings.Urls.Split(';'));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services
            .AddSingleton(runtime.Database)
            .AddSingleton<IEventReader>(runtime.Reader)
            .AddSingleton<IGrains>(runtime.Grains)
            .AddSingleton<IInbox>(runtime.Inbox)
            .AddSingleton<IHookLedger>(runtime.Ledger)
            .AddSingleton<IReadiness>(new Readiness(runtime))
            .AddHooks(builder.Configuration)
            .AddApi(builder.Configuration);
        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapHooks();
        app.MapApi();
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
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("Npgsql", LogLevel.Warning);
        logging.AddFilter("MoodleGrains.ClientApi.Hooks", LogLevel.Warning);
    }
}
