using Microsoft.Extensions.Configuration.Memory;
using MoodleGrains.ClientApi;
using MoodleGrains.ClientApi.Api;
using MoodleGrains.ClientApi.Digests;
using MoodleGrains.ClientApi.Hooks;
using MoodleGrains.Silo.CommandLine;
using MoodleGrains.Silo.Configuration;
using MoodleGrains.Silo.Orleans;
using MoodleGrains.Silo.PrivatePostgres;

namespace MoodleGrains.Silo.Hosting;

/// <summary>The silo at work: a web application whose services are those of <see cref="Program"/>.</summary>
internal static class SiloServer
{
    // Below every other source, so that a person's own setting of the same name holds. A start that fails is shown in one line
    // by the command line; the host would add a stack trace.
    private static readonly Dictionary<string, string?> LogLevels = new()
    {
        ["Logging:LogLevel:Microsoft"] = "Warning",
        ["Logging:LogLevel:Npgsql"] = "Warning",
        ["Logging:LogLevel:Orleans"] = "Warning",
        ["Logging:LogLevel:Polly"] = "Warning",

        // At every start one recommends server GC, and the other measures the time since the machine was started.
        ["Logging:LogLevel:Orleans.Runtime.Silo"] = "Error",
        ["Logging:LogLevel:Orleans.Runtime.Watchdog"] = "Error",

        // Four times a second, with a stack, until a silo that is gone is declared dead.
        ["Logging:LogLevel:Orleans.Runtime.GrainDirectory.GrainDirectoryHandoffManager"] = "Error",
        ["Logging:LogLevel:MoodleGrains.ClientApi.Hooks"] = "Warning",
        ["Logging:LogLevel:Microsoft.Extensions.Hosting.Internal.Host"] = "Critical",
    };

    /// <summary>Runs until cancelled.</summary>
    /// <param name="arguments">The command line's settings.</param>
    /// <param name="cancellationToken">The stop; what was begun is finished.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        await using var app = Build(arguments);

        // First: services open their pools when they are made.
        await app.Services.GetRequiredService<PrivatePostgresHost>().StartAsync(cancellationToken);
        if (app.Services.GetRequiredService<TimeProvider>() is RemoteClock clock)
        {
            await StartAsync(clock, cancellationToken);
        }

        Map(app);
        try
        {
            await app.StartAsync(cancellationToken);
        }
        catch
        {
            await app.StopAsync(CancellationToken.None);
            throw;
        }

        app.Logger.LogInformation("MoodleGrains is ready at {Urls}", string.Join(", ", app.Urls));

        // The host ends by itself when one of its services fails: then nothing answers any more, and we must not stay.
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

    private static WebApplication Build(string[] arguments)
    {
        var builder = SiloConfiguration.Open(arguments);
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = LogLevels });
        builder.Logging.ClearProviders().AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
            console.UseUtcTimestamp = true;
        });
        builder.WebHost.UseUrls((builder.Configuration["Urls"] ?? SiloSettings.DefaultUrls).Split(';'));
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.AddSilo(builder.Configuration).ValidateSettings(builder.Configuration);
        return builder.Build();
    }

    private static void Map(WebApplication app)
    {
        app.UseExceptionHandler();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapHooks();
        app.MapApi();
        app.MapDigests();
        app.MapDashboard();
    }

    private static async Task StartAsync(RemoteClock clock, CancellationToken cancellationToken)
    {
        try
        {
            await clock.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or FormatException or TaskCanceledException)
        {
            throw new CommandFailure(
                $"Clock:Url: {clock.Url} does not tell the time ({e.Message}). Leave it out for the machine's clock.", ExitCode.Usage);
        }
    }
}
