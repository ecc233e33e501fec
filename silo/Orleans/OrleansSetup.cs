using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using MoodleGrains.ClientApi;
using MoodleGrains.ClientApi.Access;
using MoodleGrains.EventSourcing;
using MoodleGrains.Silo.Configuration;
using MoodleGrains.Silo.Database;
using MoodleGrains.Silo.Diagnostics;
using MoodleGrains.Silo.Inbox;
using Orleans.Configuration;
using Orleans.Dashboard;
using Orleans.Hosting;
using Orleans.Runtime;

namespace MoodleGrains.Silo.Orleans;

/// <summary>Hosts the grains: alone in this process with a private PostgreSQL, in a cluster with a common one.</summary>
internal static class OrleansSetup
{
    private const string Cluster = "moodlegrains";
    private const string Npgsql = "Npgsql";
    private const string Dashboard = "/orleans";

    /// <summary>Adds what grains work with and how they are called. Whoever hosts them is added beside.</summary>
    /// <param name="services">The services; among them each <see cref="IGrainKind"/>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddGrains(this IServiceCollection services)
    {
        services.TryAddSingleton(new SnapshotSettings());
        return services
            .AddSingleton<GrainKinds>()
            .AddSingleton<ActivationServices>();
    }

    /// <summary>Adds the Orleans silo. What is registered before starts before it and stops after it.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The whole configuration.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddOrleansSilo(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings(OrleansSettings.Read);
        services.AddPool(Pools.Membership, 2, "");
        services.AddOrleansMessages();
        services.AddSingleton<IDoctorCheck, OrleansDoctor>();
        services.AddSingleton<IFatalErrorHandler, EndOfSilo>();
        services.AddSingleton<OrleansGrains>();
        services.AddSingleton<IAggregateClient>(provider => provider.GetRequiredService<OrleansGrains>());
        services.AddSingleton<IGrainDeliveries>(provider => provider.GetRequiredService<OrleansGrains>());

        // Membership, time-outs and the collection of idle grains go by the machine's clock, whatever clock a test gives the silo.
        services.AddKeyedSingleton(KeyedService.AnyKey, TimeProvider.System);
        return services.AddOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (Cluster, Cluster));
            silo.Services.AddOptions<EndpointOptions>().Configure<OrleansSettings>(Listen);
            silo.Configure<ClusterMembershipOptions>(FailureDetection);
            silo.Configure<GrainCollectionOptions>(options =>
            {
                options.CollectionAge = TimeSpan.FromMinutes(10);
                options.EnableActivationSheddingOnMemoryPressure = true;
            });
            if (configuration.GetConnectionString("Postgres") is null)
            {
                silo.UseDevelopmentClustering(primarySiloEndpoint: null);
            }
            else
            {
                silo.UseAdoNetClustering(options => options.Configure<IServiceProvider>((table, provider) =>
                    (table.Invariant, table.DataSource) = (Npgsql, provider.Pool(Pools.Membership))));
            }

            silo.AddAdoNetGrainStorage(Snapshot.Storage, options => options.Configure<IServiceProvider>((storage, provider) =>
                (storage.Invariant, storage.DataSource, storage.GrainStorageSerializer, storage.DeleteStateOnClear) =
                    (Npgsql, provider.Pool(Pools.Streams), new SnapshotSerializer(), true)));
            silo.AddActivityPropagation();
            if (ShowsDashboard(configuration))
            {
                silo.AddDashboard(options => options.HideTrace = true);
            }
        });
    }

    /// <summary>Maps Orleans' dashboard for administrators, where the setting turns it on.</summary>
    /// <param name="app">The web application.</param>
    public static void MapDashboard(this WebApplication app)
    {
        if (ShowsDashboard(app.Configuration))
        {
            app.MapOrleansDashboard(Dashboard)
                .RequireAuthorization(AccessSetup.Administrator)
                .WithMetadata(new BasicSignIn())
                .ExcludeFromDescription();
        }
    }

    private static void Listen(EndpointOptions options, OrleansSettings settings) =>
        (options.AdvertisedIPAddress, options.SiloPort, options.GatewayPort) = (settings.AdvertisedAddress, settings.FreePort(), 0);

    private static bool ShowsDashboard(IConfiguration configuration) => OrleansSettings.Read(configuration, []).Dashboard;

    /// <summary>
    /// A silo that was killed is given up after three unanswered probes, about five seconds; one that stands still, or whose machine is
    /// gone, when nothing was heard of it for as long as three of the longest probes, twelve seconds. After all of them were killed, a new
    /// one waits for their last sign of life to be six seconds old, and then probes them (docs/operations.md).
    /// </summary>
    private static void FailureDetection(ClusterMembershipOptions options)
    {
        options.ProbeTimeout = TimeSpan.FromSeconds(2);
        options.MaxProbeTimeout = TimeSpan.FromSeconds(4);
        options.NumMissedProbesLimit = 3;
        options.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(2);
        options.NumMissedTableIAmAliveLimit = 3;
        options.TableRefreshTimeout = TimeSpan.FromSeconds(15);
    }
}
