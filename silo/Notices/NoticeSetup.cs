using Microsoft.Extensions.Logging;
using MoodleGrains.Notices;
using MoodleGrains.Silo.Outbox;

namespace MoodleGrains.Silo.Notices;

/// <summary>The notices' part of the composition.</summary>
internal static class NoticeSetup
{
    /// <summary>What looks for conditions. Mail and Discord deliver what it finds.</summary>
    /// <param name="settings">Where operators are told.</param>
    /// <param name="runtime">The silo.</param>
    /// <param name="sites">The slugs of the configuration.</param>
    /// <param name="dataFolder">The private database's folder; null where the database is another machine's.</param>
    /// <param name="logger">Told of what could not be looked for.</param>
    /// <param name="others">Conditions that other parts know of.</param>
    /// <returns>The handler.</returns>
    public static EffectHandler Deliverer(
        NoticeSettings settings,
        SiloRuntime runtime,
        IReadOnlyList<string> sites,
        string? dataFolder,
        ILogger logger,
        params IReadOnlyList<INoticeSource> others) => EffectHandler.For(
        LookForConditions.Effect,
        new NoticeRound(
            settings,
            [.. NoticeSources.All, new SilentPlugins(sites), new FullDisk(dataFolder), .. others],
            runtime.Database,
            runtime.Effects,
            runtime.Time,
            logger),
        OutboxParts.Timers,
        _ => null);

    /// <summary>Asks for the first look, where anybody is told.</summary>
    /// <param name="settings">Where operators are told.</param>
    /// <param name="runtime">The silo, started.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>A task.</returns>
    public static Task StartAsync(NoticeSettings settings, SiloRuntime runtime, CancellationToken cancellationToken) => settings.Wanted
        ? runtime.Effects.PutAsync([NoticeRound.Next(runtime.Time.GetUtcNow())], cancellationToken)
        : Task.CompletedTask;
}
