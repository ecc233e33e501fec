using Microsoft.Extensions.Logging.Abstractions;
using MoodleGrains.ClientApi.Access;
using MoodleGrains.ClientApi.Hooks;
using MoodleGrains.ClientApi.Sites;
using MoodleGrains.ClientApi;
using MoodleGrains.Silo.Announcements;
using MoodleGrains.Silo.CommandLine;
using MoodleGrains.Silo.CommandLine.Rosters;
using MoodleGrains.Silo.Configuration;
using MoodleGrains.Silo.Discord;
using MoodleGrains.Silo.EventStore;
using MoodleGrains.Silo.Mail;
using MoodleGrains.Silo.Moodle.Client;
using MoodleGrains.Silo.Moodle.Polling;
using MoodleGrains.Silo.Notices;
using MoodleGrains.Silo.Rosters.Runs;
using MoodleGrains.Silo.Rosters.Source;
using Npgsql;

namespace MoodleGrains.Silo.Hosting;

/// <summary>Gives each command the part of the silo it needs.</summary>
internal sealed class ProgramParts : IProgramParts
{
    /// <inheritdoc/>
    public IReadOnlyList<Func<IConfiguration, IEnumerable<SettingProblem>>> SettingsRules { get; } =
    [
        configuration => Problems(problems => ConfiguredSites.Read(configuration, problems)),
        configuration => Problems(problems => HookSettings.Read(configuration, problems)),
        configuration => Problems(problems => ApiKeyRing.Read(configuration, problems)),
        configuration => Problems(problems => PollSettings.Read(configuration, problems)),
        configuration => Problems(problems => SiteAccount.Read(configuration, problems)),
        AnnouncementsSetup.Check,
        DiscordSettings.Check,
        configuration => Problems(problems => MailSettings.Read(configuration, problems)),
        configuration => Problems(problems => NoticeSettings.Read(configuration, problems)),
        configuration => Problems(problems => RosterMailSettings.Read(configuration, problems)),
        RosterSettings.Check,
        RunSettings.Check,
    ];

    /// <inheritdoc/>
    public int SchemaVersion => Schema.Version;

    /// <inheritdoc/>
    public Task<int> Serve(string[] settings, CancellationToken cancellationToken) =>
        SiloServer.RunAsync(settings, SettingsRules, cancellationToken);

    /// <inheritdoc/>
    public Task<LocalAccess?> Reach(SiloSettings settings, CancellationToken cancellationToken) =>
        Task.FromResult(RunningSettings.Reach(settings.DataFolder));

    /// <inheritdoc/>
    public IRules Rules(NpgsqlDataSource database, IConfiguration configuration) => new RulesAtHand(
        Streams(database), AnnouncementsSetup.Previews(database, AnnouncementSettings.Read(configuration, []), TimeProvider.System));

    /// <inheritdoc/>
    public IRosters Rosters(NpgsqlDataSource database, IConfiguration configuration) => new RostersAtHand(
        Streams(database),
        new(RosterSettings.Read(configuration, []), TimeProvider.System, NullLogger.Instance),
        RunSettings.Read(configuration, []));

    /// <inheritdoc/>
    public (string Key, string Hash) NewApiKey()
    {
        var made = ApiKey.New();
        return (made.Key, made.Hash);
    }

    private static StreamsAtHand Streams(NpgsqlDataSource database) => new(database, new EventReader(database, new(Registered.Kinds)));

    private static List<SettingProblem> Problems(Action<ICollection<SettingProblem>> read)
    {
        List<SettingProblem> problems = [];
        read(problems);
        return problems;
    }
}
