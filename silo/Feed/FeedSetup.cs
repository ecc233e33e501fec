using Microsoft.Extensions.DependencyInjection;

namespace MoodleGrains.Silo.Feed;

/// <summary>Registers what writes entries of the feed.</summary>
internal static class FeedSetup
{
    /// <summary>Adds the feed.</summary>
    /// <param name="services">The services.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddFeed(this IServiceCollection services) => services.AddSingleton<FeedEntries>();
}
