using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MoodleGrains.Silo.Database;

namespace MoodleGrains.Silo.PrivatePostgres;

/// <summary>Registers the private PostgreSQL.</summary>
internal static class PrivatePostgresSetup
{
    /// <summary>Adds it.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddPrivatePostgres(this IServiceCollection services) => services.AddSingleton<PrivatePostgresHost>();
}

/// <summary>
/// Starts the private PostgreSQL where no other is configured. That is before the host starts anything, because its services open their
/// pools when they are made; disposing comes last.
/// </summary>
/// <param name="address">Learns where it is.</param>
/// <param name="settings">Where and how.</param>
/// <param name="logger">Told what a person should know.</param>
internal sealed class PrivatePostgresHost(
    DatabaseAddress address,
    PrivatePostgresSettings settings,
    ILogger<PrivateDatabase> logger) : IAsyncDisposable
{
    private PrivateDatabase? database;

    /// <summary>Starts it, where it is wanted.</summary>
    /// <param name="cancellationToken">Stops the starting.</param>
    /// <returns>A task.</returns>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (address.IsPrivate)
        {
            database = await PrivateDatabase.StartAsync(settings, logger, cancellationToken);
            address.ConnectionString = database.ConnectionString;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => database?.DisposeAsync() ?? ValueTask.CompletedTask;
}
