using MoodleGrains.ClientApi;
using MoodleGrains.ClientApi.Access;
using MoodleGrains.ClientApi.Rules;
using MoodleGrains.Silo.CommandLine;
using MoodleGrains.Silo.CommandLine.Rosters;
using MoodleGrains.Silo.Configuration;
using MoodleGrains.Silo.Database;
using MoodleGrains.Silo.EventStore;
using MoodleGrains.Silo.Rosters.Runs;
using MoodleGrains.Silo.Rosters.Source;
using Npgsql;

namespace MoodleGrains.Silo.Hosting;

/// <summary>Gives each command the part of the silo it needs, from services that are made for it and not started.</summary>
internal sealed class ProgramParts : IProgramParts
{
    /// <inheritdoc/>
    public IReadOnlyList<SettingsRule> SettingsRules { get; } =
        new ServiceCollection().AddSilo(new ConfigurationBuilder().Build()).SettingsRules();

    /// <inheritdoc/>
    public int SchemaVersion => Schema.Version;

    /// <inheritdoc/>
    public Task<int> Serve(string[] settings, CancellationToken cancellationToken) => SiloServer.RunAsync(settings, cancellationToken);

    /// <inheritdoc/>
    public ServiceProvider Open(IConfiguration configuration, TimeProvider time) => Services(configuration)
        .AddSingleton(time)
        .TolerateWrongSettings()
        .BuildServiceProvider();

    /// <inheritdoc/>
    public Task<LocalAccess?> Reach(SiloSettings settings, CancellationToken cancellationToken) =>
        Task.FromResult(RunningSettings.Reach(settings.DataFolder));

    /// <inheritdoc/>
    public IRules Rules(NpgsqlDataSource database, IConfiguration configuration)
    {
        var services = Over(database, configuration);
        return new RulesAtHand(services.GetRequiredService<StreamsAtHand>(), services.GetRequiredService<IRulePreviews>());
    }

    /// <inheritdoc/>
    public IRosters Rosters(NpgsqlDataSource database, IConfiguration configuration)
    {
        var services = Over(database, configuration);
        return new RostersAtHand(
            services.GetRequiredService<StreamsAtHand>(), services.GetRequiredService<RosterReader>(), services
                .GetRequiredService<RunSettings>());
    }

    /// <inheritdoc/>
    public (string Key, string Hash) NewApiKey()
    {
        var made = ApiKey.New();
        return (made.Key, made.Hash);
    }

    // The database is the command's to close, and the reader of rosters that of whoever gets it.
    private static ServiceProvider Over(NpgsqlDataSource database, IConfiguration configuration) => Services(configuration)
        .AddSingleton(database)
        .AddKeyedSingleton(Pools.Streams, database)
        .AddSingleton(TimeProvider.System)
        .AddSingleton<StreamsAtHand>()
        .BuildServiceProvider();

    private static IServiceCollection Services(IConfiguration configuration) =>
        new ServiceCollection().AddLogging().AddSilo(configuration).AddSingleton(configuration);
}
