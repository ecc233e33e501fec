using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MoodleGrains.Silo.Database;

/// <summary>
/// The pools of connections: the main one is the service <see cref="NpgsqlDataSource"/>, the others have their name as key. Each is
/// bounded, so that two silos fit into the 100 connections that PostgreSQL allows by default.
/// </summary>
internal static class Pools
{
    /// <summary>Streams and documents, by way of Marten.</summary>
    public const string Streams = "moodlegrains-streams";

    /// <summary>What is received and stored.</summary>
    public const string Inbox = "moodlegrains-inbox";

    /// <summary>Pages of the inbox, and the progress of those who read them.</summary>
    public const string Pages = "moodlegrains-pages";

    /// <summary>Who belongs to the cluster. Its own, so that no crowd of others keeps a silo from saying that it lives.</summary>
    public const string Membership = "moodlegrains-membership";

    /// <summary>What the outbox claims and writes.</summary>
    public const string Outbox = "moodlegrains-outbox";

    /// <summary>The most connections that one silo opens.</summary>
    public const int PerSilo = 44;

    private const string Main = "moodlegrains";

    /// <summary>Adds the main pool, and the id of this silo.</summary>
    /// <param name="services">The services; among them a <see cref="DatabaseAddress"/>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddDatabase(this IServiceCollection services) => services
        .AddSingleton(new SiloId($"{Environment.MachineName}:{Environment.ProcessId}:{Guid.NewGuid():N}"))
        .AddSingleton(provider => Open(provider, Main, 16, null, stateless: false));

    /// <summary>
    /// Adds a pool of connections on which nobody takes a session's lock, listens or sets anything. They need not be reset between two
    /// uses, which is seven statements and was asked for several times a page.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name, which PostgreSQL shows.</param>
    /// <param name="connections">How many connections there are at most.</param>
    /// <param name="options">The settings of its sessions.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddPool(this IServiceCollection services, string name, int connections, string options) =>
        services.AddKeyedSingleton(name, (provider, _) => Open(provider, name, connections, options, stateless: true));

    /// <summary>A pool by its name.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name.</param>
    /// <returns>The pool.</returns>
    public static NpgsqlDataSource Pool(this IServiceProvider services, string name)
        => services.GetRequiredKeyedService<NpgsqlDataSource>(name);

    private static NpgsqlDataSource Open(IServiceProvider services, string name, int connections, string? options, bool stateless)
    {
        // A thousand cold grains wait for one of the loading connections.
        var connection = new NpgsqlConnectionStringBuilder(services.GetRequiredService<DatabaseAddress>().ConnectionString)
        {
            ApplicationName = name,
            MaxPoolSize = connections,
            Timeout = 60,
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = stateless,
        };
        connection.Options = options ?? connection.Options;
        return new NpgsqlDataSourceBuilder(connection.ConnectionString) { Name = name }.Build();
    }
}

/// <summary>The id of this silo among those that share the database.</summary>
/// <param name="Value">The id.</param>
internal sealed record SiloId(string Value);
