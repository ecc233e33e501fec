using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace MoodleGrains.Silo.Composition;

/// <summary>Stops all background parts at the same moment, once the inbox has stored what was received.</summary>
internal sealed class BackgroundStop : IDisposable
{
    private readonly CancellationTokenSource source = new();

    /// <summary>Ends the background parts.</summary>
    public CancellationToken Token => source.Token;

    /// <summary>Ends them.</summary>
    /// <returns>A task.</returns>
    public Task CancelAsync() => source.CancelAsync();

    /// <inheritdoc/>
    public void Dispose() => source.Dispose();
}

/// <summary>
/// A part of the silo that runs until <see cref="BackgroundStop"/>; the host's stop waits until it has finished what it began.
/// </summary>
/// <param name="run">Runs until cancelled.</param>
/// <param name="stop">The stop.</param>
internal sealed class BackgroundPart(Func<CancellationToken, Task> run, BackgroundStop stop) : BackgroundService
{
    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // The host's patience is the web server's: what was begun here is finished.
        await Task.WhenAny(ExecuteTask ?? Task.CompletedTask);
        await base.StopAsync(CancellationToken.None);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, stoppingToken);
        await run(both.Token);
    }
}

/// <summary>Registers what runs by itself.</summary>
internal static class BackgroundPartRegistration
{
    /// <summary>Runs a service from the start of the host to its stop.</summary>
    /// <typeparam name="T">The service.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="run">Runs it until cancelled.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddBackgroundPart<T>(this IServiceCollection services, Func<T, CancellationToken, Task> run)
        where T : class
    {
        services.TryAddSingleton<BackgroundStop>();
        return services.AddSingleton<IHostedService>(provider =>
        {
            var part = provider.GetRequiredService<T>();
            return new BackgroundPart(token => run(part, token), provider.GetRequiredService<BackgroundStop>());
        });
    }

    /// <summary>Does something once at the start of the host, after the parts that were registered before are running.</summary>
    /// <typeparam name="T">The service.</typeparam>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddStartUp<T>(this IServiceCollection services)
        where T : class, IStartUp => services
        .AddSingleton<T>()
        .AddSingleton<IHostedService>(provider => new StartUpService(provider.GetRequiredService<T>()));

    private sealed class StartUpService(IStartUp startUp) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => startUp.RunAsync(cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

/// <summary>Something that is done once at the start, such as setting the timers that go on by themselves.</summary>
internal interface IStartUp
{
    /// <summary>Does it.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task.</returns>
    Task RunAsync(CancellationToken cancellationToken);
}
