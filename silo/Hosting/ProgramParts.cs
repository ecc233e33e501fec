using Microsoft.Extensions.Logging.Abstractions;
using MoodleGrains.ClientApi.Access;
using MoodleGrains.ClientApi.Hooks;
using MoodleGrains.ClientApi.Sites;
using MoodleGrains.ClientApi;
using MoodleGrains.Silo.Announcements;
using MoodleGrains.Silo.CommandLine;
using MoodleGrains.Silo.CommandLine.Rosters;
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
    public Task Migrate(NpgsqlDataSource database, ILogger logger, CancellationToken cancellationToken) =>
        Schema.MigrateAsync(database, logger, cancellationToken);

    /// <inheritdoc/>
    public async Task<IImportTarget> OpenImport(string connectionString, IConfiguration configuration, CancellationToken cancellationToken)
    {
        var runtime = Runtime(connectionString);
        await runtime.PrepareAsync(cancellationToken);
        return new ImportTarget(runtime, ConfiguredSites.Read(configuration, []));
    }

    /// <inheritdoc/>
    public async Task<IRebuilds> OpenRebuilds(string connectionString, CancellationToken cancellationToken)
    {
        var runtime = Runtime(connectionString);
        await runtime.PrepareAsync(cancellationToken);
        return new Rebuilds(runtime);
    }

    /// <inheritdoc/>
    public async Task<int> RetryParked(string connectionString, CancellationToken cancellationToken)
    {
        await using var runtime = Runtime(connectionString);
        var (rows, _) = await runtime.ParkedRows.RetryAsync(cancellationToken);
        var (deliveries, _) = await runtime.ParkedDeliveries.RetryAsync(cancellationToken);
        return rows + deliveries;
    }

    /// <inheritdoc/>
    public async Task<IRules> OpenRules(string connectionString, IConfiguration configuration, CancellationToken cancellationToken)
    {
        var runtime = Runtime(connectionString);
        await runtime.PrepareAsync(cancellationToken);
        return new RulesAtHand(
            runtime, AnnouncementsSetup.Previews(runtime.Database, AnnouncementSettings.Read(configuration, []), runtime.Time));
    }

    /// <inheritdoc/>
    public async Task<IRosters> OpenRosters(string connectionString, IConfiguration configuration, CancellationToken cancellationToken)
    {
        var runtime = Runtime(connectionString);
        await runtime.PrepareAsync(cancellationToken);
        return new RostersAtHand(
            runtime, new(RosterSettings.Read(configuration, []), runtime.Time, NullLogger.Instance), RunSettings.Read(configuration, []));
    }

    /// <inheritdoc/>
    public async Task<IOpenGrains> OpenGrains(string connectionString, CancellationToken cancellationToken)
    {
        var runtime = Runtime(connectionString);
        await runtime.PrepareAsync(cancellationToken);
        return new OpenGrains(runtime);
    }

    /// <inheritdoc/>
    public (string Key, string Hash) NewApiKey()
    {
        var made = ApiKey.New();
        return (made.Key, made.Hash);
    }

    private static SiloRuntime Runtime(string connectionString) =>
        new(new() { ConnectionString = connectionString, Loggers = NullLoggerFactory.Instance });

    private static List<SettingProblem> Problems(Action<ICollection<SettingProblem>> read)
    {
        List<SettingProblem> problems = [];
        read(problems);
        return problems;
    }
}
