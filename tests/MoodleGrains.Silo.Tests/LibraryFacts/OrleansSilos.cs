using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MoodleGrains.Silo.EventStore;
using MoodleGrains.Silo.Orleans;
using Orleans.Configuration;

namespace MoodleGrains.Silo.Tests.LibraryFacts;

/// <summary>Real Orleans silos in this process that find each other by PostgreSQL, and nothing else of the product.</summary>
internal static class OrleansSilos
{
    /// <summary>Makes the tables of Orleans' query contract.</summary>
    public static async Task MakeTables(Npgsql.NpgsqlDataSource database)
    {
        using var sql = new StreamReader(typeof(Schema).Assembly.GetManifestResourceStream("migrations/0016-orleans.sql")!);
        await database.Run(await sql.ReadToEndAsync());
    }

    /// <summary>Starts a silo on a free port of loopback, without a gateway.</summary>
    public static async Task<IHost> Start(string connectionString, string cluster)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.UseOrleans(silo =>
        {
            silo.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = (cluster, cluster));
            silo.UseAdoNetClustering(options => (options.Invariant, options.ConnectionString) = ("Npgsql", connectionString));
            silo.AddAdoNetGrainStorage(
                "snapshots",
                options => (options.Invariant, options.ConnectionString, options.GrainStorageSerializer) =
                    ("Npgsql", connectionString, new SnapshotSerializer()));
            silo.ConfigureEndpoints(IPAddress.Loopback, FreePort(), gatewayPort: 0);
            silo.Services.AddOrleansMessages();
        });
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
