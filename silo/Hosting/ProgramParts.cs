using MoodleGrains.ClientApi;
using MoodleGrains.ClientApi.Access;
using MoodleGrains.ClientApi.Rosters;
using MoodleGrains.ClientApi.Rules;
using MoodleGrains.ClientApi.Sites;
using MoodleGrains.Silo.CommandLine;
using MoodleGrains.Silo.CommandLine.Rosters;
using MoodleGrains.Silo.Composition;
using MoodleGrains.Silo.Engine;
using MoodleGrains.Silo.EventStore;
using MoodleGrains.Silo.Inbox;
using MoodleGrains.Silo.Outbox;
using MoodleGrains.Silo.Projections;
using Npgsql;

namespace MoodleGrains.Silo.Hosting;

/// <summary>Gives each command the part of the silo it needs, of services that are made for it and not started.</summary>
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
    public ServiceProvider Open(IConfiguration configuration, TimeProvider time) =>
        Services(configuration).AddSingleton(time).TolerateWrongSettings().BuildServiceProvider();

    /// <inheritdoc/>
    public Task Migrate(NpgsqlDataSource database, ILogger logger, CancellationToken cancellationToken) =>
        Schema.MigrateAsync(database, logger, cancellationToken);

    /// <inheritdoc/>
    public async Task<IImportTarget> OpenImport(string connectionString, IConfiguration configuration, CancellationToken cancellationToken)
    {
        var services = await PreparedAsync(connectionString, configuration, cancellationToken);
        return new ImportTarget(services.GetRequiredService<InboxWriter>(), services.GetRequiredService<ConfiguredSites>(), services);
    }

    /// <inheritdoc/>
    public async Task<IRebuilds> OpenRebuilds(string connectionString, CancellationToken cancellationToken)
    {
        var services = await PreparedAsync(connectionString, null, cancellationToken);
        return new Rebuilds(services.GetRequiredService<ReadModels>(), services.GetRequiredService<Rebuild>(), services);
    }

    /// <inheritdoc/>
    public async Task<int> RetryParked(string connectionString, CancellationToken cancellationToken)
    {
        await using var services = Opened(connectionString, null);
        var (rows, _) = await services.GetRequiredService<ParkedRows>().RetryAsync(cancellationToken);
        var (deliveries, _) = await services.GetRequiredService<ParkedDeliveries>().RetryAsync(cancellationToken);
        return rows + deliveries;
    }

    /// <inheritdoc/>
    public async Task<IRules> OpenRules(string connectionString, IConfiguration configuration, CancellationToken cancellationToken)
    {
        var services = await PreparedAsync(connectionString, configuration, cancellationToken);
        return new RulesAtHand(
            services.GetRequiredService<NpgsqlDataSource>(), services.GetRequiredService<EmbeddedGrains>(), services.GetRequiredService<IRulePreviews>(), services);
    }

    /// <inheritdoc/>
    public async Task<IRosters> OpenRosters(string connectionString, IConfiguration configuration, CancellationToken cancellationToken)
    {
        var services = await PreparedAsync(connectionString, configuration, cancellationToken);
        return new RostersAtHand(
            services.GetRequiredService<NpgsqlDataSource>(), services.GetRequiredService<EmbeddedGrains>(), services.GetRequiredService<IRosterChecks>(), services);
    }

    /// <inheritdoc/>
    public async Task<IOpenGrains> OpenGrains(string connectionString, CancellationToken cancellationToken)
    {
        var services = await PreparedAsync(connectionString, null, cancellationToken);
        return new OpenGrains(services.GetRequiredService<EmbeddedGrains>(), services);
    }

    /// <inheritdoc/>
    public (string Key, string Hash) NewApiKey()
    {
        var made = ApiKey.New();
        return (made.Key, made.Hash);
    }

    private static async Task<ServiceProvider> PreparedAsync(
        string connectionString, IConfiguration? configuration, CancellationToken cancellationToken)
    {
        var services = Opened(connectionString, configuration);
        await services.GetRequiredService<SiloPreparation>().RunAsync(cancellationToken);
        return services;
    }

    // Without the handlers of effects: what follows from a command is done by a running silo.
    private static ServiceProvider Opened(string connectionString, IConfiguration? configuration)
    {
        var services = Services(configuration ?? new ConfigurationBuilder().Build()).AddSingleton(new DatabaseAddress(connectionString));
        foreach (var handler in services.Where(service => service.ServiceType == typeof(EffectHandler)).ToList())
        {
            services.Remove(handler);
        }

        return services.AddEffectHandler<Wake, WakeDeliverer>(Wake.Effect, OutboxParts.Timers, countsAttempts: false)
            .BuildServiceProvider();
    }

    private static IServiceCollection Services(IConfiguration configuration) =>
        new ServiceCollection().AddLogging().AddSilo(configuration).AddSingleton(configuration);
}
