using MoodleGrains.Silo.Configuration;

namespace MoodleGrains.Silo.Hosting;

/// <summary>The note of this silo's settings, as long as it is at work.</summary>
internal sealed class NotedSettings : IDisposable
{
    private readonly string? file;

    private NotedSettings(string? file) => this.file = file;

    /// <summary>Notes them; where that is not possible, only <c>silo doctor</c> knows less.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="configuration">The whole configuration.</param>
    /// <param name="logger">Told where it is not possible.</param>
    /// <returns>The note.</returns>
    public static NotedSettings Of(string dataFolder, IConfiguration configuration, ILogger logger)
    {
        try
        {
            return new(RunningSettings.Note(dataFolder, configuration));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            logger.LogInformation("The settings are not noted in {Folder}, so that 'silo doctor' cannot tell whether they changed: {Message}", dataFolder, e.Message);
            return new(null);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (file is not null)
        {
            File.Delete(file);
        }
    }
}
