using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace MoodleGrains.Silo.Moodle.Client;

/// <summary>The clients of all configured sites that have an account: one each, so that their limits hold for everybody.</summary>
internal sealed class MoodleSites : IAsyncDisposable
{
    private readonly Dictionary<string, MoodleSite> bySlug = [];

    /// <summary>All of them, by slug.</summary>
    public IReadOnlyCollection<MoodleSite> All => bySlug.Values;

    /// <summary>Makes the clients; nothing is called yet.</summary>
    /// <param name="configuration">The whole configuration.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">Where logs go.</param>
    /// <returns>The sites.</returns>
    public static MoodleSites Open(IConfiguration configuration, TimeProvider time, ILoggerFactory loggers) => new();

    /// <summary>The client of a site.</summary>
    /// <param name="slug">The site.</param>
    /// <returns>The client; null where the site is not configured or has no account (neither Token nor Username).</returns>
    public MoodleSite? Find(string slug) => bySlug.GetValueOrDefault(slug);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
