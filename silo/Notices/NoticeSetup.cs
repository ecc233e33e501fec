using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MoodleGrains.ClientApi;
using MoodleGrains.ClientApi.Sites;
using MoodleGrains.Notices;
using MoodleGrains.Silo.Composition;
using MoodleGrains.Silo.Configuration;
using MoodleGrains.Silo.Database;
using MoodleGrains.Silo.Outbox;
using Npgsql;

namespace MoodleGrains.Silo.Notices;

/// <summary>Registers the notices to operators. Mail and Discord deliver them.</summary>
internal static class NoticeSetup
{
    /// <summary>Adds what looks for conditions.</summary>
    /// <param name="services">
    /// The services; among them the <see cref="INoticeSource"/> of each part that knows of conditions by itself.
    /// </param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddNotices(this IServiceCollection services) => services
        .AddSettings(NoticeSettings.Read)
        .AddSingleton<INoticeSource>(
            provider => new SilentPlugins([.. provider.GetRequiredService<ConfiguredSites>().All.Select(site => site.Slug)]))
        .AddSingleton<INoticeSource>(provider => new FullDisk(
            provider.GetRequiredService<DatabaseAddress>().IsPrivate ? provider.GetRequiredService<SiloSettings>().DataFolder : null))
        .AddSingleton(provider => new NoticeRound(
            provider.GetRequiredService<NoticeSettings>(),
            [.. NoticeSources.All, .. provider.GetServices<INoticeSource>()],
            provider.GetRequiredService<NpgsqlDataSource>(),
            provider.GetRequiredService<IOutbox>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<NoticeRound>>()))
        .AddEffectHandler<LookForConditions, NoticeRound>(LookForConditions.Effect, OutboxParts.Timers, _ => null)
        .AddStartUp<NoticesStart>();
}

/// <summary>Asks for the first look, where anybody wants notices.</summary>
/// <param name="settings">Where operators are told.</param>
/// <param name="outbox">Takes the timer.</param>
/// <param name="time">The clock.</param>
internal sealed class NoticesStart(NoticeSettings settings, IOutbox outbox, TimeProvider time) : IStartUp
{
    /// <inheritdoc/>
    public Task RunAsync(CancellationToken cancellationToken) => settings.Wanted
        ? outbox.PutAsync([NoticeRound.Next(time.GetUtcNow())], cancellationToken)
        : Task.CompletedTask;
}
