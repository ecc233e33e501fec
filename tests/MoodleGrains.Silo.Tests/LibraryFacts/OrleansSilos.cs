using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Serialization;
using Orleans.Serialization.Cloning;
using Orleans.Storage;

namespace MoodleGrains.Silo.Tests.LibraryFacts;

/// <summary>Real Orleans silos in this process that find each other by PostgreSQL, and nothing else of the product.</summary>
internal static class OrleansSilos
{
    /// <summary>Makes the tables of Orleans' query contract.</summary>
    public static async Task MakeTables(Npgsql.NpgsqlDataSource database) =>
        await database.Run(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "LibraryFacts", "orleans.sql")));

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
                    ("Npgsql", connectionString, new StateJson()));
            silo.ConfigureEndpoints(IPAddress.Loopback, FreePort(), gatewayPort: 0);
            Messages(silo.Services);
        });
        var host = builder.Build();
        await host.StartAsync();
        return host;
    }

    /// <summary>Messages are records without attributes: JSON between silos, the same instance within one.</summary>
    public static void Messages(IServiceCollection services)
    {
        services.AddSerializer(serializer => serializer.AddJsonSerializer(
            OrleansMessages.IsMessage, _ => false, options => options.Configure(json => json.SerializerOptions = OrleansMessages.Json)));
        services.AddSingleton<IGeneralizedCopier, ByReference>();
        services.AddSingleton<ITypeFilter, Ours>();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class ByReference : IGeneralizedCopier
    {
        public bool IsSupportedType(Type type) => OrleansMessages.IsMessage(type);

        public object? DeepCopy(object? input, CopyContext context) => input;
    }

    /// <summary>What is kept is plain JSON: the names of classes do not stand in it.</summary>
    private sealed class StateJson : IGrainStorageSerializer
    {
        public BinaryData Serialize<T>(T? input) => BinaryData.FromObjectAsJson(input);

        public T Deserialize<T>(BinaryData input) => input.ToObjectFromJson<T>()!;
    }

    private sealed class Ours : ITypeFilter
    {
        public bool? IsTypeAllowed(Type type) => OrleansMessages.IsMessage(type) ? true : null;
    }
}
