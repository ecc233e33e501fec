using MoodleGrains.Announcements;
using MoodleGrains.ClientApi;
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
    /// <returns>The handlers.</returns>
    public static IReadOnlyList<EffectHandler> Deliverers(
        NpgsqlDataSource database, IGrains grains, AnnouncementSettings settings, TimeProvider time)
    {
        var (reader, book) = (new SiteReader(database), new AnnouncedBook(database));
        var announcer = new Announcer(grains, reader, new(grains, reader, book, settings), book, settings, time);
        return [EffectHandler.For(AnnouncementEffectTypes.Announce, announcer, OutboxParts.Announcements)];
    }

    /// <summary>Sets the hourly look at each site, and makes the rule of the configuration.</summary>
    /// <param name="outbox">The outbox.</param>
    /// <param name="grains">The engine.</param>
    /// <param name="sites">The slugs of the sites.</param>
    /// <param name="student">The rule of the configuration; null if there is none.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <returns>A task.</returns>
    /// <exception cref="InvalidOperationException">The rule was refused.</exception>
    public static async Task StartAsync(
        IOutbox outbox, IGrains grains, IEnumerable<string> sites, StudentRule? student, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await outbox.PutAsync([.. sites.Select(site => AnnouncementTimers.Next(site, now))], cancellationToken).ConfigureAwait(false);
        if (student is null)
        {
            return;
        }

        var outcome = await grains.Send(
            Rule.Id(student.Site, StudentRule.Name),
            new(new PutRule(student.Terms, StudentRule.By, now.ToUnixTimeSeconds())),
            cancellationToken).ConfigureAwait(false);
        if (outcome.Refusal is { } refusal)
        {
            throw new InvalidOperationException($"Announcements: {refusal.Reason}");
        }
    }
}
