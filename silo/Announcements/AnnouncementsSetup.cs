using Microsoft.Extensions.Logging.Abstractions;
using MoodleGrains.Announcements;
using MoodleGrains.ClientApi;
using MoodleGrains.ClientApi.Rules;
using MoodleGrains.ClientApi.Sites;
using MoodleGrains.Rules;
using MoodleGrains.Silo.Outbox;
using Npgsql;

namespace MoodleGrains.Silo.Announcements;

/// <summary>Puts announcing together.</summary>
internal static class AnnouncementsSetup
{
    /// <summary>What is looked at before the start.</summary>
    /// <param name="configuration">The whole configuration.</param>
    /// <returns>What is wrong.</returns>
    public static IEnumerable<SettingProblem> Check(IConfiguration configuration)
    {
        List<SettingProblem> problems = [];
        AnnouncementSettings.Read(configuration, problems);
        StudentRule.Read(configuration, problems);
        return problems;
    }

    /// <summary>What the outbox is given.</summary>
    /// <param name="database">The database.</param>
    /// <param name="grains">The engine.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Takes what waits for a person; null for nowhere.</param>
    /// <returns>The handlers.</returns>
    public static IReadOnlyList<EffectHandler> Deliverers(
        NpgsqlDataSource database, IAggregateClient grains, AnnouncementSettings settings, TimeProvider time, ILogger? logger = null)
    {
        var (reader, book) = (new SiteReader(database), new AnnouncementRegistry(database));
        var announcer = new Announcer(grains, reader, new(grains, reader, book, settings, logger ?? NullLogger.Instance), book, settings, time);
        return [EffectHandler.For(AnnouncementEffectTypes.ReconcileAnnouncements, announcer, OutboxParts.Announcements, countsAttempts: false)];
    }

    /// <summary>What tells what a rule would do.</summary>
    /// <param name="database">The database.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="time">The clock.</param>
    /// <returns>It.</returns>
    public static IRulePreviews Previews(NpgsqlDataSource database, AnnouncementSettings settings, TimeProvider time) =>
        new RulePreviews(new(database), settings, time);

    /// <summary>Sets the hourly look at each site of the configuration, and makes the rule that it has.</summary>
    /// <param name="silo">The silo, started.</param>
    /// <param name="configuration">The whole configuration.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <param name="logger">Takes what waits for a person; null for nowhere.</param>
    /// <returns>A task.</returns>
    /// <exception cref="InvalidOperationException">The rule was refused.</exception>
    public static async Task StartAsync(SiloRuntime silo, IConfiguration configuration, CancellationToken cancellationToken, ILogger? logger = null)
    {
        var now = silo.Time.GetUtcNow();
        var looks = ConfiguredSites.Read(configuration, []).All.Select(site => AnnouncementTimers.Next(site.Slug, now));
        await silo.Effects.PutAsync([.. looks], cancellationToken);
        if (StudentRule.Read(configuration, []) is not { } student)
        {
            return;
        }

        var put = new PutRule(student.Terms, StudentRule.By, now.ToUnixTimeSeconds());
        var outcome = await silo.Grains.Send(Rule.Id(student.Site, StudentRule.Name), new(put), cancellationToken);
        if (outcome.Refusal is { } refusal)
        {
            throw new InvalidOperationException($"Announcements: {refusal.Reason}");
        }

        if ((await silo.Grains.Latest<Rule>(Rule.Id(student.Site, StudentRule.Name), cancellationToken)).Held is { } held && logger is not null)
        {
            HeldRules.Log(logger, student.Site, StudentRule.Name, held.What);
        }
    }
}
