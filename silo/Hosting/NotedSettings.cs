using MoodleGrains.Silo.Configuration;

namespace MoodleGrains.Silo.Hosting;

/// <summary>Registers the note of this silo's settings.</summary>
internal static class NotedSettingsSetup
{
    /// <summary>Adds it.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddNotedSettings(this IServiceCollection services) => services.AddHostedService<NotedSettings>();
}

/// <summary>Notes this silo's settings as long as it is at work; where that is not possible, only <c>silo doctor</c> knows less.</summary>
/// <param name="settings">Names the data folder.</param>
/// <param name="configuration">The whole configuration.</param>
/// <param name="logger">Told where it is not possible.</param>
internal sealed class NotedSettings(SiloSettings settings, IConfiguration configuration, ILogger<NotedSettings> logger) : IHostedService
{
    private string? file;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            file = RunningSettings.Note(settings.DataFolder, configuration);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            logger.LogInformation(
                "The settings are not noted in {Folder}, so that 'silo doctor' cannot tell whether they changed: {Message}", settings.DataFolder, e.Message);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        if (file is not null)
        {
            File.Delete(file);
        }

        return Task.CompletedTask;
    }
}
